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

from gateway.config import ENVIRONMENT, Environment
from gateway.supervisor import PARENT
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


@pytest.fixture
def amid_an_edit(told: Environment, tmp_path: Path) -> Environment:
    """With flows that do not pass their check."""
    flows = tmp_path / "flows"
    flows.mkdir()
    (flows / "beranda.toml").write_text('start = "nowhere"\n', encoding="utf-8")
    text = told.config.read_text(encoding="utf-8").replace(f"{ROOT}/flows/banten", str(flows))
    told.config.write_text(text, encoding="utf-8")
    return told


def test_flows_that_do_not_pass_their_check_refuse_the_start(amid_an_edit: Environment) -> None:
    told = {variable: str(getattr(amid_an_edit, field)) for field, variable in ENVIRONMENT.items()}
    ended = subprocess.run(
        [sys.executable, "-m", "gateway", "clock"],
        env={**os.environ, **told, "SECRET_KEY": "x"},
        cwd=ROOT,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert ended.returncode == 1
    assert b"beranda.toml" in ended.stderr
    assert b"Traceback" not in ended.stderr


def test_under_up_which_has_proved_them_it_is_started_again_amid_an_edit(
    database: Engine, amid_an_edit: Environment
) -> None:
    alone = amid_an_edit.model_copy(update={"redis_url": "unix:///nonexistent/valkey.sock"})
    told = {variable: str(getattr(alone, field)) for field, variable in ENVIRONMENT.items()}
    queue(database, phone(1))
    with subprocess.Popen(
        [sys.executable, "-m", "gateway", "clock"],
        env={**os.environ, **told, "SECRET_KEY": "x", PARENT: str(os.getpid())},
        cwd=ROOT,
    ) as clock:
        try:
            until(lambda: by_status(database) == {"sent": 1})
        finally:
            clock.terminate()
