"""What each answer of the telco means: the cases of TELCO.md, "Sending", over real HTTP."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from gateway.telco import africastalking_sending
from gateway.telco.africastalking_sending import Sms
from gateway.telco.base import Outcome
from tests import telco_stub
from tests.telco_stub import Stub

A, B, C = "+6281234567890", "+6281234567891", "+6281234567892"


@pytest.fixture
def stub() -> Iterator[Stub]:
    with telco_stub.telco_stub() as stub:
        yield stub


@pytest.fixture
def sms(stub: Stub) -> Sms:
    return Sms("desa", "the-key", stub.url)


def test_a_request_is_as_the_telco_wants_it(stub: Stub, sms: Sms) -> None:
    sms.receipts("Halo *é* €&=", "36000", [A, B])
    (post,) = stub.posts
    assert (post.path, post.api_key) == ("/version1/messaging", "the-key")
    assert post.form == {
        "username": "desa", "to": f"{A},{B}", "message": "Halo *é* €&=", "bulkSMSMode": "1", "from": "36000",
    }  # fmt: skip


def test_without_a_sender_there_is_no_from(stub: Stub, sms: Sms) -> None:
    sms.receipts("Halo", "", [A])
    assert "from" not in stub.posts[0].form


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        (100, Outcome.ACCEPTED), (101, Outcome.ACCEPTED), (102, Outcome.ACCEPTED),
        (401, Outcome.REFUSED), (403, Outcome.REFUSED), (404, Outcome.REFUSED), (406, Outcome.REFUSED),
        (407, Outcome.REFUSED), (402, Outcome.BLOCKED), (405, Outcome.BLOCKED), (409, Outcome.LATER),
        (500, Outcome.LATER), (501, Outcome.LATER), (502, Outcome.LATER), (408, Outcome.UNKNOWN), (999, Outcome.UNKNOWN),
    ],
)  # fmt: skip
def test_each_status_code(stub: Stub, sms: Sms, code: int, outcome: Outcome) -> None:
    stub.codes[B] = code
    first, receipt, last = sms.receipts("Halo", "36000", [A, B, C])
    assert (first.outcome, last.outcome) == (Outcome.ACCEPTED, Outcome.ACCEPTED)
    assert (receipt.phone, receipt.outcome, receipt.opted_out) == (B, outcome, code == 406)
    if outcome is Outcome.ACCEPTED:
        assert receipt.external_id.startswith("ATXid_")
        assert receipt.cost == "KES 0.8000"
    else:
        assert (receipt.external_id, receipt.cost) == ("", "")
        assert receipt.reason == f"{code} {telco_stub.WORDS.get(code, 'New')}"


@pytest.mark.parametrize(
    ("fault", "outcome", "reason"),
    [
        ("InvalidSenderId", Outcome.BLOCKED, "InvalidSenderId"),
        ("InsufficientBalance", Outcome.BLOCKED, "InsufficientBalance"),
        ("SomethingNew", Outcome.UNKNOWN, "missing from the answer"),
        (telco_stub.MISSING, Outcome.UNKNOWN, "missing from the answer"),
        (telco_stub.BAD_JSON, Outcome.UNKNOWN, "an answer that cannot be read"),
        (telco_stub.OTHER_JSON, Outcome.UNKNOWN, "an answer that cannot be read"),
        (telco_stub.WRONG_TYPE, Outcome.ACCEPTED, ""),
        (telco_stub.WITH_CHARSET, Outcome.ACCEPTED, ""),
        (telco_stub.CUT_BEFORE, Outcome.UNKNOWN, "no answer: ConnectionError"),
        (telco_stub.CUT_MID, Outcome.UNKNOWN, "no answer: ChunkedEncodingError"),
        (200, Outcome.UNKNOWN, "an answer that cannot be read"),
        (204, Outcome.UNKNOWN, "an answer that cannot be read"),
        (301, Outcome.BLOCKED, "HTTP 301"),
        (302, Outcome.BLOCKED, "HTTP 302"),
        (400, Outcome.LATER, "HTTP 400"),
        (401, Outcome.BLOCKED, "HTTP 401"),
        (403, Outcome.BLOCKED, "HTTP 403"),
        (404, Outcome.BLOCKED, "HTTP 404"),
        (429, Outcome.LATER, "HTTP 429"),
        (500, Outcome.LATER, "HTTP 500"),
        (502, Outcome.LATER, "HTTP 502"),
        (503, Outcome.LATER, "HTTP 503"),
        (504, Outcome.UNKNOWN, "HTTP 504"),
        (524, Outcome.UNKNOWN, "HTTP 524"),
    ],
)
def test_each_answer_to_a_whole_request(
    stub: Stub, sms: Sms, fault: telco_stub.Fault, outcome: Outcome, reason: str
) -> None:
    stub.fault = fault
    receipts = sms.receipts("Halo", "36000", [A, B])
    assert [(receipt.phone, receipt.outcome, receipt.reason) for receipt in receipts] == [
        (A, outcome, reason), (B, outcome, reason),
    ]  # fmt: skip
    assert len(stub.posts) == 1, "never sent again by itself, and no redirect is followed"


ENTRY = '{"number": "+6281234567890", "statusCode": 101, "status": "Success", "messageId": "X", "cost": "KES 0.8000"}'


def _body(entries: str) -> bytes:
    return ('{"SMSMessageData": {"Message": "Sent", "Recipients": [' + entries + "]}}").encode()


@pytest.mark.parametrize(
    ("entry", "outcome", "id"),
    [
        (ENTRY, Outcome.ACCEPTED, "X"),
        (ENTRY.replace("+62", "62"), Outcome.ACCEPTED, "X"),
        (ENTRY.replace("101", '"101"'), Outcome.ACCEPTED, "X"),
        (ENTRY.replace('"KES 0.8000"', "0"), Outcome.ACCEPTED, "X"),
        (ENTRY.replace('"X"', '"None"'), Outcome.ACCEPTED, ""),
        (ENTRY.replace('"X"', "null"), Outcome.ACCEPTED, ""),
        (ENTRY.replace('"X"', '"a\\u0000b\\n"'), Outcome.ACCEPTED, "ab"),
        (ENTRY.replace('"X"', f'"{"9" * 999}"'), Outcome.ACCEPTED, "9" * 200),
        (ENTRY.replace('"X"', r'"\ud800"'), Outcome.UNKNOWN, ""),
        (ENTRY.replace('"messageId": "X", ', ""), Outcome.ACCEPTED, ""),
        (ENTRY.replace("Success", "InvalidPhoneNumber"), Outcome.ACCEPTED, "X"),
        (ENTRY.replace("101", "403"), Outcome.REFUSED, ""),
        (ENTRY.replace("101", "null"), Outcome.UNKNOWN, ""),
        (ENTRY.replace("101", '"Success"'), Outcome.UNKNOWN, ""),
        (ENTRY.replace('"number": "+6281234567890", ', ""), Outcome.UNKNOWN, ""),
        (ENTRY.replace("+6281234567890", "+6289999999999"), Outcome.UNKNOWN, ""),
        ("7", Outcome.UNKNOWN, ""),
        (ENTRY + "," + ENTRY.replace("101", "403"), Outcome.ACCEPTED, "X"),
    ],
)
def test_each_shape_of_a_recipient(entry: str, outcome: Outcome, id: str) -> None:
    (receipt,) = africastalking_sending.read_answer([A], _body(entry))
    assert (receipt.phone, receipt.outcome, receipt.external_id) == (A, outcome, id)


def test_one_that_is_missing_from_the_answer_is_unknown() -> None:
    outcomes = [receipt.outcome for receipt in africastalking_sending.read_answer([B, A], _body(ENTRY))]
    assert outcomes == [Outcome.UNKNOWN, Outcome.ACCEPTED]


def test_what_is_not_a_phone_number_never_leaves_the_house(stub: Stub, sms: Sms) -> None:
    receipts = sms.receipts("Halo", "36000", ["36000", A, f"{B},{C}", ""])
    assert [receipt.outcome for receipt in receipts] == [
        Outcome.REFUSED, Outcome.ACCEPTED, Outcome.REFUSED, Outcome.REFUSED,
    ]  # fmt: skip
    assert [post.phones for post in stub.posts] == [(A,)]
    assert sms.receipts("Halo", "36000", ["36000"])[0].outcome is Outcome.REFUSED


@contextmanager
def free_port() -> Iterator[int]:
    """A port on which nobody listens, held so that nobody else takes it."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


def test_nobody_there_is_safe_to_try_again() -> None:
    with free_port() as port:
        (receipt,) = Sms("desa", "key", f"http://127.0.0.1:{port}").receipts("Halo", "36000", [A])
    assert receipt.outcome is Outcome.LATER


@pytest.mark.parametrize("base", ["http://no-such-host.invalid", "nonsense", "http://:0:0"])
def test_an_address_that_cannot_be_is_safe_to_try_again(base: str) -> None:
    (receipt,) = Sms("desa", "key", base).receipts("Halo", "36000", [A])
    assert receipt.outcome is Outcome.LATER


def test_a_certificate_that_is_not_the_telcos_is_safe_to_try_again(stub: Stub) -> None:
    (receipt,) = Sms("desa", "key", stub.url.replace("http", "https")).receipts("Halo", "36000", [A])
    assert receipt.outcome in {Outcome.LATER, Outcome.UNKNOWN}
    assert not stub.posts


def test_silence_is_not_known(stub: Stub, sms: Sms, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(africastalking_sending, "TIMEOUTS", (1.0, 0.3))
    stub.fault = telco_stub.HANG
    (receipt,) = sms.receipts("Halo", "36000", [A])
    assert (receipt.outcome, receipt.reason) == (Outcome.UNKNOWN, "no answer: ReadTimeout")


def test_an_answer_that_drips_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(africastalking_sending, "WHOLE_ANSWER", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_drip, args=(server,), daemon=True).start()
        begun = time.monotonic()
        base = f"http://127.0.0.1:{server.getsockname()[1]}"
        (receipt,) = Sms("desa", "key", base).receipts("Halo", "36000", [A])
    assert receipt.outcome is Outcome.UNKNOWN
    assert time.monotonic() - begun < 5


def _drip(server: socket.socket) -> None:
    connection, _ = server.accept()
    with connection:
        connection.recv(65_536)
        connection.sendall(b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(200):
            try:
                connection.sendall(b"1\r\n \r\n")
            except OSError:
                return
            time.sleep(0.05)


def test_connections_are_kept(stub: Stub, sms: Sms) -> None:
    for _ in range(5):
        sms.receipts("Halo", "36000", [A])
    assert (len(stub.posts), len(stub.connections)) == (5, 1)


def test_the_time_limits_are_the_telcos() -> None:
    assert africastalking_sending.TIMEOUTS == (3.05, 9.05)
