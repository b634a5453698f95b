"""Processes that die, that do not stop, and that an earlier run left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gateway.config import ConfigError, Environment
from gateway.embedded.locks import hold, is_held, until
from gateway.supervisor import (
    EVERYWHERE,
    LONGEST_PAUSE,
    OTHERS_SECONDS,
    PROCESSES,
    STEADY_SECONDS,
    WEB_SECONDS,
    Child,
    Supervisor,
)
from gateway.supervisor import _end as end

DEAF = "import signal, sys; signal.signal(15, signal.SIG_IGN); print('deaf', flush=True); signal.pause()"
POLITE = "import signal, sys; signal.signal(15, lambda *_: sys.exit(0)); print('here', flush=True); signal.pause()"

Spawn = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def spawn() -> Iterator[Spawn]:
    """`spawn(program)`: a process in a session of its own that has said that it is there."""
    made: list[subprocess.Popen[bytes]] = []

    def start(program: str, *descriptors: int) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-c", program], stdout=subprocess.PIPE, start_new_session=True, pass_fds=descriptors
        )
        made.append(process)
        assert process.stdout and process.stdout.readline()
        return process

    yield start
    for process in made:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if process.stdout:
            process.stdout.close()


@pytest.fixture
def supervisor(tmp_path: Path) -> Supervisor:
    (tmp_path / "locks").mkdir()
    environment = Environment(config=Path("config.toml"), data=tmp_path, secret_key="s", port=8123)
    made = Supervisor(environment)
    made.joined = environment
    return made


def test_all_stays_under_fifteen_seconds() -> None:
    """PostgreSQL and Valkey have two tries of 4 and 2 s, of which only the first is ever used where they are well."""
    assert WEB_SECONDS + OTHERS_SECONDS + 4 + 2 < 15


def test_polite_ones_end_by_themselves(spawn: Spawn) -> None:
    child = Child("web", spawn(POLITE))
    end([child], 10)
    assert child.died() == 0


def test_deaf_ones_are_killed(spawn: Spawn) -> None:
    child = Child("worker", spawn(DEAF))
    end([child], 0.1)
    assert child.died() == -signal.SIGKILL


def test_children_of_children_are_ended_too(spawn: Spawn) -> None:
    program = f"import subprocess, sys; print(1, flush=True); subprocess.run([sys.executable, '-c', {DEAF!r}])"
    process = spawn(program)
    assert process.stdout
    assert process.stdout.readline() == b"deaf\n"
    end([Child("web", process)], 0.1)
    assert process.stdout.read() == b"", "nobody holds the pipe any more"


def test_nothing_to_end() -> None:
    end([Child("web")], 0)


def test_a_run_that_left_nothing(supervisor: Supervisor) -> None:
    begun = time.monotonic()
    supervisor.end_leftovers()
    assert time.monotonic() - begun < 5


def test_leftovers_that_stay_are_killed(supervisor: Supervisor, spawn: Spawn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.supervisor.LEFTOVER_SECONDS", 0.2)
    lock = supervisor.environment.data / "locks" / "processes"
    with hold(lock) as descriptor:
        left = spawn(DEAF, descriptor)
    told = {"port": 1, "pid": 1, "processes": {"worker": left.pid}}
    (supervisor.environment.data / "running.json").write_text(json.dumps(told))
    assert is_held(lock)
    supervisor.end_leftovers()
    assert left.wait(5) == -signal.SIGKILL
    assert not is_held(lock)


@pytest.mark.parametrize("told", [None, "", "[]", "{}", '{"processes": {"web": "x"}}'])
def test_leftovers_that_nobody_knows(supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch, told: str | None) -> None:
    monkeypatch.setattr("gateway.supervisor.LEFTOVER_SECONDS", 0.1)
    if told is not None:
        (supervisor.environment.data / "running.json").write_text(told)
    refused = pytest.raises(ConfigError, match=r"processes of an earlier run are still alive$")
    with hold(supervisor.environment.data / "locks" / "processes"), refused:
        supervisor.end_leftovers()


def test_one_that_keeps_dying_is_started_less_and_less_often(
    supervisor: Supervisor, spawn: Spawn, capsys: pytest.CaptureFixture[str]
) -> None:
    child = supervisor.children[1]
    pauses = []
    for _ in range(9):
        process = spawn(POLITE)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        child.process, child.begun = process, time.monotonic()
        supervisor._revive(child, -1)
        assert child.process is None, "not yet"
        pauses.append(child.pause)
    assert pauses == [0.5, 1, 2, 4, *[LONGEST_PAUSE] * 5]
    assert "worker ended with -9; started again in 0.5 seconds\n" in capsys.readouterr().err


def test_one_that_was_steady_is_started_at_once(supervisor: Supervisor, spawn: Spawn) -> None:
    child = supervisor.children[0]
    process = spawn(POLITE)
    process.kill()
    process.wait()
    child.process, child.pause = process, LONGEST_PAUSE
    child.begun = time.monotonic() - STEADY_SECONDS - 1
    supervisor._revive(child, -1)
    assert child.pause == 0.5


def test_a_disk_on_which_it_cannot_note_what_runs_ends_nothing(supervisor: Supervisor) -> None:
    (supervisor.environment.data / "running.json").mkdir()
    child = supervisor.children[1]
    with hold(supervisor.environment.data / "locks" / "processes") as descriptor:
        supervisor._revive(child, descriptor)
    assert child.process
    end([child], 0)


def test_one_that_cannot_be_started_is_tried_again(
    supervisor: Supervisor, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    child = supervisor.children[1]
    with hold(supervisor.environment.data / "locks" / "processes") as descriptor:
        supervisor._revive(child, descriptor)
    assert (child.process, child.pause) == (None, LONGEST_PAUSE)
    assert capsys.readouterr().err == "worker can't be started: No such file or directory; tried again in 5 seconds\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_only_asks(supervisor: Supervisor, number: int) -> None:
    before = signal.getsignal(number)
    with supervisor.signals():
        os.kill(os.getpid(), number)
        assert until(supervisor.stopping.is_set, 5)
    assert signal.getsignal(number) == before


@pytest.mark.parametrize(
    ("host", "address"), [("127.0.0.1", "127.0.0.1"), (EVERYWHERE, "127.0.0.1"), ("10.0.0.5", "10.0.0.5")]
)
def test_where_it_says_it_is(
    supervisor: Supervisor, capsys: pytest.CaptureFixture[str], host: str, address: str
) -> None:
    supervisor.environment = supervisor.environment.model_copy(update={"host": host})
    supervisor._say_ready()
    assert capsys.readouterr().out.splitlines()[0] == f"Kentongan is ready: http://{address}:8123"


def test_what_it_has_one_try_finds_its_data(supervisor: Supervisor, capsys: pytest.CaptureFixture[str]) -> None:
    for data, told in (("var", ""), ("var 2", "KENTONGAN_DATA='var 2' ")):
        supervisor.environment = supervisor.environment.model_copy(update={"data": Path(data)})
        supervisor._say_ready()
        assert capsys.readouterr().out.endswith(f"Try:                {told}.venv/bin/kentongan dial '*384*36#'\n")


def test_it_names_the_phone_only_where_there_is_one(supervisor: Supervisor, capsys: pytest.CaptureFixture[str]) -> None:
    supervisor.simulator = False
    supervisor._say_ready()
    assert "/simulator" not in capsys.readouterr().out


def test_it_knows_its_processes(supervisor: Supervisor) -> None:
    assert tuple(child.name for child in supervisor.children) == PROCESSES
