"""`POST /simulator/version1/messaging` over real HTTP, and through the telco's own SDK."""

from __future__ import annotations

import re
from typing import Any

import pytest
import requests
from africastalking.Service import AfricasTalkingException
from africastalking.SMS import SMSService

from gateway.phone import inbox
from gateway.phone.sending import channel_of

from .conftest import Gateway, eventually, make_settings

SITI, DEDI = "+628110000101", "+628110000102"
FORM = {"username": "sandbox", "to": SITI, "message": "Halo", "from": "36000", "bulkSMSMode": "1"}
KEY = {"apiKey": "any", "Accept": "application/json"}


def send(gateway: Gateway, form: dict[str, str] | None = None, headers: dict[str, str] | None = None) -> Any:
    given = FORM | (form or {})
    return requests.post(
        f"{gateway.base}/simulator/version1/messaging",
        data={name: value for name, value in given.items() if value},
        headers=KEY if headers is None else headers,
        timeout=10,
    )


def test_one_text_is_taken(gateway: Gateway) -> None:
    answer = send(gateway)
    assert (answer.status_code, answer.headers["content-type"]) == (201, "application/json")
    data = answer.json()["SMSMessageData"]
    assert data["Message"] == "Sent to 1/1 Total Cost: IDR 150.0000 Message parts: 1"
    (recipient,) = data["Recipients"]
    assert re.fullmatch(r"ATXid_[0-9a-f]{32}", recipient.pop("messageId"))
    assert recipient == {"statusCode": 101, "number": SITI, "status": "Success", "cost": "IDR 150.0000"}


@pytest.mark.parametrize(
    ("message", "parts", "price"),
    [
        ("a" * 160, 1, "IDR 150.0000"),
        ("a" * 161, 2, "IDR 300.0000"),
        ("€" * 81, 2, "IDR 300.0000"),
        ("…" * 70, 1, "IDR 150.0000"),
        ("…" * 71, 2, "IDR 300.0000"),
        ("é" * 300, 2, "IDR 300.0000"),
        ("🙂" * 36, 2, "IDR 300.0000"),
    ],
)
def test_the_cost_is_by_segments(gateway: Gateway, message: str, parts: int, price: str) -> None:
    data = send(gateway, {"message": message}).json()["SMSMessageData"]
    assert data["Recipients"][0]["cost"] == price
    assert data["Message"].endswith(f"Message parts: {parts}")


def test_several_phones_each_get_it_and_a_malformed_one_is_refused(gateway: Gateway) -> None:
    data = send(gateway, {"to": f"{SITI},0811,{DEDI}, {SITI}"}).json()["SMSMessageData"]
    assert data["Message"] == "Sent to 2/3 Total Cost: IDR 300.0000 Message parts: 1"
    assert [(one["number"], one["statusCode"]) for one in data["Recipients"]] == [
        (SITI, 101),
        ("0811", 403),
        (DEDI, 101),
    ]
    assert data["Recipients"][1] == {
        "statusCode": 403,
        "number": "0811",
        "status": "InvalidPhoneNumber",
        "cost": "0",
        "messageId": "None",
    }
    with gateway.store.open() as database:
        for phone in (SITI, DEDI):
            assert [text["text"] for text in inbox.texts(database, phone)] == ["Halo"]
        assert inbox.texts(database, "0811") == []


@pytest.mark.parametrize(
    "phone", ["0811", "+0811234567", "+62", "+62811x000101", "628110000101", "+6281100001011234", "x"]
)
def test_a_malformed_number_gets_nothing(gateway: Gateway, phone: str) -> None:
    data = send(gateway, {"to": phone}).json()["SMSMessageData"]
    assert [one["status"] for one in data["Recipients"]] == ["InvalidPhoneNumber"]
    assert data["Message"] == "Sent to 0/1 Total Cost: IDR 0.0000 Message parts: 1"


@pytest.mark.parametrize(
    ("form", "headers", "status", "text"),
    [
        ({}, {}, 401, "The supplied authentication is invalid"),
        ({}, {"apiKey": ""}, 401, "The supplied authentication is invalid"),
        ({"username": ""}, KEY, 400, "Must have username in your request"),
        ({"to": ""}, KEY, 400, "Must have to in your request"),
        ({"message": ""}, KEY, 400, "Must have message in your request"),
    ],
)
def test_a_refused_request_is_plain_text(
    gateway: Gateway, form: dict[str, str], headers: dict[str, str], status: int, text: str
) -> None:
    answer = send(gateway, form, headers)
    assert (answer.status_code, answer.text) == (status, text)
    assert answer.headers["content-type"] == "text/plain"
    with gateway.store.open() as database:
        assert inbox.last_id(database) == 0


def test_the_reports_come_back_over_http(gateway: Gateway) -> None:
    id_ = send(gateway).json()["SMSMessageData"]["Recipients"][0]["messageId"]
    eventually(lambda: len(gateway.forms("delivery")) == 2)
    assert [(form["id"], form["status"], form["phoneNumber"]) for form in gateway.forms("delivery")] == [
        (id_, "Sent", SITI),
        (id_, "Success", SITI),
    ]
    assert {channel for channel, _, _ in gateway.got} == {"at"}


def test_a_hook_in_trouble_gets_its_reports_later(gateway: Gateway) -> None:
    gateway.statuses["delivery"] = [503]
    send(gateway)
    eventually(lambda: [form["status"] for form in gateway.forms("delivery")] == ["Sent", "Sent", "Success"])


@pytest.mark.parametrize(
    ("sender", "channel"), [("36000", "at"), ("DESA", "at"), ("36001", "kedua"), ("SIAPA", "at"), ("", "at")]
)
def test_the_sender_names_the_channel(sender: str, channel: str) -> None:
    assert channel_of(make_settings(), sender) == channel


def test_a_second_channels_reports_go_to_its_own_hook(gateway: Gateway) -> None:
    send(gateway, {"from": "36001"})
    eventually(lambda: len(gateway.forms("delivery")) == 2)
    assert {channel for channel, _, _ in gateway.got} == {"kedua"}


class Sdk(SMSService):  # type: ignore[misc]
    """The telco's SDK, sent to the simulator."""

    def __init__(self, base: str, key: str) -> None:
        super().__init__("sandbox", key)
        self._baseUrl = f"{base}/simulator/version1"


def test_the_telcos_own_sdk_is_content(gateway: Gateway) -> None:
    answer = Sdk(gateway.base, "any").send("Laporan 4821-367 diterima …", [SITI, DEDI], "36000", enqueue=True)
    assert [one["statusCode"] for one in answer["SMSMessageData"]["Recipients"]] == [101, 101]
    with gateway.store.open() as database:
        (text,) = inbox.texts(database, DEDI)
    assert (text["other"], text["text"]) == ("36000", "Laporan 4821-367 diterima …")


def test_the_sdk_sees_a_wrong_key(gateway: Gateway) -> None:
    with pytest.raises(AfricasTalkingException, match="The supplied authentication is invalid"):
        Sdk(gateway.base, "").send("Halo", [SITI])
