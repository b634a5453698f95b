"""Which keyword a text begins with."""

from __future__ import annotations

import pytest

from gateway.config import Settings
from gateway.conversation import keywords
from gateway.sections import KeywordSettings

SETTINGS = Settings(
    flows="x",
    channels={},
    categories={},
    notices={},
    words={},
    courtesies=("PAK", "TOLONG", "YA", "HATUR", "NUHUN"),
    keywords={
        "LAPOR": KeywordSettings(flow="lapor", aliases=("ADUAN",)),
        "CEK": KeywordSettings(flow="cek"),
        "SURAT": KeywordSettings(flow="surat"),
        "SURAU": KeywordSettings(flow="surau"),
        "STOP": KeywordSettings(action="stop", aliases=("BERHENTI",), along=("sms", "INI")),
        "MULAI": KeywordSettings(action="start"),
    },
)


@pytest.mark.parametrize(
    ("text", "name", "rest"),
    [
        ("LAPOR jalan rusak", "LAPOR", "jalan rusak"),
        ("  lapor: jalan rusak", "LAPOR", "jalan rusak"),
        ("...Lapor, jalan  rusak", "LAPOR", "jalan  rusak"),
        ("#LAPOR#", "LAPOR", ""),
        ("aduan lampu mati", "LAPOR", "lampu mati"),
        ("LAPPOR jalan", "LAPOR", "jalan"),
        ("LAPRO jalan", "LAPOR", "jalan"),
        ("LPOR", "LAPOR", ""),
        ("cek 4821-367", "CEK", "4821-367"),
        ("stop", "STOP", ""),
        ("Berhenti!", "STOP", ""),
        ("LAPOR {{7*7}} %s é…", "LAPOR", "{{7*7}} %s é…"),
        ("LAPOR\njalan\nrusak", "LAPOR", "jalan\nrusak"),
    ],
)
def test_a_keyword_is_found(text: str, name: str, rest: str) -> None:
    found = keywords.find(SETTINGS, text)
    assert found is not None
    assert (found.name, found.rest) == (name, rest)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "!!!",
        "halo",
        "CEX 4821367",  # three letters are too few to forgive one
        "SURAR",  # as near to SURAT as to SURAU
        "STOB",  # nobody is silenced by a slip
        "MULAY",
        "pelapor",
    ],
)
def test_no_keyword_is_found(text: str) -> None:
    assert keywords.find(SETTINGS, text) is None


def test_a_forgiven_word_is_told_apart_from_an_exact_one() -> None:
    exact, near = keywords.find(SETTINGS, "LAPOR x"), keywords.find(SETTINGS, "LAPPOR x")
    assert exact is not None
    assert near is not None
    assert (exact.exact, near.exact) == (True, False)


STAFF = SETTINGS.model_copy(
    update={
        "keywords": {
            "LAPOR": KeywordSettings(flow="lapor"),
            "LAPUR": KeywordSettings(flow="antrean", aliases=("ANTREAN",), role="operator"),
        }
    }
)


@pytest.mark.parametrize(
    ("text", "roles", "flow"),
    [
        ("ANTREAN", ["operator"], "antrean"),
        ("antraen x", ["head", "operator"], "antrean"),
        ("LAPUR", ["operator"], "antrean"),
        ("ANTREAN", [], None),
        ("ANTREAN", ["head"], None),
        ("LAPUR", [], "lapor"),  # a slip of the finger, as if the other word were not there
        ("LAPIR", [], "lapor"),
        ("LAPIR", ["operator"], None),
        ("LAPOR", ["operator"], "lapor"),
    ],
)
def test_a_keyword_with_a_role_is_there_for_that_role_alone(text: str, roles: list[str], flow: str | None) -> None:
    found = keywords.find(STAFF, text, roles)
    assert (found.settings.flow if found else None) == flow


@pytest.mark.parametrize(
    ("text", "name", "rest"),
    [
        ("Pak, tolong LAPOR jalan rusak", "LAPOR", "jalan rusak"),
        ("tolong stop sms", "STOP", "sms"),
        ("tolong jembatan ambruk", None, ""),
        ("tolong laporr jalan", None, ""),
        ("pak", None, ""),
    ],
)
def test_after_kind_words_it_must_be_written_right(text: str, name: str | None, rest: str) -> None:
    found = keywords.find(SETTINGS, text)
    assert (found and found.name, found.rest if found else "") == (name, rest)


@pytest.mark.parametrize(
    ("text", "whole"),
    [("STOP", True), ("stop sms ini!", True), ("STOP SMS kain", False), ("LAPOR", True), ("LAPOR jalan", False)],
)
def test_words_along_with_it_leave_it_what_it_is(text: str, whole: bool) -> None:
    found = keywords.find(SETTINGS, text)
    assert found
    assert found.is_all_said is whole


@pytest.mark.parametrize(
    ("text", "plain"),
    [("5 hatur nuhun", "5"), ("ya pak, 2 ya.", "2"), ("ya", ""), ("jalan pak rusak", "jalan pak rusak"), ("", "")],
)
def test_kind_words_around_an_answer(text: str, plain: str) -> None:
    assert keywords.without_courtesies(SETTINGS, text) == plain
