"""`kentongan up` in a process of its own: started, stopped, killed, and beside another."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from gateway import embedded
from gateway.embedded.locks import is_held, until
from gateway.supervisor import PARENT, PROCESSES
from tests.service import ROOT, MakeUp, Up

pytestmark = pytest.mark.black_box(seconds=50)


def count_villages(up: Up) -> int:
    with psycopg.connect(embedded.folders(up.data).database_url) as connection:
        found = connection.execute("SELECT count(*) FROM village").fetchone()
        return int(found[0]) if found else 0


def test_beside_another_it_starts_is_told_to_stop_goes_on_is_killed_and_goes_on(make_up: MakeUp) -> None:
    """In one, for each start takes seconds of all that the machine has."""
    other = make_up("another with a space")
    other.begin()
    up = make_up().start()
    assert up.ready() == dict.fromkeys(("database", "redis", "workers", "catalog"), "ok")
    assert set(up.told["processes"]) == set(PROCESSES)
    assert "/simulator\n" in up.output
    assert "dial '*384*36#'\n" in up.output
    villages, key = count_villages(up), (up.data / "secret_key").read_text()
    assert villages > 1000
    assert until(lambda: "Kentongan is ready" in other.output, 60)
    ends(up, signal.SIGTERM)
    assert not (up.data / "running.json").exists()
    assert set(other.ready().values()) == {"ok"}

    up.start()
    assert count_villages(up) == villages
    assert (up.data / "secret_key").read_text() == key
    assert (up.data / "secret_key").stat().st_mode & 0o777 == 0o600

    is_killed_and_started_again(up)
    assert count_villages(up) == villages
    ends(up, signal.SIGINT)
    assert set(other.ready().values()) == {"ok"}


def ends(up: Up, number: int) -> None:
    """What it had adopted too."""
    assert up.end(number) == 0
    assert up.all_ended
    assert "Traceback" not in up.output


def is_killed_and_started_again(up: Up) -> None:
    before = up.told
    up.end(signal.SIGKILL)
    up.start()
    after = up.told
    assert not set(before["processes"].values()) & set(after["processes"].values())
    for pid in before["processes"].values():
        assert not Path(f"/proc/{pid}/cmdline").exists() or not Path(f"/proc/{pid}/cmdline").read_bytes()


def test_stopped_while_it_starts(make_up: MakeUp) -> None:
    up = make_up()
    up.begin()
    assert until(lambda: is_held(up.data / "locks" / "postgres") or not up.alive, 60)
    assert up.end(signal.SIGTERM) == 0
    assert up.all_ended


@pytest.fixture
def refused(make_up: MakeUp) -> Callable[..., str]:
    """The one sentence with which a start is refused."""

    def start(**given: Any) -> str:
        up = make_up(**given)
        assert up.begin().wait(60) == 1
        assert "Traceback" not in up.output
        return up.output

    return start


def test_a_port_that_is_taken(refused: Callable[..., str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert refused(port=port) == f"Error: PORT: {port}: Address already in use (another: PORT=8001)\n"


def test_a_folder_that_is_taken(make_up: MakeUp, refused: Callable[..., str]) -> None:
    up = make_up()
    (up.data / "locks").mkdir(parents=True)
    with embedded.locks.hold(up.data / "locks" / "up"):
        assert refused() == f"Error: KENTONGAN_DATA: {up.data}: another `kentongan up` is running on this folder\n"


def test_a_file_where_the_folder_should_be(refused: Callable[..., str], folder: Path) -> None:
    (folder / "data").write_text("")
    assert refused() == f"Error: KENTONGAN_DATA: {folder}/data: File exists\n"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_full_disk(refused: Callable[..., str], folder: Path) -> None:
    (folder / "data").mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "small", str(folder / "data")]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount")
    try:
        assert "the disk is full (" in refused()
    finally:
        subprocess.run(["umount", str(folder / "data")], check=True)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"KENTONGAN_CONFIG": "/nowhere.toml"}, "Error: /nowhere.toml: No such file or directory\n"),
        ({"PORT": "many"}, "Error: PORT: Input should be a valid integer"),
        ({"DATABASE_URL": "postgresql://u:hush@127.0.0.1:1/x"}, "Error: DATABASE_URL: connection failed"),
        ({"REDIS_URL": "redis://:hush@127.0.0.1:1/0"}, "Error: REDIS_URL: Error 111 connecting to 127.0.0.1:1."),
    ],
)
def test_a_wrong_setting(refused: Callable[..., str], given: dict[str, str], said: str) -> None:
    told = refused(given=given)
    assert told.splitlines()[-1].startswith(said.strip())
    assert told.count("Error: ") == 1
    assert "hush" not in told


def test_flows_that_do_not_pass_their_check(refused: Callable[..., str], folder: Path) -> None:
    (folder / "flows").mkdir()
    (folder / "flows" / "beranda.toml").write_text("title.id = \n")
    config = (ROOT / "config.toml").read_text().replace('"flows/banten"', '"flows"')
    (folder / "config.toml").write_text(config)
    said = refused(given={"KENTONGAN_CONFIG": str(folder / "config.toml")})
    assert "beranda.toml:1:" in said
    assert not (folder / "data").exists(), "nothing is started"


def test_a_process_whose_parent_is_gone_does_not_start(folder: Path) -> None:
    for name in PROCESSES:
        given = {**os.environ, PARENT: "1" if os.getpid() != 1 else "2", "KENTONGAN_DATA": str(folder)}
        done = subprocess.run([sys.executable, "-m", "gateway", name], cwd=ROOT, env=given, check=False, timeout=60)
        assert done.returncode == 1


def test_the_procfile_names_the_same_processes() -> None:
    lines = (ROOT / "Procfile").read_text().splitlines()
    assert [line.split(": ") for line in lines] == [[name, f"kentongan {name}"] for name in PROCESSES]
