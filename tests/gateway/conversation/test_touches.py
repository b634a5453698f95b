"""What a hop asks of PostgreSQL and Valkey, counted: most hops only navigate, and those must stay light."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import redis
from sqlalchemy import event

from gateway.runtime import Runtime
from tests.gateway.conversation.conftest import MakePhone


@contextmanager
def counted(runtime: Runtime, redis_client: redis.Redis) -> Iterator[dict[str, int]]:
    """`valkey`: commands that came over the wire, as the server saw them; `postgresql`: connections taken."""
    seen = {"valkey": 0, "postgresql": 0}

    def took(*_: object) -> None:
        seen["postgresql"] += 1

    event.listen(runtime.database, "checkout", took)
    try:
        with redis_client.monitor() as monitor:
            redis_client.echo("begin")  # on a connection whose handshake is then over
            list(iter(lambda: monitor.next_command()["command"], "ECHO begin"))
            yield seen
            redis_client.echo("end")
            came = iter(monitor.next_command, None)
            wire = itertools.takewhile(lambda one: one["command"] != "ECHO end", came)
            seen["valkey"] = sum(one["client_type"] != "lua" for one in wire)
    finally:
        event.remove(runtime.database, "checkout", took)


BROWSING = {
    "back from a menu": ["1", "0"],
    "into another menu": ["1", "0", "2"],
    "to the question": ["1", "1"],
    "home from the question": ["1", "1", "00"],
}


@pytest.mark.parametrize("inputs", BROWSING.values(), ids=BROWSING)
def test_a_navigating_hop_touches_valkey_twice_and_postgresql_not_at_all(
    make_phone: MakePhone, runtime: Runtime, redis_client: redis.Redis, inputs: list[str]
) -> None:
    phone = make_phone()
    phone.dial()
    phone.answer(*inputs[:-1])
    with counted(runtime, redis_client) as seen:
        assert not phone.answer(inputs[-1]).final
    assert seen == {"valkey": 2, "postgresql": 0}


def test_the_same_hop_again_only_reads_valkey(
    make_phone: MakePhone, runtime: Runtime, redis_client: redis.Redis
) -> None:
    phone = make_phone()
    phone.dial()
    shown = phone.answer("1")
    with counted(runtime, redis_client) as seen:
        assert phone.post("1") == shown
    assert seen == {"valkey": 1, "postgresql": 0}


def test_an_effect_is_counted(make_phone: MakePhone, runtime: Runtime, redis_client: redis.Redis) -> None:
    phone = make_phone()
    phone.dial()
    phone.answer("1", "1")
    with counted(runtime, redis_client) as seen:
        assert phone.answer("Jembatan ambruk di RT 02").final
    assert seen["postgresql"] == 1
    assert seen["valkey"] > 2


@pytest.mark.parametrize(
    ("typed", "waits"),
    [("", False), ("1*1", False), ("1*1*Jembatan ambruk di RT 02", True)],
    ids=["a dial", "a deep dial", "a deep dial that opens a ticket"],
)
def test_only_an_effect_waits_for_the_disk(make_phone: MakePhone, runtime: Runtime, typed: str, waits: bool) -> None:
    phone, statements = make_phone(), []

    def took(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(runtime.database, "before_cursor_execute", took)
    try:
        assert phone.dial(typed).final == waits
    finally:
        event.remove(runtime.database, "before_cursor_execute", took)
    assert ("SET LOCAL synchronous_commit = off" in statements) != waits
