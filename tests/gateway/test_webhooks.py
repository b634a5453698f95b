"""The telco's door: each row of the HTTP table of INTERFACE.md as requests and what they are answered."""

from __future__ import annotations

from http import HTTPMethod

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from prometheus_client import REGISTRY
from sqlalchemy import select

from gateway.app import LARGEST_REQUEST
from gateway.hooks import KINDS, token
from gateway.runtime import Runtime
from models import Contact, Message
from tests.conftest import MakeRuntime
from tests.gateway.doors import FORMS, Door, open_door, traces

TEXT = "text/plain; charset=utf-8"


@pytest.fixture
def door(runtime: Runtime) -> Door:
    return open_door(runtime)


def texts(runtime: Runtime) -> list[str]:
    """What came in as text messages."""
    with runtime.database.connect() as connection:
        return list(connection.execute(select(Message.text).where(Message.direction == "in")).scalars())


def test_there_is_a_form_of_every_kind() -> None:
    assert set(FORMS) == set(KINDS)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "ussd"])
def test_a_callback_is_taken_also_a_second_time(door: Door, kind: str) -> None:
    for _ in range(2):
        answer = door.post(kind)
        assert (answer.status_code, answer.text, answer.content_type) == (200, "OK", TEXT)


@pytest.mark.parametrize(("text", "begins"), [("", "CON "), ("1*99*99", "CON "), ("0" * 200, "CON ")])
def test_a_hop_is_a_screen(door: Door, text: str, begins: str) -> None:
    answer = door.post("ussd", text=text)
    assert (answer.status_code, answer.content_type) == (200, TEXT)
    assert answer.text.startswith(begins)
    assert len(answer.text) <= 160


STRANGE = {
    "a wrong token": "/hooks/at/{other}/sms",
    "a token cut short": "/hooks/at/{half}/sms",
    "a token in capitals": "/hooks/at/{capitals}/sms",
    "a channel that is not there": "/hooks/bt/{token}/sms",
    "a channel that is not there, with its token": "/hooks/bt/{other}/sms",
    "a kind that is not there": "/hooks/at/{token}/fax",
    "no kind": "/hooks/at/{token}",
    "a slash too many": "/hooks/at/{token}/sms/",
    "two slashes": "/hooks//at/{token}/sms",
    "letters from elsewhere": "/hooks/åt/токен/sms",
}


@pytest.mark.parametrize("path", STRANGE.values(), ids=STRANGE)
def test_a_wrong_address_is_told_apart_from_an_unknown_one_by_nothing(door: Door, path: str) -> None:
    right, other = token(door.runtime.environment.secret_key, "at"), token(door.runtime.environment.secret_key, "bt")
    address = path.format(token=right, other=other, half=right[:16], capitals=right.upper())
    before = traces(door.runtime)
    for method in HTTPMethod:
        wrong, unknown = (door.web.open(one, method=method, data=FORMS["sms"]) for one in (address, "/nowhere"))
        assert (wrong.status_code, unknown.status_code) == (404, 404), method
        assert (wrong.data, list(wrong.headers)) == (unknown.data, list(unknown.headers)), method
    assert traces(door.runtime) == before


def test_two_tokens_live_while_the_key_is_changed(make_runtime: MakeRuntime, runtime: Runtime) -> None:
    changed = runtime.environment.model_copy(
        update={"secret_key": "new", "secret_key_previous": runtime.environment.secret_key}
    )
    old, new = open_door(runtime), open_door(make_runtime(environment=changed))
    over = open_door(make_runtime(environment=changed.model_copy(update={"secret_key_previous": ""})))
    found = {
        (web, address): web_door.web.post(address_door.address("sms"), data=FORMS["sms"]).status_code
        for web, web_door in {"old": old, "both": new, "over": over}.items()
        for address, address_door in {"old": old, "new": new}.items()
    }
    assert found == {
        ("old", "old"): 200, ("old", "new"): 404,
        ("both", "old"): 200, ("both", "new"): 200,
        ("over", "old"): 404, ("over", "new"): 200,
    }  # fmt: skip


def test_the_right_address_takes_posts_alone(door: Door) -> None:
    for method in set(HTTPMethod) - {HTTPMethod.POST}:
        answer = door.web.open(door.address("sms"), method=method, data=FORMS["sms"])
        assert (answer.status_code, answer.headers["Allow"]) == (405, "POST"), method
    assert texts(door.runtime) == []


REQUIRED = {
    "ussd": "sessionId serviceCode phoneNumber networkCode text",
    "sms": "from id text to",
    "delivery": "id status phoneNumber",
    "ussd-end": "sessionId phoneNumber status",
    "opt-out": "phoneNumber",
    "subscription": "phoneNumber updateType",
}
MALFORMED = [
    ("ussd", "phoneNumber", "nobody"),
    ("ussd", "phoneNumber", "+62812345\ufffd"),
    ("ussd", "sessionId", "x" * 300),
    ("ussd", "sessionId", "a\nb"),
    ("ussd", "text", "x" * 6000),
    ("sms", "id", ""),
    ("sms", "id", "\0"),
    ("sms", "text", "x" * 6000),
    ("delivery", "phoneNumber", "36000"),
    ("delivery", "status", " "),
    ("ussd-end", "hopsCount", "four"),
    ("ussd-end", "durationInMillis", "-1"),
    ("opt-out", "phoneNumber", ""),
    ("subscription", "updateType", "maybe"),
]
MISSING = [(kind, field, None) for kind, fields in REQUIRED.items() for field in fields.split()]


def refused(kind: str) -> float:
    labels = {"channel": "at", "kind": kind}
    return REGISTRY.get_sample_value("kentongan_bad_requests_total", labels) or 0


@pytest.mark.parametrize(("kind", "field", "value"), [*MISSING, *MALFORMED])
def test_a_field_missing_or_malformed_is_named_and_only_counted(
    door: Door, kind: str, field: str, value: str | None
) -> None:
    form = {name: given for name, given in FORMS[kind].items() if name != field}
    before, counted = traces(door.runtime), refused(kind)
    answer = door.web.post(door.address(kind), data=form if value is None else form | {field: value})
    assert (answer.status_code, answer.content_type) == (400, TEXT)
    assert answer.text.startswith(f"{field} is ") or answer.text.startswith(f"{field} must be ")
    assert answer.text.endswith(".")
    assert "\n" not in answer.text
    assert (traces(door.runtime), refused(kind)) == (before, counted + 1)


def test_fields_that_may_be_missing_or_empty(door: Door) -> None:
    for kind, required in REQUIRED.items():
        form = {name: value for name, value in FORMS[kind].items() if name in required.split()}
        assert door.web.post(door.address(kind), data=form).status_code == 200, kind
    assert door.post("sms", id="sms-2", text="").status_code == 200
    assert door.post("ussd", networkCode="").status_code == 200


@pytest.mark.parametrize("kind", KINDS)
def test_a_request_that_is_too_large_is_not_read(door: Door, kind: str) -> None:
    before = traces(door.runtime)
    body = "text=" + "x" * LARGEST_REQUEST
    for path, status in ((door.address(kind), 413), (f"/hooks/at/wrong/{kind}", 404)):
        answer = door.web.post(path, data=body, content_type="application/x-www-form-urlencoded")
        assert (answer.status_code, answer.content_type) == (status, TEXT)
    assert traces(door.runtime) == before


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b'{"from": "+6281234567001", "id": "1", "text": "x", "to": "36000"}'),
        ("text/plain", b"from=%2B6281234567001&id=1&text=x&to=36000"),
        ("application/x-www-form-urlencoded", b""),
        ("application/x-www-form-urlencoded", b"\xff\xfe\x00&&==&%%%"),
        ("application/x-www-form-urlencoded", b"from=%2B6281234567001&id=1&to=36000&text=caf\xe9"),
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=b", b'--b\r\nContent-Disposition: form-data; name="from"\r\n\r\ncut'),
        ("", b"from=%2B6281234567001&id=1&text=x&to=36000"),
        ("a/b; charset=\xff", b"x"),
    ],
)
def test_what_is_no_form_lacks_its_first_field(door: Door, content_type: str, body: bytes) -> None:
    answer = door.web.post(door.address("sms"), data=body, content_type=content_type)
    assert (answer.status_code, answer.text) == (400, "from is missing.")


def test_a_form_in_parts_is_a_form_too(door: Door) -> None:
    answer = door.web.post(door.address("sms"), data=FORMS["sms"], content_type="multipart/form-data")
    assert answer.status_code == 200
    assert texts(door.runtime) == ["BANTUAN"]


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        (b"caf%E9", "caf%E9"),
        (b"caf%C3%A9+%2A+%F0%9F%98%80", "café * 😀"),
        (b"caf\xc3\xa9", "café"),
        (b"a%00b", "ab"),
        (b"%ED%A0%80", "%ED%A0%80"),
        (b"a&text=b", "a"),
        (b"100%+%zz", "100% %zz"),
    ],
)
def test_a_text_is_kept_as_far_as_it_can_be_read(door: Door, written: bytes, stored: str) -> None:
    body = b"from=%2B6281234567001&id=sms-1&to=36000&text=" + written
    answer = door.web.post(door.address("sms"), data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    assert texts(door.runtime) == [stored]


@pytest.mark.parametrize(("kind", "change"), [("opt-out", {}), ("subscription", {"updateType": "Deletion"})])
def test_who_stops_at_the_telco_is_kept_as_stopped(door: Door, kind: str, change: dict[str, str]) -> None:
    door.post(kind, **change)
    with door.runtime.database.connect() as connection:
        assert connection.execute(select(Contact.opted_out_at)).scalar_one() == door.runtime.clock()


@examples(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(KINDS), data=st.data())
def test_no_form_is_answered_by_an_error_of_ours(door: Door, kind: str, data: st.DataObject) -> None:
    words = st.one_of(st.just(None), st.text(max_size=50), st.sampled_from(sorted(FORMS[kind].values())))
    form = {name: data.draw(words) for name in FORMS[kind]}
    answer = door.web.post(door.address(kind), data={name: value for name, value in form.items() if value is not None})
    assert answer.status_code in {200, 400}, answer.text
    assert "Error" not in answer.text
