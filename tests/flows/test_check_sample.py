"""The made-up village of `[[test]]`: what is there can be found as a caller would find it."""

from __future__ import annotations

import pytest

from flows import codes
from flows.checks.sample import CALLING_OUT, INQUIRY, RECORDS, TICKET, Sample
from flows.effects import OpenInquiry, OpenTicket
from flows.host import Query


@pytest.mark.parametrize(
    ("source", "code"),
    [("tickets", TICKET), ("inquiries", INQUIRY), ("products", "G12"), ("villages", "36.00.01.2001")],
)
@pytest.mark.parametrize("written", ["as shown", "digits alone"])
def test_a_record_is_found_by_its_code(source: str, code: str, written: str) -> None:
    typed = code if written == "as shown" else code.replace("-", "")
    host = Sample("id")
    for query in (Query(source, "id", code=typed), Query(source, "id", {"code": typed})):
        assert [one["code"] for one in host.look_up(query)] == [code]


@pytest.mark.parametrize("source", RECORDS)
def test_nobody_elses_code_finds_anything(source: str) -> None:
    role = "head" if source in CALLING_OUT else ""
    assert Sample("id", role=role).look_up(Query(source, "id", code="1234566")) == []
    assert len(Sample("id", role=role).look_up(Query(source, "id"))) == len(RECORDS[source])


def test_codes_have_their_check_digit_and_are_those_of_what_is_made() -> None:
    assert codes.check(TICKET)
    assert codes.check(INQUIRY)
    host = Sample("id")
    assert host.perform(OpenTicket("report", "a", "b"), "o")["ticket"]["code"] == TICKET
    assert host.perform(OpenInquiry("P", "1", "c"), "o")["inquiry"]["code"] == INQUIRY
