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
import requests

from gateway import embedded
from gateway.embedded.locks import is_held, until
from gateway.supervisor import PARENT, PROCESSES
from tests.service import ROOT, MakeUp, Up

pytestmark = pytest.mark.black_box


def count_villages(up: Up) -> int:
    with psycopg.connect(embedded.folders(up.data).database_url) as connection:
        found = connection.execute("SELECT count(*) FROM village").fetchone()
        return int(found[0]) if found else 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_starts_is_told_to_stop_and_goes_on(make_up: MakeUp, number: int) -> None:
    up = make_up().start()
    assert up.ready() == dict.fromkeys(("database", "redis", "workers", "catalog"), "ok")
    assert set(up.told["processes"]) == set(PROCESSES)
    assert "/simulator\n" in up.output
    assert "dial '*384*36#'\n" in up.output
    villages, key = count_villages(up), (up.data / "secret_key").read_text()
    assert villages > 1000
    assert up.end(number) == 0
    assert up.all_ended
    assert not (up.data / "running.json").exists()
    assert "Traceback" not in up.output

    up.start()
    assert count_villages(up) == villages
    assert (up.data / "secret_key").read_text() == key
    assert (up.data / "secret_key").stat().st_mode & 0o777 == 0o600


def test_killed_and_started_again(make_up: MakeUp) -> None:
    up = make_up().start()
    before = up.told
    up.end(signal.SIGKILL)
    up.start()
    after = up.told
    assert not set(before["processes"].values()) & set(after["processes"].values())
    for pid in before["processes"].values():
        assert not Path(f"/proc/{pid}/cmdline").exists() or not Path(f"/proc/{pid}/cmdline").read_bytes()
    assert up.end(signal.SIGTERM) == 0
    assert up.all_ended, "what was adopted is stopped too"


def test_two_side_by_side(make_up: MakeUp) -> None:
    one, two = make_up("one"), make_up("two with a space")
    one.begin()
    two.start()
    assert until(lambda: "Kentongan is ready" in one.output, 60)
    assert one.end(signal.SIGTERM) == 0
    assert set(two.ready().values()) == {"ok"}


def test_what_dies_is_started_again(make_up: MakeUp) -> None:
    up = make_up().start()
    place = embedded.folders(up.data)
    dying = up.told["processes"]
    for pid in (*dying.values(), int((place.postgres / "postmaster.pid").read_text().split()[0])):
        os.kill(pid, signal.SIGKILL)
    os.kill(int((place.valkey / "valkey.pid").read_text()), signal.SIGKILL)

    def well() -> bool:
        try:
            return set(up.ready().values()) == {"ok"} and not set(up.told["processes"].values()) & set(dying.values())
        except (requests.RequestException, ValueError):
            return False

    assert until(well, 60), up.output
    assert "web ended with -9" in up.output


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
