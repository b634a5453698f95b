"""The forms that Africa's Talking posts: one table of (form, what comes of it) for each kind."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone

import pytest

from gateway.config import ConfigError, Environment, Settings
from gateway.telco import make
from gateway.telco.africastalking import AfricasTalking
from gateway.telco.base import BadRequest, InboundSms, OptOut, Report, ReportStatus, UssdEnd, UssdHop

TELCO = AfricasTalking("sandbox", "key", "", "ID")
PHONE = "+6281234567890"

HOP = {
    "sessionId": "ATUid_5d3b", "serviceCode": "*384*36#", "phoneNumber": PHONE, "networkCode": "99999", "text": "1*2",
}  # fmt: skip
END = {
    "date": "2026-08-17 03:00:00", "sessionId": "ATUid_5d3b", "serviceCode": "*384*36#", "networkCode": "99999",
    "phoneNumber": PHONE, "status": "Success", "cost": "KES 0.1", "durationInMillis": "12034", "hopsCount": "4",
    "input": "1*2", "lastAppResponse": "END ok",
}  # fmt: skip
SMS = {
    "date": "2017-05-03T06:04:45Z", "from": PHONE, "id": "bb30f2f9", "text": "LAPOR jalan", "to": "36000",
    "linkId": "SampleLink", "networkCode": "99999",
}  # fmt: skip
REPORT = {"id": "ATXid_7468", "status": "Success", "phoneNumber": PHONE, "networkCode": "99999", "retryCount": "0"}
SUBSCRIPTION = {"phoneNumber": PHONE, "shortCode": "36000", "keyword": "INFO", "updateType": "addition"}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {}),
        ({"text": ""}, {"text": ""}),
        ({"text": "1**2*a*b* "}, {"text": "1**2*a*b* "}),
        ({"text": "1*\x00\u202e😀é'; DROP TABLE"}, {"text": "1*\u202e😀é'; DROP TABLE"}),
        ({"networkCode": ""}, {"network": ""}),
        ({"phoneNumber": "6281234567890"}, {}),
        ({"phoneNumber": " 6281234567890"}, {}),
        ({"phoneNumber": "+254711000000"}, {"phone": "+254711000000"}),
        ({"phoneNumber": "254711000000"}, {"phone": "+254711000000"}),
        ({"phoneNumber": "081234567890"}, {}),
    ],
)
def test_a_hop(given: Mapping[str, str], expected: Mapping[str, str]) -> None:
    hop = {"session_id": "ATUid_5d3b", "code": "*384*36#", "phone": PHONE, "text": "1*2", "network": "99999"}
    assert TELCO.ussd_hop({**HOP, **given}) == UssdHop(**{**hop, **expected})


def test_the_answer_to_a_hop() -> None:
    assert TELCO.ussd_answer("Menu\n1 Lapor", final=False) == ("CON Menu\n1 Lapor", "text/plain; charset=utf-8")
    assert TELCO.ussd_answer("Terima kasih", final=True) == ("END Terima kasih", "text/plain; charset=utf-8")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {}),
        ({"status": "Failed", "errorMessage": "timeout"}, {"status": "Failed", "error": "timeout"}),
        ({"hopsCount": "", "durationInMillis": ""}, {"hops": 0, "duration_ms": 0}),
        ({"input": ""}, {"text": ""}),
    ],
)
def test_an_end(given: Mapping[str, str], expected: Mapping[str, object]) -> None:
    end = {
        "session_id": "ATUid_5d3b", "phone": PHONE, "status": "Success", "text": "1*2", "hops": 4,
        "duration_ms": 12034, "error": "",
    }  # fmt: skip
    assert TELCO.ussd_end({**END, **given}) == UssdEnd(**{**end, **expected})


AT = datetime(2017, 5, 3, 6, 4, 45, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {}),
        ({"date": "2017-05-03T06:04:45.120Z"}, {"sent_at": AT + timedelta(milliseconds=120)}),
        ({"date": "2017-05-03 06:04:45"}, {}),
        ({"date": "2017-05-03T13:04:45+07:00"}, {}),
        ({"date": "yesterday"}, {"sent_at": None}),
        ({"date": ""}, {"sent_at": None}),
        ({"from": "BANK BJB"}, {"sender": "BANK BJB"}),
        ({"from": "36000"}, {"sender": "36000"}),
        ({"from": "6281234567890"}, {}),
        ({"text": ""}, {"text": ""}),
        ({"text": "é…😀\x00\r\nb"}, {"text": "é…😀\r\nb"}),
        ({"linkId": ""}, {"link_id": ""}),
    ],
)
def test_a_text(given: Mapping[str, str], expected: Mapping[str, object]) -> None:
    sms = {
        "external_id": "bb30f2f9", "sender": PHONE, "to": "36000", "text": "LAPOR jalan", "sent_at": AT,
        "link_id": "SampleLink",
    }  # fmt: skip
    assert TELCO.inbound_sms({**SMS, **given}) == InboundSms(**{**sms, **expected})


def test_a_date_is_in_utc() -> None:
    found = TELCO.inbound_sms({**SMS, "date": "2017-05-03T13:04:45+07:00"}).sent_at
    assert found is not None
    assert found.tzinfo == UTC != timezone(timedelta(hours=7))


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("Sent", ReportStatus.SENT),
        ("Submitted", ReportStatus.SENT),
        ("Buffered", ReportStatus.SENT),
        ("Success", ReportStatus.DELIVERED),
        ("success", ReportStatus.DELIVERED),
        ("Failed", ReportStatus.FAILED),
        ("Rejected", ReportStatus.FAILED),
        ("AbsentSubscriber", ReportStatus.FAILED),
        ("Expired", ReportStatus.FAILED),
        ("NeverSeenBefore", ReportStatus.SENT),
    ],
)
def test_a_report(status: str, expected: ReportStatus) -> None:
    assert TELCO.report({**REPORT, "status": status}) == Report("ATXid_7468", expected, status, "", False, PHONE)


@pytest.mark.parametrize(
    ("reason", "opted_out"),
    [
        ("UserInBlackList", True), ("UserInBlacklist", True), ("InsufficientCredit", False), ("InvalidLinkId", False),
        ("UserIsInactive", False), ("UserAccountSuspended", False), ("NotNetworkSubcriber", False),
        ("NotNetworkSubscriber", False), ("UserNotSubscribedToProduct", False), ("UserDoesNotExist", False),
        ("DeliveryFailure", False), ("DoNotDisturbRejection", False), ("", False),
    ],
)  # fmt: skip
def test_the_reason_of_a_report(reason: str, opted_out: bool) -> None:
    report = TELCO.report({**REPORT, "status": "Failed", "failureReason": reason})
    assert (report.reason, report.opted_out) == (reason, opted_out)


def test_opt_outs_and_subscriptions() -> None:
    assert TELCO.opt_out({"senderId": "36000", "phoneNumber": PHONE}) == OptOut(PHONE, stopped=True)
    for kind, stopped in [("addition", False), ("Addition", False), ("deletion", True), ("DELETION", True)]:
        assert TELCO.subscription({**SUBSCRIPTION, "updateType": kind}) == OptOut(PHONE, stopped)


PARSERS = {
    "hop": (TELCO.ussd_hop, HOP, "sessionId serviceCode phoneNumber networkCode text"),
    "end": (TELCO.ussd_end, END, "sessionId phoneNumber status"),
    "sms": (TELCO.inbound_sms, SMS, "from id text to"),
    "report": (TELCO.report, REPORT, "id status phoneNumber"),
    "opt-out": (TELCO.opt_out, {"phoneNumber": PHONE}, "phoneNumber"),
    "subscription": (TELCO.subscription, SUBSCRIPTION, "phoneNumber updateType"),
}
MAY_BE_EMPTY = {"text", "networkCode"}


@pytest.mark.parametrize(
    ("kind", "field"), [(kind, field) for kind, (_, _, fields) in PARSERS.items() for field in fields.split()]
)
def test_a_field_that_is_missing_or_malformed_is_named(kind: str, field: str) -> None:
    parse, form, _ = PARSERS[kind]
    broken = [{name: value for name, value in form.items() if name != field}, {**form, field: "x" * 6000}]
    if field not in MAY_BE_EMPTY:
        broken += [{**form, field: ""}, {**form, field: "  "}, {**form, field: "\x00"}, {**form, field: "a\x07b"}]
    for given in broken:
        with pytest.raises(BadRequest, match=field) as caught:
            parse(given)
        assert "\n" not in str(caught.value)
        assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("hop", "phoneNumber", "nobody"),
        ("hop", "phoneNumber", "+1"),
        ("end", "hopsCount", "-1"),
        ("end", "hopsCount", "four"),
        ("end", "durationInMillis", "9" * 30),
        ("end", "durationInMillis", "٣"),
        ("subscription", "updateType", "maybe"),
        ("report", "phoneNumber", "36000"),
    ],
)
def test_a_value_that_cannot_be(kind: str, field: str, value: str) -> None:
    parse, form, _ = PARSERS[kind]
    with pytest.raises(BadRequest, match=field):
        parse({**form, field: value})


def test_making_one(settings: Settings, environment: Environment) -> None:
    assert make("at", settings, environment).batch == 100


@pytest.mark.parametrize(
    ("given", "base"),
    [
        ({}, "http://127.0.0.1:8123/simulator/version1"),
        ({"at_api_key": "k"}, "https://api.sandbox.africastalking.com/version1"),
        ({"at_api_key": "k", "at_username": "desa"}, "https://api.africastalking.com/version1"),
        ({"at_api_key": "k", "at_username": "desa", "at_base_url": "http://a/b/"}, "http://a/b/version1"),
        ({"at_base_url": "http://127.0.0.1:9"}, "http://127.0.0.1:9/version1"),
    ],
)
def test_where_it_sends_to(settings: Settings, environment: Environment, given: Mapping[str, str], base: str) -> None:
    made = AfricasTalking.from_settings(settings, environment.model_copy(update={"port": 8123, **given}))
    assert made._sms._make_url("") == base


def test_an_adapter_that_is_not_there(settings: Settings, environment: Environment) -> None:
    channel = settings.channels["at"].model_copy(update={"adapter": "pigeon"})
    with pytest.raises(ConfigError, match=r"channels\.at\.adapter.*pigeon"):
        make("at", settings.model_copy(update={"channels": {"at": channel}}), environment)
