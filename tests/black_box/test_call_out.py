"""A call-out to ten thousand phones: STOP in mid-run, the budget, the rate, a killed worker; nothing is sent twice."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.black_box import outages
from tests.black_box.outages import Service
from tests.black_box.telco import Telco, telco
from tests.calling import HEAD, PIN, SAID, settle
from tests.delivering import phone
from tests.service import MakeUp
from tests.telco_stub import HANG

pytestmark = pytest.mark.black_box(seconds=50)

PEOPLE = 10_000
WAITING = [phone(number) for number in range(4_200, 4_220)]
"""They say STOP while it waits for them in the outbox."""
LAST = [phone(number) for number in range(PEOPLE - 20, PEOPLE)]
"""They say STOP before it was put there."""
STOPPING = [*WAITING, *LAST]
BUDGET = 9_000
RATE = 1_000
LEASE = 5
CAUGHT = phone(4_000)
"""To whom it is being sent when the worker is killed."""
BATCH = 128
"""Messages of one claim: as many as a killed worker can leave in doubt."""
WINDOW = 3 * RATE
"""Segments in any second: what a channel that was idle may send at once, and a second's own."""


@pytest.fixture
def fast(folder: Path) -> Iterator[Telco]:
    """It takes long over one of them, so that the worker can be caught in mid-send."""
    with telco(folder, delay=0.02, faults={CAUGHT: [HANG]}, hang=20.0) as started:
        yield started


@pytest.fixture
def sending(make_up: MakeUp, folder: Path, fast: Telco) -> Service:
    path = outages.config(folder, sending_lease=LEASE)
    said = path.read_text(encoding="utf-8")
    said = said.replace("rate = 1e6", f"rate = {RATE}").replace("village_day = 0", f"village_day = {BUDGET}")
    path.write_text(said, encoding="utf-8")
    given = {"AT_BASE_URL": fast.url, "AT_API_KEY": "key", "KENTONGAN_CONFIG": str(path)}
    started = Service(make_up(given=given).start())
    with started.database() as database, database.begin() as connection:
        settle(connection, range(PEOPLE))
    return started


def heard(fast: Telco, number: str) -> list[str]:
    return [text for phones, text in fast.posts() if number in phones]


def say(service: Service, fast: Telco, words: str) -> str:
    """What the head of the village is answered."""
    before = len(heard(fast, HEAD))
    assert service.sms(f"head {before} {words}", words, HEAD) == 200
    service.soon(lambda: len(heard(fast, HEAD)) > before)
    return heard(fast, HEAD)[-1]


def say_stop(service: Service, numbers: list[str]) -> None:
    assert [service.sms(f"stop {number}", "STOP", number) for number in numbers] == [200] * len(numbers)


def called(fast: Telco) -> dict[str, int]:
    """Phone -> how often the call-out was posted to it."""
    return {number: times for (number, said), times in fast.times().items() if SAID in said and number != HEAD}


def statuses(service: Service) -> dict[str, str]:
    found = service.rows("SELECT phone, status FROM message WHERE broadcast IS NOT NULL")
    return {str(number): str(status) for number, status in found}


def call_out(service: Service, fast: Telco) -> None:
    assert "10.000 orang" in say(service, fast, f"SIAR {SAID}")
    assert "PIN" in say(service, fast, "1")
    assert "sekali lagi" in say(service, fast, PIN)
    assert "Kirim sekarang ke 10.000 orang?" in say(service, fast, PIN)
    assert "mulai dikirim ke 10.000 orang" in say(service, fast, "1")


def test_ten_thousand_phones(sending: Service, fast: Telco) -> None:
    call_out(sending, fast)
    sending.soon(lambda: len(called(fast)) > 1_000)
    say_stop(sending, LAST)
    sending.soon(lambda: CAUGHT in called(fast))
    say_stop(sending, WAITING)
    os.kill(sending.up.told["processes"]["worker"], signal.SIGKILL)
    assert "terkirim" in say(sending, fast, "SIAR STATUS")
    assert len(called(fast)) < BUDGET, "it was asked in mid-run"

    sending.soon(lambda: sending.rows("SELECT status FROM broadcast WHERE all_queued_at IS NOT NULL") != [])
    sending.soon(lambda: _spent(sending) == BUDGET and "sending" not in statuses(sending).values())
    assert len(called(fast)) <= BUDGET, "the rest waits for tomorrow"
    _next_day(sending)
    sending.soon(lambda: not {"queued", "sending"} & set(statuses(sending).values()))

    times, came = called(fast), statuses(sending)
    assert not set(STOPPING) & set(times), "whoever said STOP gets nothing"
    assert set(times.values()) == {1}, "nobody gets it twice"
    assert [came[number] for number in WAITING] == ["stopped"] * len(WAITING)
    unknown = {number for number, status in came.items() if status == "unknown"}
    assert CAUGHT in unknown
    assert len(unknown) <= BATCH
    everybody = {phone(number) for number in range(PEOPLE)}
    assert set(times) >= everybody - set(STOPPING) - unknown, "everybody else got it"
    assert _most_in_a_second(sending) <= WINDOW
    sending.soon(lambda: sending.rows("SELECT status FROM broadcast") == [("done",)])
    assert f"{len(STOPPING)} berhenti" in say(sending, fast, "SIAR STATUS")


def _spent(service: Service) -> int:
    return int(str(service.rows("SELECT coalesce(sum(segments), 0) FROM spent WHERE scope = 'village'")[0][0]))


def _next_day(service: Service) -> None:
    """As it is after midnight."""
    with service.database() as database, database.begin() as connection:
        connection.execute(text("DELETE FROM spent"))
        connection.execute(text("UPDATE message SET next_attempt_at = now() WHERE status = 'queued'"))


def _most_in_a_second(service: Service) -> int:
    counted = """
        SELECT max(count) FROM (
            SELECT count(*) OVER (ORDER BY attempted_at RANGE BETWEEN CURRENT ROW AND INTERVAL '1 second' FOLLOWING)
            FROM message WHERE attempted_at IS NOT NULL
        ) AS seconds
    """
    return int(str(service.rows(counted)[0][0]))
