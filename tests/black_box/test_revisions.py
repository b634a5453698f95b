"""A hundred revisions are published and rolled back while people dial: nobody sees two of them in one dialogue."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from flows.catalog import Catalog, revision_of
from gateway import catalogs, embedded, publishing
from gateway.config import Settings, read_settings
from gateway.runtime import connected
from tests.black_box.handset import Handset, Screen
from tests.black_box.service import ROOT, Service, until

pytestmark = pytest.mark.black_box(seconds=40)

BURSTS, IN_A_BURST = 10, 10
A_BREATH = 0.1
"""Seconds between two publications: some are served, some are passed over."""
CALLERS, LONG = 4, 4
AGREED_WITHIN = 2.0
NOISE = 10.0
"""Seconds more for a machine that does other things too; a process that follows nothing would never agree."""

MENU = ("menu-warga.toml", 'menu = "Kentongan {village.name}"', 'menu = "{mark} {village.name}"')
INNER = ("info.toml", 'menu.id = "Desa {village.name}, Kec. {village.district}"', 'menu.id = "{mark} {village.name}"')
"""Two screens of each dialogue, by which the revision is known."""


@dataclass
class Press:
    """Publishes straight into the database, as `kentongan publish` does once the check has passed."""

    database: Engine
    settings: Settings
    shipped: Catalog
    made: list[Catalog] = field(default_factory=list)

    def publish(self, mark: str) -> None:
        files = dict(self.shipped.files)
        for file, old, new in (MENU, INNER):
            assert old in files[file]
            files[file] = files[file].replace(old, new.replace("{mark}", mark))
        name = revision_of(files, self.shipped.languages, self.shipped.navigation)
        made = replace(self.shipped, files=files, revision=name)
        self.made.append(made)
        with self.database.begin() as connection:
            publishing.publish(connection, made, self.settings, author="test", note=mark, at=datetime.now(UTC))

    def roll_back(self, steps: int) -> str:
        """To an earlier one; its mark."""
        to = self.made[-1 - steps]
        with self.database.begin() as connection:
            publishing.roll_back(connection, to.revision, author="test", note="", at=datetime.now(UTC))
        return mark_of(to.files["menu-warga.toml"])


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Service]:
    with Service(tmp_path).running() as service:
        yield service
        assert "ended with" not in service.log, "a process has died"
        assert "Traceback" not in service.log


def mark_of(text: str) -> str:
    """The revision that a screen names; the shipped one names none."""
    found = re.search(r"R\d+", text)
    return found[0] if found else ""


class Caller:
    """Dials again and again, on a connection of its own. `seen`: the marks of each dialogue, which must be one."""

    def __init__(self, service: Service) -> None:
        self.handset = Handset(service.line())
        self.handset.register()
        self.seen: list[set[str]] = []

    def dialogue(self) -> None:
        shown = [self.handset.dial(), *(self.handset.answer(key) for key in ("5", "0", "5"))]
        self.note(shown)

    def note(self, shown: list[Screen]) -> None:
        assert not any(one.final for one in shown), shown
        self.seen.append({mark_of(one.text) for one in shown})

    def until(self, over: threading.Event) -> None:
        while not over.is_set():
            self.dialogue()

    def slowly(self, over: threading.Event) -> None:
        """One dialogue for as long as it takes; its hops meet processes that serve something else since long."""
        shown = [self.handset.dial()]
        while not over.wait(0.5):
            shown.append(self.handset.answer("5"))
            shown.append(self.handset.answer("0"))
        self.note(shown)


def agree(service: Service, mark: str) -> bool:
    """Whether whoever dials now, over whichever connection, is served by that revision."""
    for _ in range(8):
        with closing(service.line()) as line:
            handset = Handset(line, number="+628139999999")
            if mark_of(handset.dial().text) != mark:
                return False
    return True


def in_bursts(service: Service, press: Press) -> None:
    """Publish and roll back; after each burst, all processes come to agree."""
    for burst in range(BURSTS):
        for number in range(IN_A_BURST - 1):
            press.publish(f"R{burst * IN_A_BURST + number + 100}")
            time.sleep(A_BREATH)
        if burst % 2:
            mark = press.roll_back(burst)
        else:
            press.publish(mark := f"R{burst * IN_A_BURST + IN_A_BURST + 99}")
        assert until(lambda: agree(service, mark), AGREED_WITHIN + NOISE), mark  # noqa: B023 - asked at once


def test_no_dialogue_sees_another_revision_while_a_hundred_are_published(running: Service) -> None:
    settings = read_settings(ROOT / "config.toml")
    shipped = catalogs.current(settings)
    last = Handset(running.line(), number="+628139999999")
    last.register()
    fast, slow = ([Caller(running) for _ in range(many)] for many in (CALLERS, LONG))
    over = threading.Event()
    with connected(embedded.folders(running.folder / "data").database_url) as database, ThreadPoolExecutor() as pool:
        dialling = [pool.submit(one.until, over) for one in fast] + [pool.submit(one.slowly, over) for one in slow]
        try:
            in_bursts(running, Press(database, settings, shipped))
        finally:
            over.set()
        for one in dialling:
            one.result(60)
    dialogues = [marks for one in (*fast, *slow) for marks in one.seen]
    assert [marks for marks in dialogues if len(marks) > 1] == []
    assert len({mark for marks in dialogues for mark in marks}) > BURSTS, "they did not begin on many"
