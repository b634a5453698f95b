"""Servers that start, are found again, die, and stop."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from gateway import embedded
from gateway.config import ConfigError, Environment
from gateway.embedded import postgres, server, valkey
from gateway.embedded.folders import Folders
from gateway.embedded.locks import hold, is_held, until

GIVEN = {"database_url": "postgresql://there/db", "redis_url": "redis://there"}


@pytest.fixture
def given(folder: Path) -> Iterator[Environment]:
    """An environment without URLs. Whatever a test leaves running is stopped."""
    environment = Environment(config=Path("config.toml"), data=folder / "data")
    yield environment
    place = embedded.folders(environment.data)
    if place.data.is_dir():
        postgres.stop(place)
        valkey.stop(place)


@pytest.fixture
def place(given: Environment) -> Folders:
    return embedded.folders(given.data)


def lives(place: Folders) -> tuple[bool, bool]:
    return is_held(place.lock("postgres")), is_held(place.lock("valkey"))


def postmaster(place: Folders) -> int:
    return int((place.postgres / "postmaster.pid").read_text().split()[0])


def keep_a_value(environment: Environment) -> None:
    with psycopg.connect(environment.database_url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'Laporan é…' AS text")
    redis.Redis.from_url(environment.redis_url).set("kept", "ada")


def assert_kept(environment: Environment) -> None:
    with psycopg.connect(environment.database_url) as connection:
        assert connection.execute("SELECT text FROM kept").fetchone() == ("Laporan é…",)
    assert redis.Redis.from_url(environment.redis_url).get("kept") == b"ada"


def test_given_urls_start_nothing(given: Environment) -> None:
    environment = given.model_copy(update=GIVEN)
    with embedded.services(environment) as joined:
        assert joined == environment
    assert not given.data.exists()


def test_they_start_stop_and_keep(given: Environment, place: Folders) -> None:
    with embedded.services(given) as joined:
        assert lives(place) == (True, True)
        keep_a_value(joined)
    assert lives(place) == (False, False)
    with embedded.services(given) as joined:
        assert_kept(joined)


def test_only_the_one_that_is_missing(given: Environment, place: Folders) -> None:
    with embedded.services(given.model_copy(update={"database_url": GIVEN["database_url"]})) as joined:
        assert joined.database_url == GIVEN["database_url"]
        assert lives(place) == (False, True)


def test_the_last_one_out_stops_them(given: Environment, place: Folders) -> None:
    with contextlib.ExitStack() as first:
        first.enter_context(embedded.services(given))
        second = contextlib.ExitStack()
        joined = second.enter_context(embedded.services(given))
        first.close()
        assert lives(place) == (True, True), "somebody still works with them"
        keep_a_value(joined)
        second.close()
        assert lives(place) == (False, False)


def test_servers_that_outlived_their_starter_are_adopted(given: Environment, place: Folders) -> None:
    embedded.prepare(place)
    postgres.start(place)
    valkey.start(place)
    before = postmaster(place)
    with embedded.services(given):
        assert postmaster(place) == before
    assert lives(place) == (False, False), "who adopts them stops them"


def test_one_that_dies_is_started_again(given: Environment, place: Folders) -> None:
    with embedded.services(given) as joined:
        keep_a_value(joined)
        redis.Redis.from_url(joined.redis_url).bgrewriteaof()
        os.kill(postmaster(place), signal.SIGKILL)
        os.kill(int(redis.Redis.from_url(joined.redis_url).info("server")["process_id"]), signal.SIGTERM)
        assert until(lambda: lives(place) == (False, False), 10)
        assert [said.split(" had ended, ")[0] for said in embedded.keep(given)] == [
            "the embedded database", "the embedded Valkey",
        ]  # fmt: skip
        assert until(lambda: postgres.answers(place) and valkey.answers(place), 60)
        assert_kept(joined)
        assert embedded.keep(given) == []


def test_one_that_waits_for_everybody_to_leave_is_ended_and_started_again(given: Environment, place: Folders) -> None:
    """A SIGTERM leaves PostgreSQL alive for as long as a pooled connection is, and lets nobody new in."""
    with embedded.services(given) as joined, psycopg.connect(joined.database_url):
        before = postmaster(place)
        os.kill(before, signal.SIGTERM)
        assert until(lambda: not postgres.answers(place), 10)

        def is_back() -> bool:
            embedded.keep(given)
            return postgres.answers(place)

        assert until(is_back, 60)
        assert postmaster(place) != before


def test_nothing_is_started_while_somebody_is_at_the_door(given: Environment, place: Folders) -> None:
    with embedded.services(given) as joined:
        redis.Redis.from_url(joined.redis_url).shutdown(nosave=True)
        assert until(lambda: lives(place) == (True, False), 10)
        with hold(place.door):
            assert embedded.keep(given) == []
        assert lives(place) == (True, False)
        assert len(embedded.keep(given)) == 1


def test_a_frozen_valkey_is_stopped_too(given: Environment, place: Folders) -> None:
    with embedded.services(given):
        os.kill(int((place.valkey / "valkey.pid").read_text()), signal.SIGSTOP)
    assert lives(place) == (False, False)


def test_an_id_that_was_given_again_does_not_stop_a_start(given: Environment, place: Folders) -> None:
    with embedded.services(given):
        pass
    said = f"{os.getppid()}\n{place.postgres}\n1\n5432\n{place.sockets}\n\n0 0\nready\n"
    (place.postgres / "postmaster.pid").write_text(said)
    with embedded.services(given):
        assert postmaster(place) != os.getppid()


def test_a_first_start_that_was_cut_off_is_done_again(given: Environment, place: Folders) -> None:
    embedded.prepare(place)
    (place.data / "postgres.making").mkdir()
    (place.data / "postgres.making" / "PG_VERSION").write_text("18\n")
    with embedded.services(given):
        assert lives(place) == (True, True)


def test_a_path_with_odd_characters(folder: Path) -> None:
    given = Environment(config=Path("config.toml"), data=folder / ("a 'b', \"c\" 50% é" + "x" * 60))
    try:
        with embedded.services(given) as joined:
            keep_a_value(joined)
            assert_kept(joined)
            assert embedded.running(given) == joined
    finally:
        shutil.rmtree(embedded.folders(given.data).sockets)


def test_joining_needs_what_runs(given: Environment) -> None:
    with pytest.raises(ConfigError, match=r"^DATABASE_URL: not set, and no embedded database runs under"):
        embedded.running(given)
    with pytest.raises(ConfigError, match=r"^REDIS_URL: not set"):
        embedded.running(given.model_copy(update={"database_url": GIVEN["database_url"]}))
    with embedded.services(given) as joined:
        assert embedded.running(given) == joined


def test_it_says_why_it_does_not_start(given: Environment, place: Folders) -> None:
    embedded.prepare(place)
    with pytest.raises(ConfigError, match=r"^the embedded database does not start: .*no_such_setting"):
        postgres.start(place, {"no_such_setting": "1"})
    (place.valkey / "appendonlydir").write_text("a file in the way")
    with pytest.raises(ConfigError, match=r"^the embedded Valkey does not start: "):
        valkey.start(place)
    assert lives(place) == (False, False)


def test_what_starts_half_is_stopped(given: Environment, place: Folders) -> None:
    embedded.prepare(place)
    (place.valkey / "appendonlydir").write_text("a file in the way")
    with pytest.raises(ConfigError), embedded.services(given):
        pytest.fail("it must not start")
    assert lives(place) == (False, False)


def test_nobody_listens_on_the_network(given: Environment, place: Folders) -> None:
    with embedded.services(given) as joined:
        with psycopg.connect(joined.database_url) as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        client = redis.Redis.from_url(joined.redis_url)
        assert client.config_get("port") == {"port": "0"}
        assert client.config_get("appendonly", "maxmemory-policy") == {
            "appendonly": "yes",
            "maxmemory-policy": "noeviction",
        }
        with socket.socket(socket.AF_UNIX) as other:
            other.connect(f"{place.sockets}/valkey.sock")


def test_logs_of_the_database_hold_no_number(given: Environment, place: Folders) -> None:
    with embedded.services(given) as joined, psycopg.connect(joined.database_url) as connection:
        connection.execute("CREATE TABLE phone (phone text PRIMARY KEY)")
        connection.execute("INSERT INTO phone VALUES ('+6281234567890')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO phone VALUES ('+6281234567890')")
    log = place.log("postgres").read_text()
    assert "duplicate key" in log
    assert "81234567890" not in log


@pytest.mark.parametrize(
    ("log", "last"),
    [
        ("", "it says nothing"),
        ("LOG: a\nLOG: b\n\n", "LOG: b"),
        ("LOG: a\nFATAL: no room\nLOG: down\n", "FATAL: no room"),
        ("initdb: error: x\ninitdb: removing\n", "initdb: error: x"),
    ],
)
def test_last_words(folder: Path, log: str, last: str) -> None:
    (folder / "log").write_text(log)
    assert server.last_words(folder / "log") == last
