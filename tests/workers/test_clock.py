"""The clock, and how both processes start and end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from gateway.config import Environment
from tests import delivering, telco_stub
from tests.conftest import ROOT
from tests.delivering import by_status, phone, queue
from tests.telco_stub import Stub
from tests.workers.processes import config, process, until
from workers.__main__ import main


@pytest.fixture
def stub() -> Iterator[Stub]:
    with telco_stub.telco_stub() as stub:
        yield stub


@pytest.fixture
def told(database: Engine, environment: Environment, stub: Stub, tmp_path: Path) -> Environment:
    return environment.model_copy(update={"config": config(tmp_path), "at_base_url": stub.url, "at_api_key": "key"})


def test_the_clock_sends_where_there_is_no_redis_and_ends_when_told(
    database: Engine, told: Environment, stub: Stub
) -> None:
    queue(database, phone(1))
    with process("clock", told, redis_url="unix:///nonexistent/valkey.sock") as clock:
        until(lambda: by_status(database) == {"sent": 1})
        clock.send_signal(signal.SIGTERM)
        assert clock.wait(timeout=3) == 0
    assert delivering.history(database, 1) == ["queued", "sending", "sent"]


def test_the_clock_outlives_its_database(told: Environment, tmp_path: Path) -> None:
    with process("clock", told, database_url=f"postgresql://nobody@/nothing?host={tmp_path}") as clock:
        said = clock.stderr
        assert said is not None
        assert b"a sweep could not run" in said.readline()
        assert clock.poll() is None
        clock.send_signal(signal.SIGINT)
        assert clock.wait(timeout=3) == 0
        assert b"Traceback" not in said.read()


def broken_config(folder: Path) -> Path:
    path = folder / "broken.toml"
    path.write_text("name = ", encoding="utf-8")
    return path


@pytest.mark.parametrize("path", [lambda folder: folder / "none.toml", broken_config])
def test_a_start_that_cannot_be_is_one_sentence(
    told: Environment, tmp_path: Path, path: Callable[[Path], Path]
) -> None:
    with process("worker", told, config=path(tmp_path)) as worker:
        assert worker.wait(timeout=20) == 1
        assert worker.stderr is not None
        said = worker.stderr.read().decode().strip()
    assert said.startswith("Error: ")
    assert str(path(tmp_path)) in said
    assert "\n" not in said


@pytest.mark.parametrize("arguments", [[], ["boss"], ["worker", "clock"]])
def test_a_wrong_call(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err == "usage: python -m workers worker|clock\n"


def test_flows_that_do_not_pass_their_check_refuse_the_start(told: Environment, tmp_path: Path) -> None:
    flows = tmp_path / "flows"
    flows.mkdir()
    (flows / "beranda.toml").write_text('start = "nowhere"\n', encoding="utf-8")
    text = told.config.read_text(encoding="utf-8").replace(f"{ROOT}/flows/banten", str(flows))
    told.config.write_text(text, encoding="utf-8")
    variables = {"KENTONGAN_CONFIG": str(told.config), "DATABASE_URL": told.database_url, "REDIS_URL": told.redis_url}
    ended = subprocess.run(
        [sys.executable, "-m", "workers", "clock"],
        env={**os.environ, **variables},
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert ended.returncode == 1
    assert b"beranda.toml" in ended.stderr
    assert b"Traceback" not in ended.stderr
