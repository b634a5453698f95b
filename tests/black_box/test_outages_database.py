"""PostgreSQL stopped and back: one kind sentence over USSD, 503 for what must come again, and no restart of ours."""

from __future__ import annotations

import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gateway.embedded import postgres, valkey
from gateway.embedded.locks import hold, is_held
from tests.black_box import outages
from tests.black_box.outages import REPORT, SOON, Service
from tests.service import MakeUp

pytestmark = pytest.mark.black_box(seconds=40)

APOLOGY = "END Maaf, layanan sedang terganggu. Silakan coba lagi sebentar lagi."
TYPED = "1*1*Jembatan ambruk di RT 02"
"""From the home menu to a report; the last input is answered once the ticket is there."""


@pytest.fixture
def service(disturbed: Service) -> Service:
    return disturbed


def assert_away(service: Service, session: str) -> None:
    """What the telco gets while PostgreSQL is away. `session` has come as far as the last input but one."""
    assert service.hop("a new one", "", "+628120000009") == APOLOGY
    assert service.hop(session, TYPED) == APOLOGY
    assert service.sms("sms-1", REPORT) == 503
    assert service.report("report-1") == 503
    assert service.post("opt-out", senderId="36000", phoneNumber="+628120000008").status_code == 503
    parts = service.up.ready()
    assert parts.pop("database").startswith("does not answer")
    assert set(parts.values()) == {"ok"}, "and which part it is"


def assert_back(service: Service, session: str) -> None:
    """Everything that was refused comes again, and is done once."""
    said = service.hop(session, TYPED)
    assert said.startswith("END Terima kasih. Laporan ")
    assert service.hop(session, TYPED) == said
    for _ in range(2):
        assert service.sms("sms-1", REPORT) == 200
        assert service.report("report-1") == 200
    assert service.post("opt-out", senderId="36000", phoneNumber="+628120000008").status_code == 200
    assert service.hop("a new one", "", "+628120000009").startswith("CON ")
    tickets = service.rows("SELECT description FROM ticket ORDER BY description")
    assert tickets == [("Jembatan ambruk di RT 02",), ("jembatan ambruk di RT 02",)]
    assert service.rows("SELECT phone FROM contact WHERE opted_out_at IS NOT NULL") == [("+628120000008",)]


def begin_report(service: Service) -> str:
    """A dialogue in which nothing is left but the last input: its session."""
    service.introduce()
    for typed in ("", "1", "1*1"):
        assert service.hop("report", typed).startswith("CON ")
    return "report"


def test_the_embedded_database_is_killed(service: Service) -> None:
    session, processes = begin_report(service), service.up.told
    with hold(service.place.door, seconds=SOON):  # nobody starts it meanwhile
        service.kill_postgres(signal.SIGKILL)
        service.soon(lambda: not is_held(service.place.lock("postgres")))
        assert_away(service, session)
        assert service.hop("another", "", "+628120000009") == APOLOGY, "for as long as it takes"
    service.soon(service.is_well)
    assert_back(service, session)
    assert service.up.told == processes, "no process was started again"
    assert "the embedded database had ended, it is started again" in service.log


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGQUIT])
def test_the_embedded_database_is_told_to_stop(service: Service, number: int) -> None:
    """SIGTERM alone would leave it alive, with nobody let in, for as long as we are connected."""
    session, processes = begin_report(service), service.up.told
    before = service.postmaster()
    service.kill_postgres(number)
    service.soon(lambda: service.postmaster() not in (0, before) and service.is_well())
    assert_back(service, session)
    assert service.up.told == processes


def test_the_operator_stops_and_starts_the_servers(make_up: MakeUp, folder: Path) -> None:
    """Those that DATABASE_URL and REDIS_URL name: nobody of ours starts them, and nothing of ours needs a restart."""
    with outages.server_of_the_operator(folder / "servers") as place:
        postgres.start(place)
        valkey.start(place)
        given = {"DATABASE_URL": place.database_url, "REDIS_URL": place.redis_url}
        service = Service(make_up(given=given).start())
        session, processes = begin_report(service), service.up.told
        postgres.stop(place)
        assert_away(service, session)
        valkey.stop(place)
        assert service.hop(session, TYPED) == APOLOGY
        assert service.sms("sms-1", REPORT) == 503
        assert service.up.ready()["redis"].startswith("does not answer")
        postgres.start(place)
        service.soon(lambda: service.up.ready()["database"] == "ok")
        assert service.hop("another", "").startswith("CON "), "also while Valkey is not"
        valkey.start(place)
        service.soon(service.is_well)
        assert_back(service, session)
        assert service.up.told == processes
        assert not (service.place.postgres / "postmaster.pid").exists(), "none of ours was started"


def test_the_same_text_posted_ten_times_at_once_acts_once(service: Service) -> None:
    service.introduce()
    with ThreadPoolExecutor(10) as pool:
        statuses = set(pool.map(lambda _: service.sms("the same", REPORT), range(10)))
    assert statuses == {200}
    assert service.rows("SELECT count(*) FROM ticket") == [(1,)]
    assert service.rows("SELECT count(*) FROM message WHERE direction = 'in'") == [(1,)]
    sent = service.rows("SELECT phone, count(*) FROM message WHERE direction = 'out' GROUP BY phone")
    assert (outages.CALLER, 1) in sent, "one reply"
    assert {count for _, count in sent} == {1}, "and each officer heard of it once"
