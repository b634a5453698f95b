"""`kentongan broadcast`: what it costs first, a question, a bar until all is out; Ctrl-C leaves it going."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner, Result
from rq import Queue, Worker
from sqlalchemy import Engine, select

from gateway import delivery, wake
from gateway.cli import main
from gateway.config import Environment, Settings
from gateway.runtime import Runtime
from models import Broadcast, broadcast
from tests import delivering, telco_stub
from tests.calling import SAID, VILLAGE, settle
from tests.conftest import ROOT
from tests.delivering import CHANNEL, by_status, phone
from tests.telco_stub import Stub

Run = Callable[..., Result]
OFFER = f"Desa Mekarsari: {SAID}\nBerhenti: STOP\nMekarsari: 5 people, 5 segments, about Rp1.750\n"


@pytest.fixture
def told(database: Engine, environment: Environment) -> dict[str, str]:
    """The environment of a command, and five people of Mekarsari."""
    with database.begin() as connection:
        settle(connection, range(5))
    return {
        "DATABASE_URL": environment.database_url, "REDIS_URL": environment.redis_url,
        "KENTONGAN_CONFIG": str(ROOT / "config.toml"), "KENTONGAN_DATA": str(environment.data),
    }  # fmt: skip


@pytest.fixture
def run(told: dict[str, str]) -> Run:
    def call(*words: str, answer: str = "", code: str = VILLAGE) -> Result:
        command = ["broadcast", "--village", code, *words]
        return CliRunner().invoke(main, command, input=answer, env=told, catch_exceptions=False)

    return call


@pytest.fixture
def stub() -> Iterator[Stub]:
    with telco_stub.telco_stub() as stub:
        yield stub


@pytest.fixture
def worker(stub: Stub, make_runtime: Callable[..., Runtime], settings: Settings) -> Iterator[Runtime]:
    """One that says it is there, and drains when `start` of it is set."""
    runtime = delivering.sending_to(stub.url, make_runtime, settings)
    reported = Worker([Queue(wake.QUEUE, connection=runtime.redis)], connection=runtime.redis)
    reported.register_birth()
    yield runtime
    reported.register_death()


@pytest.fixture
def draining(worker: Runtime) -> Iterator[None]:
    """It works as long as the test lasts."""
    over = threading.Event()

    def work() -> None:
        while not over.wait(0.1):
            delivery.drain(worker, CHANNEL)

    thread = threading.Thread(target=work)
    thread.start()
    yield
    over.set()
    thread.join()


def printed(done: Result) -> str:
    """Without what the worker beside it logs, in the same process."""
    return "".join(line for line in done.stdout.splitlines(keepends=True) if "drained" not in line)


def call_outs(database: Engine) -> list[str]:
    with database.connect() as connection:
        return list(connection.execute(select(Broadcast.status)).scalars())


def test_what_it_costs_is_said_before_anything(run: Run, database: Engine) -> None:
    refused = run(SAID, answer="n\n")
    assert refused.stdout == OFFER + "Send it? [y/N]: n\n"
    assert (refused.exit_code, refused.stderr) == (1, "Error: nothing was sent\n")
    assert call_outs(database) == []


def test_no_answer_is_a_no(run: Run, database: Engine) -> None:
    assert run(SAID).exit_code == 1
    assert call_outs(database) == []


def test_it_waits_until_all_are_out(run: Run, stub: Stub, draining: None, database: Engine) -> None:
    done = run(SAID, answer="y\n")
    assert printed(done) == OFFER + "Send it? [y/N]: y\n5 sent, 0 failed, 0 stopped\n"
    assert (done.exit_code, done.stderr) == (0, "")
    assert stub.times() == {(phone(number), f"Desa Mekarsari: {SAID}\nBerhenti: STOP"): 1 for number in range(5)}
    with database.connect() as connection:
        assert connection.execute(select(Broadcast.by, Broadcast.channel, Broadcast.area)).all() == [
            ("", CHANNEL, VILLAGE)
        ]


def test_scripts_are_not_asked(run: Run, draining: None) -> None:
    done = run("--yes", SAID)
    assert (done.exit_code, printed(done)) == (0, OFFER + "5 sent, 0 failed, 0 stopped\n")


def test_without_a_worker_it_is_kept_until_there_is_one(run: Run, database: Engine) -> None:
    done = run("--yes", SAID)
    assert (done.exit_code, done.stdout) == (0, OFFER)
    assert done.stderr.startswith("It is kept, and goes out as soon as a worker runs")
    assert call_outs(database) == ["running"]


def test_what_waits_for_tomorrow_is_not_waited_for(run: Run, worker: Runtime, database: Engine) -> None:
    tomorrow = datetime.now(UTC) + timedelta(hours=20)

    def budget_is_spent() -> None:
        while not by_status(database):
            with database.begin() as connection:
                broadcast.put_next(connection, CHANNEL, 10, tomorrow)
            time.sleep(0.05)

    thread = threading.Thread(target=budget_is_spent)
    thread.start()
    done = run("--yes", SAID)
    thread.join()
    assert done.exit_code == 0
    assert done.stderr.startswith("5 are still to go out, not before ")


@pytest.mark.parametrize(
    ("code", "words", "status", "said"),
    [
        ("99.99.99.9999", SAID, 1, "; say its Kemendagri code, such as 36.01.06.2009\n"),
        ("36.01.06", SAID, 1, "; say its Kemendagri code, such as 36.01.06.2009\n"),
        ("36.01.28.2002", SAID, 1, "Error: nobody in Carita has agreed to be called\n"),
        (VILLAGE, "  ", 2, "a text has 1 to 500 characters, and this one 0\n"),
        (VILLAGE, "x" * 501, 2, "a text has 1 to 500 characters, and this one 501\n"),
        (VILLAGE, "\udc80", 2, ""),
    ],
)
def test_mistakes_are_one_sentence(run: Run, database: Engine, code: str, words: str, status: int, said: str) -> None:
    done = run("--yes", words, code=code)
    assert (done.exit_code, done.stdout) == (status, "")
    assert done.stderr.endswith(said)
    assert "Traceback" not in done.stderr
    assert call_outs(database) == []


def test_the_same_text_again(run: Run, draining: None, database: Engine) -> None:
    assert run("--yes", SAID).exit_code == 0
    again = run("--yes", SAID.upper())
    assert (again.exit_code, again.stderr) == (1, "Error: Mekarsari had this very text less than 60 minutes ago\n")
    assert len(call_outs(database)) == 1


def test_a_village_without_its_option_is_wrong_usage(told: dict[str, str]) -> None:
    assert CliRunner().invoke(main, ["broadcast", SAID], env=told).exit_code == 2


@pytest.mark.usefixtures("worker")
def test_ctrl_c_leaves_it_going(told: dict[str, str], database: Engine) -> None:
    command = [sys.executable, "-m", "gateway", "broadcast", "--village", VILLAGE, "--yes", SAID]
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        command, env={**os.environ, **told, "TERM": "xterm"}, cwd=ROOT, stdout=subprocess.PIPE, stderr=follower
    )
    os.close(follower)
    shown = b""
    while b"Sending" not in shown:
        shown += os.read(leader, 1000)
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0
    shown += os.read(leader, 10_000)
    os.close(leader)
    assert process.stdout
    with process.stdout:
        assert process.stdout.read().decode() == OFFER + "0 sent, 0 failed, 0 stopped\n"
    assert b"It goes on without this command: 5 are still to go out." in shown
    assert call_outs(database) == ["running"]


def test_a_database_that_is_away(told: dict[str, str]) -> None:
    away = told | {"DATABASE_URL": "postgresql://127.0.0.1:1/nothing"}
    done = CliRunner().invoke(main, ["broadcast", "--village", VILLAGE, SAID], env=away, catch_exceptions=False)
    assert done.exit_code == 1
    assert done.stderr.startswith("Error: the database failed: ")
    assert done.stderr.count("\n") == 1


def test_who_stops_it_meanwhile_ends_the_waiting(run: Run, worker: Runtime, database: Engine) -> None:
    def stop() -> None:
        while not call_outs(database):
            time.sleep(0.05)
        with database.begin() as connection:
            broadcast.stop(connection, connection.execute(select(Broadcast.id)).scalar_one(), datetime.now(UTC))

    thread = threading.Thread(target=stop)
    thread.start()
    done = run("--yes", SAID)
    thread.join()
    assert (done.exit_code, done.stdout) == (0, OFFER + "0 sent, 0 failed, 5 stopped\n")
