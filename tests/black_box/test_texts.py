"""Shows 3 and 9 of the dialogue: what a caller types is data. It comes out letter for letter, or not at all."""

from __future__ import annotations

import pytest

from tests.black_box.handset import Handset, Reply, read
from tests.black_box.service import Service, until

pytestmark = pytest.mark.black_box(seconds=30)

KEPT = [
    "Telp *123# mati * di RT 02",
    "***** rusak *****",
    "sawah é à ñ ç ü kebanjiran",
    "menunggu… “lama” – sekali",
    "banjir 🌊🌊 di RT 03 👨‍👩‍👧",
    "x" * 300,
    "é" * 300,
    "'; DROP TABLE ticket; --",
    "1) OR 1=1; SELECT pg_sleep(9)",
    "{{7*7}} ${7*7} #{a*b} <%= a*b %>",
    "{contact.phone} {ticket.code} {0} {}",
    "%s %d %(phone)s %n 100%",
    "<script>alert(1)</script> &amp;",
    "\\x41 \\u0041 \\n C:\\temp",
    "حريق في القرية",
    "कुआँ सूख गया है",
    "null None undefined NaN true",
    "satu  dua   tiga",
]
"""Comes back as typed."""

CLEANED = {
    "Jalan\x07 rusak\x1b[31m\x00 sekali": "Jalan rusak[31m sekali",
    "Jalan \u202erusak\u202c \u200fsekali\u2066": "Jalan rusak sekali",
    "  Jalan rusak sekali  ": "Jalan rusak sekali",
}
"""Typed -> what is left of it: nothing that is not seen but changes what others see."""

ALL = {**{text: text for text in KEPT}, **CLEANED}


def told(service: Service, phones: dict[str, Handset], what: str, field: str) -> dict[str, list[str]]:
    """Typed -> what the records of its phone have."""
    rows = service.export(what)
    numbers = {phone.number: typed for typed, phone in phones.items()}
    found: dict[str, list[str]] = {typed: [] for typed in phones}
    for row in rows:
        typed = numbers.get(row.get("phone") or row.get("buyer") or "")
        if typed is not None:
            found[typed].append(row[field])
    return found


@pytest.fixture(scope="module")
def phones(service: Service) -> dict[str, Handset]:
    """A phone for each text."""
    line = service.line()
    made = {typed: Handset(line) for typed in ALL}
    for phone in made.values():
        phone.register()
    return made


def test_a_report_over_ussd(service: Service, phones: dict[str, Handset]) -> None:
    for typed, phone in phones.items():
        phone.dial()
        assert phone.answer("1", "1", typed).final, typed
    assert told(service, phones, "tickets", "description") == {typed: [kept] for typed, kept in ALL.items()}


def test_a_question_to_a_seller_over_ussd(service: Service, phones: dict[str, Handset]) -> None:
    for typed, phone in phones.items():
        phone.dial()
        assert phone.answer("3", "2", "gula aren", "1", "1", "2", typed).final, typed
    assert told(service, phones, "inquiries", "message") == {typed: [kept] for typed, kept in ALL.items()}


def test_officers_and_sellers_read_it_as_it_was_typed(service: Service) -> None:
    for typed in ("{{7*7}} {contact.phone} %s", "$& \\1 {ticket.code|rupiah}"):
        phone = service.phone()
        phone.register()
        assert phone.answer("1", "1", typed).final
        (ticket,) = service.export("tickets", phone.number)
        messages = [row for row in service.export("messages") if row["ticket"] == ticket["code"]]
        to_others = [row["text"] for row in messages if row["phone"] != phone.number]
        assert to_others
        assert all(typed in text and phone.number not in text for text in to_others)


def test_a_report_by_text_message(service: Service) -> None:
    line, phones = service.line("sms"), {typed: service.phone() for typed in ALL if not typed.startswith("***")}
    for number, (typed, phone) in enumerate(phones.items()):
        phone.register()
        form = {"from": phone.number, "to": "36000", "id": f"text-{number}", "text": f"LAPOR jalan {typed}"}
        assert line.post(form).status == 200
    found = told(service, phones, "tickets", "description")
    assert found == {typed: [ALL[typed]] for typed in phones}


@pytest.mark.parametrize("typed", [*ALL, "*", "****", "0 ", "#1", " ", "98", "9" * 80, "'" * 80, "{" * 80])
def test_it_is_shown_as_typed_or_not_at_all(service: Service, typed: str) -> None:
    """At a question that repeats what it did not find, and at a menu. `read` looks at each screen."""
    phone = service.phone()
    phone.register()
    shown = [phone.answer("3", "2", typed), phone.answer("98"), phone.answer("00", typed)]
    for screen in shown:
        for made in ("49", phone.number, phone.number[1:], "None", "Error"):
            assert made in typed or made not in screen.text, screen


def test_a_text_that_is_too_long_is_asked_for_again(service: Service) -> None:
    phone = service.phone()
    phone.register()
    phone.answer("1", "1")
    for much in (301, 501, 3000):
        assert "paling banyak" in phone.answer("x" * much).text
    assert phone.answer("Jembatan ambruk").final
    assert [ticket["description"] for ticket in service.export("tickets", phone.number)] == ["Jembatan ambruk"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"&&&==;;",
        b"sessionId=a&serviceCode=*384*36%23&phoneNumber=%2B6281234567001",
        b"sessionId=a&serviceCode=*384*36%23&phoneNumber=nobody&text=",
        b"sessionId=&serviceCode=*384*36%23&phoneNumber=%2B6281234567001&text=",
        b"sessionId=" + b"a" * 300 + b"&serviceCode=*384*36%23&phoneNumber=%2B6281234567001&text=",
        b"sessionId=a%0ab&serviceCode=*384*36%23&phoneNumber=%2B6281234567001&text=",
        b"sessionId=a&serviceCode=*384*36%23&phoneNumber=%2B6281234567001&text=" + b"1" * 6000,
        b"\xff\xfe\x00\x01",
        b'{"sessionId": "a"}',
    ],
)
def test_a_malformed_form_is_refused_in_one_sentence(service: Service, body: bytes) -> None:
    reply = service.line().post(body)
    assert reply.status == 400
    assert_plain(reply)


def test_other_ways_to_knock(service: Service) -> None:
    line, phone = service.line(), service.phone()
    whole = b"x" * 100_000
    assert line.post(whole).status == 413
    line.close()
    as_json = line.post(b'{"text": ""}', **{"Content-Type": "application/json"})
    assert as_json.status == 400
    for text in (b"%ff%fe", b"%ED%A0%80", b"%00", b"%F0%9F%98"):
        form = f"sessionId={phone.session}{text.hex()}&serviceCode=*384*36%23&phoneNumber=%2B6281234567002&networkCode=99999&text="
        read(line.post(form.encode() + text))
    unknown = {**phone.form(""), "serviceCode": "*111#"}
    assert read(line.post(unknown)).final, "a code that is not ours"


def assert_plain(reply: Reply) -> None:
    body = reply.body.decode()
    assert reply.content_type.startswith("text/plain")
    assert body.endswith(".")
    assert len(body.splitlines()) == 1
    assert "<" not in body


def test_the_terminal_does_the_same(service: Service) -> None:
    """`kentongan dial --say` and `kentongan sms`."""
    for typed in ("Telp *123# mati * di RT 02", "é … 🌊 {{7*7}} %s '; --"):
        phone = service.phone()
        by_hand = service.phone()
        shown = [by_hand.dial(), *(by_hand.answer(one) for one in ("1", "mekarsari panimbang", "1", "1", "1", "1"))]
        said = service.run(
            "dial", "*384*36#", "--phone", phone.number, "--say", "1", "mekarsari panimbang", "1", "1", "1", "1", typed
        )
        for screen in shown:
            assert screen.text in said
        assert "Laporan" in said
        service.run("sms", f"LAPOR air {typed}", "--phone", phone.number)
        tickets = service.export("tickets", phone.number)
        assert [(ticket["category"], ticket["description"]) for ticket in tickets] == [("jalan", typed), ("air", typed)]
        assert all(ticket["code"] in said for ticket in tickets[:1])


def test_a_reply_to_a_text_is_printed(service: Service) -> None:
    phone = service.phone()
    phone.register()
    assert until(lambda: "CEK" in service.run("sms", "BANTUAN", "--phone", phone.number), 90)
