"""Valkey killed, stopped, frozen and emptied: nothing of it shows on a phone, and every message goes out."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

import pytest

from gateway.embedded import valkey
from gateway.embedded.locks import hold, is_held
from tests.black_box.outages import NOISE, SENT_WITHIN, SOON, Service

pytestmark = pytest.mark.black_box(seconds=60)

STEPS = ("", "1", "1*1", "1*1*Jembatan ambruk di RT 02")


@pytest.fixture
def service(disturbed: Service) -> Service:
    return disturbed


def kill(service: Service) -> None:
    service.kill_valkey(signal.SIGKILL)
    service.soon(lambda: not is_held(service.place.lock("valkey")))


def stop(service: Service) -> None:
    service.kill_valkey(signal.SIGTERM)
    service.soon(lambda: not is_held(service.place.lock("valkey")))


def freeze(service: Service) -> None:
    """It takes connections and says nothing; each call to it costs its whole timeout."""
    service.kill_valkey(signal.SIGSTOP)


def empty(service: Service) -> None:
    service.valkey().flushall()


@pytest.mark.parametrize("trouble", [kill, stop, freeze, empty])
def test_a_dialogue_goes_on(service: Service, trouble: Callable[[Service], None]) -> None:
    service.introduce()
    processes = service.up.told
    with hold(service.place.door, seconds=SOON):  # nobody starts it meanwhile
        for number, typed in enumerate(STEPS):
            if number == 1:
                trouble(service)
            said = service.hop("report", typed)
            assert said.startswith("END Terima kasih. Laporan " if typed == STEPS[-1] else "CON "), said
        assert service.hop("report", STEPS[-1]) == said
        assert service.sms("sms-1", "BANTUAN") == 200
        assert service.up.ready()["database"] == "ok"
        assert service.is_well() == (trouble is empty), "and it says which part it is"
    if trouble is freeze:
        service.kill_valkey(signal.SIGCONT)
    service.soon(service.is_well)
    service.soon(lambda: all_sent(service))
    assert service.up.told == processes, "no process was started again"
    assert service.rows("SELECT count(*) FROM ticket") == [(1,)]


def all_sent(service: Service) -> bool:
    """Whether there are messages, and all of them went out."""
    statuses = {str(status) for (status,) in service.rows("SELECT status FROM message WHERE direction = 'out'")}
    return bool(statuses) and statuses <= {"sent", "delivered"}


def test_a_message_queued_while_valkey_is_down_goes_out_soon_after_its_return(service: Service) -> None:
    """Measured from the moment at which Valkey answers again; mostly it is sent while it is still away."""
    with hold(service.place.door, seconds=SOON):
        kill(service)
        assert service.sms("sms-1", "BANTUAN") == 200
    service.soon(lambda: valkey.answers(service.place))
    service.soon(lambda: all_sent(service), seconds=SENT_WITHIN + NOISE)


def test_a_message_whose_job_is_deleted_goes_out_soon(service: Service) -> None:
    worker, client = service.up.told["processes"]["worker"], service.valkey()
    os.kill(worker, signal.SIGSTOP)
    assert service.sms("sms-1", "BANTUAN") == 200
    service.soon(lambda: bool(client.keys("rq:job:*")))
    for key in client.keys("rq:job:*"):
        client.delete(key)
    os.kill(worker, signal.SIGCONT)
    service.soon(lambda: all_sent(service), seconds=SENT_WITHIN + NOISE)
