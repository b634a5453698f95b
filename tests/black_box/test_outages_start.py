"""Starts that are refused while another one runs, and a disk that fills up under a service that runs."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.black_box.outages import REPORT, SOON, Service
from tests.disks import fill, mounted, only_root
from tests.service import MakeUp, Up

pytestmark = pytest.mark.black_box(seconds=25)


@pytest.fixture
def disk(folder: Path) -> Iterator[Path]:
    """A disk of 400 MB."""
    with mounted(folder / "disk", "size=400m,mode=755") as at:
        yield at


def test_a_second_one_on_the_same_folder_is_refused_and_disturbs_nothing(disturbed: Service) -> None:
    service = disturbed
    processes = service.up.told
    second = Up(service.up.data, log=service.up.data.with_suffix(".second.log"))
    assert second.begin().wait(SOON) == 1
    taken = f"Error: KENTONGAN_DATA: {service.up.data}: another `kentongan up` is running on this folder\n"
    assert second.output == taken
    assert service.is_well()
    assert service.up.told == processes


def test_what_dies_is_started_again(disturbed: Service) -> None:
    """All of it at once, but for what looks after it."""
    service = disturbed
    dying = service.up.told["processes"]
    for pid in dying.values():
        os.kill(pid, signal.SIGKILL)
    service.kill_postgres(signal.SIGKILL)
    service.kill_valkey(signal.SIGKILL)

    def are_all_others() -> bool:
        return not set(service.up.told["processes"].values()) & set(dying.values())

    service.soon(lambda: service.is_well() and are_all_others())
    assert "web ended with -9" in service.log


@only_root
def test_a_folder_that_cannot_be_written(make_up: MakeUp, folder: Path) -> None:
    with mounted(folder / "read-only", "ro"):
        up = make_up("read-only/data")
        up.log = folder / "up.log"
        assert up.begin().wait(SOON) == 1
        assert up.output == f"Error: KENTONGAN_DATA: {up.data}: Read-only file system\n"


def has_a_worker(up: Up) -> bool:
    """Whether one of its processes is a worker."""
    assert up.process
    children = Path(f"/proc/{up.process.pid}/task/{up.process.pid}/children").read_text().split()
    return any(b"worker" in Path(f"/proc/{pid}/cmdline").read_bytes() for pid in children)


@only_root
def test_a_disk_that_fills_up_loses_nothing_and_all_works_again_when_there_is_room(disk: Path, make_up: MakeUp) -> None:
    up = make_up("disk/data")
    up.log = disk.parent / "up.log"
    service = Service(up.start())
    service.introduce()
    filling = disk / "filling"
    fill(filling)
    stored = []

    def is_refused() -> bool:
        """What was answered 200 before is stored; PostgreSQL still has room in the files it made beforehand."""
        id = f"sms-{len(stored)}"
        stored.append(id)
        return service.sms(id, REPORT + " ini panjang" * 20) == 503

    service.soon(is_refused, seconds=2 * SOON)
    refused = stored.pop()
    assert service.hop("report", "")[:4] in {"CON ", "END "}
    os.kill(up.told["processes"]["worker"], signal.SIGKILL)
    service.soon(lambda: "worker ended with -9" in up.output and has_a_worker(up))
    filling.unlink()
    service.soon(service.is_well)
    assert service.sms(refused, REPORT) == 200
    kept = {str(id) for (id,) in service.rows("SELECT external_id FROM message WHERE direction = 'in'")}
    assert kept == {*stored, refused}
    assert up.alive
    assert "Unexpected exit" not in up.output, "a web process has died"
