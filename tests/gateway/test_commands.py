"""`hooks`, `migrate`, `web`, `worker` and `clock` from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import inspect

from gateway.cli import main
from gateway.config import Environment, read_environment
from gateway.hooks import KINDS, token
from gateway.runtime import connect_database
from models import Base

ROOT = Path(__file__).parents[2]
Run = Callable[..., Result]
VARIABLES = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "AT_API_KEY", "AT_BASE_URL", "KENTONGAN_UP", "PORT")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run("hooks", SECRET_KEY="...")`: a command of an installation in a folder of its own."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("KENTONGAN_CONFIG", str(ROOT / "config.toml"))
    monkeypatch.setenv("KENTONGAN_DATA", str(tmp_path / "data"))

    def call(*arguments: str, **given: str) -> Result:
        return CliRunner().invoke(main, arguments, env=given, catch_exceptions=False)

    return call


@pytest.mark.parametrize("command", ["web", "worker", "clock"])
def test_a_process_needs_its_servers(run: Run, command: str) -> None:
    done = run(command, SECRET_KEY="s")
    assert done.exit_code == 1
    assert done.stderr.startswith("Error: DATABASE_URL: not set, and no embedded database runs under ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("command", ["web", "worker", "clock"])
def test_a_process_needs_a_secret(run: Run, command: str) -> None:
    done = run(command, DATABASE_URL="postgresql://x/y", REDIS_URL="redis://x")
    assert (done.exit_code, done.stderr) == (
        1,
        "Error: SECRET_KEY: not set (`kentongan up` makes one for a single machine)\n",
    )


def test_hooks(run: Run) -> None:
    done = run("hooks", "--format", "json", SECRET_KEY="s", PORT="8123")
    found = json.loads(done.output)
    assert {one["kind"] for one in found} == set(KINDS)
    assert found[0] == {
        "channel": "at",
        "kind": "ussd",
        "url": f"http://127.0.0.1:8123/hooks/at/{token('s', 'at')}/ussd",
    }
    lines = run("hooks", SECRET_KEY="s", PORT="8123").output.splitlines()
    assert [line.split() for line in lines] == [[one["channel"], one["kind"], one["url"]] for one in found]


def test_hooks_need_a_secret(run: Run) -> None:
    done = run("hooks")
    assert done.exit_code == 1
    assert done.stderr.startswith("Error: SECRET_KEY: not set")


def test_the_secret_of_up_is_found(run: Run, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "secret_key").write_text("kept\n")
    assert token("kept", "at") in run("hooks").output
    assert token("given", "at") in run("hooks", SECRET_KEY="given").output
    found = read_environment({"KENTONGAN_DATA": str(tmp_path / "data")})
    assert found.secret_key == "kept"
    assert "kept" not in repr(found)


def test_migrate_names_a_database_that_is_not_there(run: Run) -> None:
    done = run("migrate", DATABASE_URL="postgresql://u:hush@127.0.0.1:1/x", REDIS_URL="redis://x")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: DATABASE_URL: ")
    assert done.stderr.count("\n") == 1
    assert "hush" not in done.stderr


def test_migrate(run: Run, environment: Environment) -> None:
    with psycopg.connect(environment.database_url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS empty")
        connection.execute("CREATE DATABASE empty")
    url = environment.database_url.replace("/kentongan?", "/empty?")
    for _ in range(2):
        done = run("migrate", DATABASE_URL=url, REDIS_URL="redis://x")
        assert (done.exit_code, done.output) == (0, "The database is up to date.\n")
    engine = connect_database(url)
    assert set(inspect(engine).get_table_names()) == {*Base.metadata.tables, "alembic_version"}
    engine.dispose()
