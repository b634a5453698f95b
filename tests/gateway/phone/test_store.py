"""The telco's own file: made once, shared by processes, kept small."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway.phone import inbox, store
from gateway.phone.store import Store

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def keep(made: Store, external_id: str) -> None:
    with made.open() as database:
        inbox.keep(
            database, direction="in", external_id=external_id, phone="+628110000101", other="36000", text="a", at=NOW
        )


def count(made: Store, table: str) -> int:
    with made.open() as database:
        return int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608


def test_it_is_one_private_file_in_the_data_folder(tmp_path: Path) -> None:
    made = Store(tmp_path / "new" / "folder")
    assert made.path == tmp_path / "new" / "folder" / "simulator.sqlite3"
    assert made.path.stat().st_mode & 0o077 == 0
    with closing(sqlite3.connect(made.path)) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_opened_again_it_has_what_was_kept(tmp_path: Path) -> None:
    keep(Store(tmp_path), "ATXid_1")
    assert count(Store(tmp_path), "sms") == 1


def test_a_change_is_whole_or_not_at_all(store: Store) -> None:
    def half() -> None:
        with store.open() as database:
            database.execute("INSERT INTO call VALUES ('s', 'at', '+62', '*1#', '', 'now', 0, '')")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()
    assert count(store, "call") == 0


def test_a_start_keeps_the_newest_rows_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Store(tmp_path)
    for number in range(5):
        keep(made, f"ATXid_{number}")
    monkeypatch.setitem(store.KEPT, "sms", 2)
    again = Store(tmp_path)
    with again.open() as database:
        left = [row["external_id"] for row in database.execute("SELECT external_id FROM sms ORDER BY id")]
    assert left == ["ATXid_3", "ATXid_4"]


OPEN_AND_WRITE = """
import runpy, sys
from pathlib import Path
from gateway.phone.store import Store
keep = runpy.run_path(sys.argv[1])["keep"]
made = Store(Path(sys.argv[2]))
for turn in range(20):
    keep(made, f"ATXid_{sys.argv[3]}_{turn}")
"""


def test_processes_that_start_at_once_share_it(tmp_path: Path) -> None:
    command = [sys.executable, "-c", OPEN_AND_WRITE, __file__, str(tmp_path / "shared")]
    started = [subprocess.Popen([*command, str(number)]) for number in range(4)]
    assert [process.wait(60) for process in started] == [0] * 4
    assert count(Store(tmp_path / "shared"), "sms") == 80
