"""The counters of a web process, on a disk that is full before it starts or fills up while it runs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway import wsgi
from tests.disks import fill, mounted, only_root
from tests.service import ROOT

COUNTING = """
import sys
from pathlib import Path
from gateway import wsgi
from tests.disks import fill

wsgi.keep_room_to_count()
if sys.argv[1]:
    fill(Path(sys.argv[1]))
from gateway.metrics import HOPS, REGISTRY
HOPS.labels("at", "con").inc()
print(REGISTRY.get_sample_value("kentongan_hops_total", {"channel": "at", "kind": "con"}))
"""


def count(folder: Path, filling: str = "") -> subprocess.CompletedProcess[str]:
    """A process that gets ready to count in that folder, fills its disk if it is told, and counts one hop."""
    given = {"PROMETHEUS_MULTIPROC_DIR": str(folder)}
    command = [sys.executable, "-c", COUNTING, filling]
    return subprocess.run(command, env=given, cwd=ROOT, check=False, capture_output=True, text=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with mounted(tmp_path / "disk", "size=1m") as at:
        yield at


@only_root
def test_a_process_counts_on_where_its_disk_fills_up(disk: Path) -> None:
    done = count(disk, str(disk / "filling"))
    assert (done.returncode, done.stdout) == (0, "1.0\n"), done.stderr
    (file,) = disk.glob("*.db")
    assert b"kentongan_hops" in file.read_bytes()


@only_root
def test_a_process_that_finds_no_room_counts_by_itself_and_says_so(disk: Path) -> None:
    fill(disk / "filling")
    done = count(disk)
    said, counted = done.stdout.splitlines()
    assert (done.returncode, counted) == (0, "1.0"), done.stderr
    assert "this process counts by itself" in said
    assert "No space left on device" in said
    assert [path.name for path in disk.iterdir()] == ["filling"]


def test_a_process_goes_on_with_the_counts_of_one_that_had_its_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    wsgi.keep_room_to_count()
    (file,) = tmp_path.iterdir()
    assert file.stat().st_size == wsgi.ROOM
    file.write_bytes(b"counted")
    wsgi.keep_room_to_count()
    assert file.read_bytes() == b"counted"
