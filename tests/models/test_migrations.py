"""The steps in `models/migrations/versions`: together they make the tables, from nothing and from any step before."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text

import models
from gateway.config import Environment
from gateway.runtime import connect_database
from models import Base
from models.migrate import upgrade
from tests.conftest import ROOT

SCRIPTS = ScriptDirectory(str(Path(models.__file__).parent / "migrations"))
REVISIONS = [script.revision for script in reversed(list(SCRIPTS.walk_revisions()))]
"""Oldest first."""


@pytest.fixture
def empty(environment: Environment) -> Iterator[str]:
    """The URL of a database without tables."""
    with psycopg.connect(environment.database_url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS migrated WITH (FORCE)")
        connection.execute("CREATE DATABASE migrated")
    yield environment.database_url.replace("/kentongan?", "/migrated?")
    with psycopg.connect(environment.database_url, autocommit=True) as connection:
        connection.execute("DROP DATABASE migrated WITH (FORCE)")


@pytest.fixture
def engine(empty: str) -> Iterator[Engine]:
    engine = connect_database(empty)
    yield engine
    engine.dispose()


def run(engine: Engine, step: Callable[[Config, str], None], revision: str) -> None:
    """One command of alembic."""
    config = Config()
    config.set_main_option("script_location", SCRIPTS.dir)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        step(config, revision)


def differences(connection: Connection) -> list[object]:
    """What `models` says and the database does not have, or the other way round."""
    context = MigrationContext.configure(connection, opts={"compare_server_default": True})
    keys = {
        name: inspect(connection).get_pk_constraint(name)["constrained_columns"]
        for name in inspect(connection).get_table_names()
    }
    return [
        *compare_metadata(context, Base.metadata),
        *(name for name, table in Base.metadata.tables.items() if keys[name] != list(table.primary_key.columns.keys())),
    ]


def versions(connection: Connection) -> list[str]:
    return list(connection.execute(text("SELECT version_num FROM alembic_version")).scalars())


def test_they_follow_one_upon_another() -> None:
    assert SCRIPTS.get_heads() == [REVISIONS[-1]]
    assert SCRIPTS.get_bases() == [REVISIONS[0]]
    assert sorted(REVISIONS) == REVISIONS


@pytest.mark.parametrize("times", [1, 2])
def test_from_nothing_they_make_what_the_models_say(engine: Engine, times: int) -> None:
    for _ in range(times):
        upgrade(engine)
    with engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) == {*Base.metadata.tables, "alembic_version"}
        assert differences(connection) == []
        assert versions(connection) == [REVISIONS[-1]]


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_a_database_of_before_is_brought_to_the_newest_and_keeps_its_rows(engine: Engine, revision: str) -> None:
    run(engine, command.upgrade, revision)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO village VALUES ('36.01.01.2001', 'Sumberjaya', 'Sumur', 'Pandeglang')"))
        connection.execute(text("INSERT INTO contact (phone, village) VALUES ('+6281', '36.01.01.2001')"))
        connection.execute(
            text(
                "INSERT INTO consent (phone, given, wording, medium, origin, at) VALUES ('+6281', true, '', '', 'o', now())"
            )
        )
    upgrade(engine)
    with engine.connect() as connection:
        assert differences(connection) == []
        assert models.contact.caller(connection, "+6281")["consent"] is True


def test_they_can_be_taken_back(engine: Engine) -> None:
    upgrade(engine)
    for revision in [*reversed(REVISIONS[:-1]), "base"]:
        run(engine, command.downgrade, revision)
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
    upgrade(engine)
    with engine.connect() as connection:
        assert differences(connection) == []


def test_processes_that_start_at_once_migrate_once(empty: str, engine: Engine) -> None:
    told = {"DATABASE_URL": empty, "REDIS_URL": "redis://nowhere", "KENTONGAN_CONFIG": str(ROOT / "config.toml")}
    starting = [
        subprocess.Popen(
            [sys.executable, "-m", "gateway", "migrate"], env={**os.environ, **told}, cwd=ROOT,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )
        for _ in range(3)
    ]  # fmt: skip
    said = [process.communicate(timeout=120)[0] for process in starting]
    assert said == ["The database is up to date.\n"] * 3
    with engine.connect() as connection:
        assert versions(connection) == [REVISIONS[-1]]
        assert differences(connection) == []


def test_a_step_that_fails_leaves_nothing(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE message_event (in_the_way int)"))
    with pytest.raises(Exception, match="already exists"):
        upgrade(engine)
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["message_event"]
