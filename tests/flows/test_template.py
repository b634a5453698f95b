"""Texts with {name} and {name|filter}."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import template
from flows.clean import cleaned

NAMES: dict[str, Any] = {
    "name": "Siti",
    "category": "jalan",
    "empty": "",
    "nothing": None,
    "zero": 0,
    "count": 1500,
    "price": 15000,
    "debt": -15000,
    "written": "25000",
    "rough": "kira-kira 5",
    "huge": "9" * 40,
    "day": "2026-08-17",
    "moment": "2026-08-17T20:15:00+07:00",
    "february": "2026-02-01",
    "no_day": "2026-02-30",
    "roles": ["operator", "head"],
    "full": "  Siti Nur Aisyah ",
    "contact": {"name": "Siti Nur", "village": "Mekarsari"},
    "ticket": {"code": "4821367"},
    "shown": "4821-367",
    "product_code": "G-12",
}


def said(text: str, language: str = "id", names: dict[str, Any] | None = None) -> str:
    return template.render(text, NAMES if names is None else names, language, lambda name, value: f"<{name}={value}>")


@pytest.mark.parametrize(
    ("text", "rendered"),
    [
        ("", ""),
        ("Halo.", "Halo."),
        ("Halo {name}!", "Halo Siti!"),
        ("{name}{name}", "SitiSiti"),
        ("{contact.village}: {ticket.code}", "Mekarsari: 4821367"),
        ("[{empty}{nothing}{unknown}{name.x}{contact.unknown.deeper}]", "[]"),
        ("{zero}", "0"),
        ("{contact}", "Siti Nur"),
        ("{ticket}", ""),
        ("{roles}", "operator, head"),
        ("{price|rupiah} {zero|rupiah} {written|rupiah} {debt|rupiah}", "Rp15.000 Rp0 Rp25.000 -Rp15.000"),
        ("{rough|rupiah} {rough|number} {rough|date} {rough|code}", " ".join(["kira-kira 5"] * 4)),
        ("{huge|rupiah}", "9" * 40),
        ("{count|number} {zero|number}", "1.500 0"),
        ("{day|date} {moment|date}", "17 Agustus 2026 17 Agustus 2026"),
        ("{no_day|date}", "2026-02-30"),
        ("{ticket.code|code} {shown|code} {product_code|code}", "4821-367 4821-367 G-12"),
        ("{name|upper} {full|first}", "SITI Siti"),
        ("[{empty|first}{nothing|rupiah}{unknown|label}]", "[]"),
        ("{category|label}", "<category=jalan>"),
        ("{contact.village|label}", "<contact.village=Mekarsari>"),
        ("100% {name} %s $name \\n", "100% Siti %s $name \\n"),
    ],
)
def test_render(text: str, rendered: str) -> None:
    assert said(text) == rendered


@pytest.mark.parametrize(
    ("language", "date", "rupiah", "number"),
    [
        ("id", "1 Februari 2026", "Rp15.000", "1.500"),
        ("su", "1 Pébruari 2026", "Rp15.000", "1.500"),
        ("en", "1 February 2026", "Rp15.000", "1.500"),
        ("en-GB", "1 February 2026", "Rp15.000", "1.500"),
        ("jv", "1 Februari 2026", "Rp15.000", "1.500"),
        ("xx", "1 Februari 2026", "Rp15.000", "1.500"),
        ("", "1 Februari 2026", "Rp15.000", "1.500"),
        ("no such language!", "1 Februari 2026", "Rp15.000", "1.500"),
    ],
)
def test_filters_by_language(language: str, date: str, rupiah: str, number: str) -> None:
    assert said("{february|date}/{price|rupiah}/{count|number}", language) == f"{date}/{rupiah}/{number}"


@pytest.mark.parametrize(
    ("season", "language", "shown"),
    [
        ("11-2", "id", "November-Februari"),
        ("11-2", "su", "Nopémber-Pébruari"),
        ("12-12", "en", "December"),
        ("-", "id", "-"),
        ("13-2", "id", "13-2"),
    ],
)
def test_months(season: str, language: str, shown: str) -> None:
    assert template.render("{season|months}", {"season": season}, language, lambda name, value: value) == shown


def test_a_day_in_every_language_can_be_sent_in_gsm7() -> None:
    from flows.gsm7 import is_gsm7

    for language in ("id", "su", "en"):
        for month in range(1, 13):
            assert is_gsm7(said("{day|date}", language, {"day": f"2026-{month:02}-17"}))


@pytest.mark.parametrize(
    ("text", "offset", "reason"),
    [
        ("{", 0, "brace"),
        ("Halo {name", 5, "brace"),
        ("Halo name}", 9, "brace"),
        ("{{name}}", 0, "brace"),
        ("{name}}", 6, "brace"),
        ("ok {name} dan {}", 14, "brace"),
        ("{ name }", 0, "brace"),
        ("{Name}", 0, "brace"),
        ("{7*7}", 0, "brace"),
        ("{name.}", 0, "brace"),
        ("{.name}", 0, "brace"),
        ("{name|}", 0, "brace"),
        ("{name|upper|first}", 0, "brace"),
        ("{name!r}", 0, "brace"),
        ("{name:>10}", 0, "brace"),
        ("{name[0]}", 0, "brace"),
        ("{a\n}", 0, "brace"),
        ("é{name|rupia}", 1, "no filter 'rupia'"),
        ("{name} {name|Upper}", 7, "brace"),
        ("{a|x} {", 0, "no filter 'x'"),
    ],
)
def test_errors_say_where(text: str, offset: int, reason: str) -> None:
    with pytest.raises(template.TemplateError) as caught:
        template.parse(text)
    assert caught.value.offset == offset
    assert reason in caught.value.reason == str(caught.value)


def test_an_unknown_filter_is_told_the_known_ones() -> None:
    with pytest.raises(template.TemplateError, match="rupiah, date, number, code, months, upper, first, label"):
        template.parse("{name|x}")


def test_names_and_placeholders() -> None:
    text = "{contact.name} {price|rupiah} {contact.name|upper} {a_1}"
    assert template.names(text) == {"contact.name", "price", "a_1"}
    assert [(part.name, part.filter, part.offset) for part in template.placeholders(text)] == [
        ("contact.name", "", 0),
        ("price", "rupiah", 15),
        ("contact.name", "upper", 30),
        ("a_1", "", 51),
    ]


@pytest.mark.parametrize("name", template.FILTERS)
def test_every_filter_takes_anything(name: str) -> None:
    """Whatever a caller typed, a screen comes out."""
    for value in (
        "",
        " ",
        "\n",
        "{name}",
        "x" * 600,
        "²",
        "٣",
        "-",
        "1e9",
        "2026-13-45",
        0,
        -1,
        10**30,
        True,
        [],
        ["a"],
    ):
        assert isinstance(said(f"{{value|{name}}}", "su", {"value": value}), str)


@given(st.text(max_size=100))
def test_a_value_is_never_read_again(value: str) -> None:
    shown = said("<{typed}>", names={"typed": value, "name": "SECRET", "contact": {"phone": "SECRET"}})
    assert shown == f"<{cleaned(value)}>"


@pytest.mark.parametrize(
    "typed", ["{name}", "{contact.name}", "{{7*7}}", "{name|upper}", "%s %(name)s", "${name}", "{0}"]
)
def test_what_looks_like_a_template_is_data(typed: str) -> None:
    assert said("{typed} {name}", names={**NAMES, "typed": typed}) == f"{typed} Siti"


@pytest.mark.parametrize(
    "mark", [*"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\x00\x07\x1b\x7f\x85\x9f\r"]
)
def test_what_is_not_seen_is_dropped_from_values(mark: str) -> None:
    assert said("{typed}", names={"typed": f"a{mark}b"}) == "ab"
    assert said("{typed|upper}", names={"typed": f"a{mark}b"}) == "AB"
    assert template.render("{typed|label}", {"typed": "x"}, "id", lambda name, value: f"a{mark}b") == "ab"


def test_lines_of_a_value_stay() -> None:
    """What a caller wrote in two lines is kept in two: the fields of a ticket are filled by these templates."""
    assert said("{typed}", names={"typed": "satu\ndua"}) == "satu\ndua"


@given(st.text("ab{}|. _", max_size=40))
def test_a_text_is_refused_or_rendered_without_a_brace(text: str) -> None:
    try:
        parts = template.parse(text)
    except template.TemplateError as error:
        assert 0 <= error.offset < len(text)
        assert text[error.offset] in "{}"
    else:
        literal = "".join(part for part in parts if isinstance(part, str))
        assert "{" not in literal
        assert said(text, names={}) == literal


def test_render_changes_nothing() -> None:
    names = {"contact": {"name": "Siti"}, "roles": ["a"]}
    said("{contact.name} {roles}", names=names)
    assert names == {"contact": {"name": "Siti"}, "roles": ["a"]}
