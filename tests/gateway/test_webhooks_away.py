"""The telco's door while something is broken: what each kind answers, and what is written in the log about it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
import structlog
from sqlalchemy import text
from werkzeug.test import TestResponse

from gateway import log
from gateway.catalogs import Catalogs
from gateway.hooks import KINDS
from gateway.runtime import Runtime, connect_database, connect_redis
from tests.gateway.doors import FORMS, PHONE, Door, open_door

NOWHERE = "postgresql://nobody@127.0.0.1:1/none"


class Broken:
    """A telco's adapter, a catalog or whatever else, of which everything fails with the caller's own words."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def fail(*arguments: object) -> None:
            raise RuntimeError(f"{name} failed for {arguments}")

        return fail


@contextmanager
def renamed(runtime: Runtime, table: str) -> Iterator[None]:
    """Without a table, as before the migrations."""
    with runtime.database.begin() as connection:
        connection.execute(text(f"ALTER TABLE {table} RENAME TO elsewhere"))
    try:
        yield
    finally:
        with runtime.database.begin() as connection:
            connection.execute(text(f"ALTER TABLE elsewhere RENAME TO {table}"))


def ends_kindly(answer: TestResponse, runtime: Runtime) -> bool:
    """Whether the phone gets the sentence that the flows have for it, and nothing else."""
    said = runtime.catalogs.current.phrase("unavailable_end", "id")
    return (answer.status_code, answer.text) == (200, f"END {said}")


@pytest.fixture
def away(runtime: Runtime) -> Door:
    return open_door(replace(runtime, database=connect_database(NOWHERE)))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "ussd"])
def test_while_the_database_is_away_the_telco_is_asked_to_send_it_again(away: Door, kind: str) -> None:
    answer = away.post(kind)
    assert (answer.status_code, answer.text) == (503, "The database is away, please send this again.")


@pytest.mark.parametrize("kind", KINDS)
def test_a_wrong_field_is_refused_without_the_database(away: Door, kind: str) -> None:
    field = "from" if kind == "sms" else "phoneNumber"
    assert away.post(kind, **{field: ""}).status_code == 400


def test_what_was_answered_503_is_taken_when_it_is_sent_again(away: Door, runtime: Runtime) -> None:
    assert away.post("sms").status_code == 503
    door = open_door(runtime)
    assert [door.post("sms").status_code for _ in range(2)] == [200, 200]
    with runtime.database.connect() as connection:
        counted = connection.execute(text("SELECT direction, count(*) FROM message GROUP BY 1 ORDER BY 1"))
        assert [tuple(row) for row in counted] == [("in", 1), ("out", 1)]


BROKEN: dict[str, Callable[[Runtime], Runtime]] = {
    "the database": lambda runtime: replace(runtime, database=connect_database(NOWHERE)),
    "the database and Redis": lambda runtime: replace(
        runtime, database=connect_database(NOWHERE), redis=connect_redis("redis://127.0.0.1:1")
    ),
    "an engine of ours": lambda runtime: replace(runtime, database=Broken()),
    "the clock": lambda runtime: replace(runtime, clock=Broken().now),
    "no such flow": lambda runtime: replace(
        runtime,
        catalogs=Catalogs(lambda: replace(runtime.catalogs.current, flows={}), lambda revision: None),
    ),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("typed", ["", "1", "1*2*Jembatan ambruk"])
def test_whatever_fails_a_hop_ends_kindly(runtime: Runtime, broken: Callable[[Runtime], Runtime], typed: str) -> None:
    assert ends_kindly(open_door(broken(runtime)).post("ussd", text=typed), runtime)


@pytest.mark.parametrize("table", ["contact", "ussd_session", "village"])
def test_without_its_tables_a_hop_ends_kindly_too(runtime: Runtime, table: str) -> None:
    with renamed(runtime, table):
        assert ends_kindly(open_door(runtime).post("ussd"), runtime)


def test_a_code_that_is_nobodys_ends_kindly(runtime: Runtime) -> None:
    answer = open_door(runtime).post("ussd", serviceCode="*999#")
    assert (answer.status_code, answer.text) == (200, "END Kode ini tidak dilayani. Silakan hubungi *384*36#")


def test_without_redis_everything_is_answered(runtime: Runtime) -> None:
    door = open_door(replace(runtime, redis=connect_redis("redis://127.0.0.1:1")))
    assert {kind: door.post(kind).status_code for kind in KINDS} == dict.fromkeys(KINDS, 200)
    assert door.post("ussd", sessionId="ATUid_2").text.startswith("CON ")


@pytest.fixture
def logged(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[[], str]]:
    """What a web process writes to its log."""
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    log.set_up("web")
    yield lambda: capsys.readouterr().err
    root.handlers[:], root.level = before
    structlog.reset_defaults()


def test_the_log_knows_no_text_no_token_and_no_phone(runtime: Runtime, logged: Callable[[], str]) -> None:
    typed = "Jembatan Cisanggarung"
    doors = [open_door(broken(runtime)) for broken in BROKEN.values()] + [open_door(runtime)]
    for door in doors:
        for kind, form in FORMS.items():
            for changes in ({}, {"text": typed}, {"input": typed}, {"phoneNumber": typed}, {"from": typed}):
                known = {name: value for name, value in changes.items() if name in form}
                door.post(kind, **known)
    with renamed(runtime, "message"):
        assert open_door(runtime).post("sms", text=typed).status_code == 500
    assert open_door(replace(runtime, telcos={"at": Broken()})).post("sms", text=typed).status_code == 500
    written = logged()
    lines = written.splitlines()
    assert any("the database is away" in line for line in lines)
    assert any("a hop failed" in line for line in lines)
    assert any("Exception on /hooks/at/.../sms" in line for line in lines)
    for secret in (typed, "Cisanggarung", PHONE, PHONE[1:], door.address("").split("/")[3]):
        assert secret not in written
