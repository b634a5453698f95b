"""Processes killed or told to stop while messages are on their way: none is lost, none is posted twice."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.black_box import outages
from tests.black_box.outages import SOON, Service
from tests.black_box.sharing import Shared
from tests.black_box.telco import Telco, telco
from tests.delivering import phone, queue_many
from tests.service import Up
from tests.telco_stub import HANG

pytestmark = pytest.mark.black_box(seconds=150)

KILLS = 20
PARALLEL = 16
LEASE = 12
"""Seconds; longer than a call to the telco takes."""
HASTY = (
    sys.executable, "-c",
    "import gateway.supervisor; gateway.supervisor.LONGEST_PAUSE = 0.5; from gateway.cli import main; main()",
)  # fmt: skip
"""`kentongan` that starts again at once what has died, for twenty times would last minutes."""


SILENT = 500_000
"""From this number on the telco does not answer; nobody waits as long as it takes."""

Serve = Callable[..., Service]


@pytest.fixture(scope="module")
def _sending() -> Iterator[tuple[Shared, Telco]]:
    hanging = {phone(SILENT + number): [HANG] for number in range(PARALLEL)}
    with (
        tempfile.TemporaryDirectory(prefix="kentongan-test-", ignore_cleanup_errors=True) as made,
        telco(Path(made), delay=0.25, faults=hanging, hang=120.0) as slow,
    ):
        path = outages.config(Path(made), sending_lease=LEASE)
        given = {"AT_BASE_URL": slow.url, "AT_API_KEY": "key", "KENTONGAN_CONFIG": str(path)}
        shared = Shared(lambda: Service(Up(Path(made) / "data", given=given, command=HASTY).start()))
        yield shared, slow
        shared.end()


@pytest.fixture
def slow(_sending: tuple[Shared, Telco]) -> Telco:
    """A telco that is slow enough to be caught in mid-send."""
    return _sending[1].from_now()


@pytest.fixture
def begin(_sending: tuple[Shared, Telco]) -> Iterator[Serve]:
    """`begin(messages)`: a service with that many in its outbox, to phones from the number `first` on."""
    with _sending[0].lend() as service:

        def start(messages: int, first: int = 0) -> Service:
            with service.database() as database:
                numbers = range(first, first + messages)
                queue_many(database, [phone(n) for n in numbers], lambda n: f"Halo {n}", now=outages.now())
            return service

        yield start


@pytest.fixture
def serve(begin: Serve, slow: Telco) -> Serve:
    """`serve(messages)`: a service that is sending that many."""

    def start(messages: int) -> Service:
        service = begin(messages)
        in_mid_send(service, slow, 0)
        return service

    return start


def in_mid_send(service: Service, slow: Telco, before: int) -> None:
    """Until more than one round of calls has begun since there were `before`. A text of somebody wakes the worker."""
    assert service.sms(f"wake {before}", "BANTUAN", phone(900_000 + before)) == 200
    service.soon(lambda: slow.asked() > before + PARALLEL)


def ends(service: Service, slow: Telco, messages: int) -> dict[str, int]:
    """How many messages came to each end, when all have. Fails for one that was lost or posted twice."""
    query = "SELECT status, text, phone FROM message WHERE direction = 'out'"

    def all_ended() -> bool:
        return {str(row[0]) for row in service.rows(query)} <= {"sent", "unknown"}

    service.soon(all_ended, seconds=SOON + LEASE)
    rows, times = service.rows(query), slow.times()
    assert sum(str(text).startswith("Halo ") for _, text, _ in rows) == messages
    assert {sent: count for sent, count in times.items() if count > 1} == {}, "none is posted twice"
    wrong = [row for row in rows if row[0] == "sent" and times[(row[2], row[1])] != 1]
    assert wrong == [], "what is sent was posted"
    assert {(row[2], row[1]) for row in rows} >= set(times)
    statuses = [str(row[0]) for row in rows]
    return {status: statuses.count(status) for status in ("sent", "unknown")}


def test_the_worker_is_killed_in_mid_send_twenty_times(serve: Serve, slow: Telco) -> None:
    service = serve(1000)
    for kill in range(1, KILLS + 1):
        os.kill(service.up.told["processes"]["worker"], signal.SIGKILL)
        service.soon(lambda kill=kill: service.log.count("worker ended with -9") == kill)
        in_mid_send(service, slow, slow.asked())
    came = ends(service, slow, 1000)
    assert 0 < came["unknown"] <= KILLS * PARALLEL
    assert service.is_well()


@pytest.mark.parametrize("signals", [[signal.SIGTERM], [signal.SIGINT, signal.SIGINT]])
def test_it_is_told_to_stop_in_mid_drain(serve: Serve, slow: Telco, signals: list[signal.Signals]) -> None:
    """Ctrl-C twice is the same as once: all outcomes are written down, and the rest goes out at the next start."""
    service = serve(200)
    assert service.up.process
    for number in signals[1:]:
        service.up.process.send_signal(number)
    assert service.up.end(signals[0]) == 0
    assert service.up.all_ended
    assert slow.asked() < 200, "it was in mid-drain"
    service.up.start()
    assert ends(service, slow, 200)["unknown"] == 0


def test_it_is_told_to_stop_while_the_telco_hangs(begin: Serve, slow: Telco) -> None:
    """Nobody waits for an answer that does not come: whether those were taken is not known."""
    service = begin(PARALLEL + 4, first=SILENT)
    service.soon(lambda: slow.asked() == PARALLEL)
    assert service.up.end(signal.SIGTERM) == 0
    service.up.start()
    assert ends(service, slow, PARALLEL + 4) == {"sent": 4, "unknown": PARALLEL}


def test_all_of_it_is_killed_in_mid_drain_and_started_again(serve: Serve, slow: Telco) -> None:
    service = serve(200)
    service.up.end(signal.SIGKILL)
    service.up.start()
    assert ends(service, slow, 200)["unknown"] <= PARALLEL


def test_the_database_is_killed_in_mid_drain(serve: Serve, slow: Telco) -> None:
    """What the telco said meanwhile is not forgotten; only what was just being claimed may be in doubt."""
    service = serve(200)
    processes = service.up.told
    service.kill_postgres(signal.SIGKILL)
    service.soon(lambda: "it is started again" in service.log and service.is_well())
    came = ends(service, slow, 200)
    posted = {text for _, text in slow.times()}
    unknown = service.rows("SELECT text FROM message WHERE status = 'unknown'")
    assert not {str(text) for (text,) in unknown} & posted
    assert came["unknown"] <= PARALLEL
    assert service.up.told == processes


def test_valkey_is_killed_in_mid_drain(serve: Serve, slow: Telco) -> None:
    service = serve(200)
    service.kill_valkey(signal.SIGKILL)
    assert ends(service, slow, 200)["unknown"] == 0
    service.soon(service.is_well)
