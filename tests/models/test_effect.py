"""An origin is acted on once, and tells ever after what it made."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Connection, Engine

from models.effect import claim_origin, made_by, record_made

ORIGIN = "at/session-1/lapor.simpan/4"
MADE = {"ticket": {"code": "4821-367", "description": "é … 😀"}}


def test_the_first_acts_and_the_next_are_told(connection: Connection) -> None:
    assert made_by(connection, ORIGIN) is None
    assert claim_origin(connection, ORIGIN) is None
    record_made(connection, ORIGIN, MADE)
    assert claim_origin(connection, ORIGIN) == made_by(connection, ORIGIN) == MADE
    assert claim_origin(connection, f"{ORIGIN}0") is None


def test_an_effect_that_makes_nothing_has_happened_all_the_same(connection: Connection) -> None:
    assert claim_origin(connection, ORIGIN) is None
    record_made(connection, ORIGIN, {})
    assert claim_origin(connection, ORIGIN) == {}


def test_who_comes_second_waits_for_what_the_first_made(database: Engine) -> None:
    def second() -> dict[str, object] | None:
        with database.begin() as connection:
            return claim_origin(connection, ORIGIN)

    with ThreadPoolExecutor(1) as pool, database.begin() as first:
        assert claim_origin(first, ORIGIN) is None
        waiting = pool.submit(second)
        record_made(first, ORIGIN, MADE)
        first.commit()
        assert waiting.result(timeout=60) == MADE


def test_what_is_undone_was_never_claimed(database: Engine) -> None:
    for _ in range(2):
        with database.connect() as connection:
            assert claim_origin(connection, ORIGIN) is None
            record_made(connection, ORIGIN, MADE)
            connection.rollback()
