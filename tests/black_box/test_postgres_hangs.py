"""PostgreSQL that is frozen answers nothing and refuses nothing: every caller still hears a kind sentence in time."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.black_box.handset import TELCO_WAITS, Handset, Screen
from tests.black_box.service import Service, until

pytestmark = pytest.mark.black_box(seconds=25)

REPORT = ("1", "1", "Jembatan ambruk di RT 02")
SORRY = "layanan sedang terganggu"


def family(pid: int) -> list[int]:
    """A process and all that it has started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(int(child) for child in children)]


@contextlib.contextmanager
def frozen_postgres(service: Service) -> Iterator[None]:
    postmaster = int((service.folder / "data" / "postgres" / "postmaster.pid").read_text().split()[0])
    frozen = family(postmaster)
    for pid in frozen:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in frozen:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
        assert until(lambda: is_well(service))


def is_well(service: Service) -> bool:
    """Whether all web processes have found out that it answers again."""
    return all(SORRY not in service.phone().dial().text for _ in range(10))


def arrives(phone: Handset, *typed: str) -> bool:
    """Whether a report does. A process that still leaves the server alone says sorry, and the caller dials again."""
    screens = [phone.answer(*typed)]

    def is_taken() -> bool:
        if SORRY in screens[-1].text and "Lanjutkan" in phone.dial().text:
            screens.append(phone.answer("1"))
        return "diterima kantor desa" in screens[-1].text

    return until(is_taken)


def timed(phone: Handset, typed: str | None = None) -> Screen:
    begun = time.monotonic()
    screen = phone.dial() if typed is None else phone.answer(typed)
    assert time.monotonic() - begun < TELCO_WAITS
    return screen


def test_who_needs_it_hears_a_kind_sentence_in_time_and_it_works_again(service: Service) -> None:
    asking, writing, calling = service.phone(), service.phone(), service.phone()
    asking.register()
    writing.register()
    writing.answer(*REPORT[:-1])
    with frozen_postgres(service):
        assert SORRY in timed(calling).text
        assert SORRY in timed(writing, REPORT[-1]).text
        assert "Apa yang ingin" in timed(asking, "1").text, "menus do not need it"
        with ThreadPoolExecutor(16) as pool:
            screens = list(pool.map(lambda _: timed(service.phone()), range(16)))
        assert all(screen.final and SORRY in screen.text for screen in screens)
    assert "Pilih bahasa" in calling.dial().text
    assert arrives(asking, *REPORT[1:])
    assert "Lanjutkan" in writing.dial().text
    assert arrives(writing, "1"), "what was typed need not be typed again"
    for phone in (asking, writing):
        assert [ticket["description"] for ticket in service.export("tickets", phone.number)] == [REPORT[-1]]


def test_both_servers_frozen(service: Service) -> None:
    phone = service.phone()
    phone.register()
    begun = phone.text
    valkey = service.valkey
    with frozen_postgres(service):
        os.kill(valkey, signal.SIGSTOP)
        try:
            assert SORRY in timed(phone, "1").text
        finally:
            os.kill(valkey, signal.SIGCONT)
    phone.text = begun
    assert arrives(phone, *REPORT)
