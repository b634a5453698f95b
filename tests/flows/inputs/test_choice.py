"""Which option somebody meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.inputs.choice import pick

REPORT = [
    ["jalan", "Jalan/jembatan", "Jalan/sasak", "Road or bridge"],
    ["air", "Air bersih", "Cai beresih", "Clean water"],
    ["listrik", "Listrik", "Listrik", "Electricity"],
    ["sosial", "Bantuan sosial", "Bantuan sosial", "Social aid"],
    ["darurat", "DARURAT (banjir, kebakaran)", "DARURAT (caah, kahuruan)", "EMERGENCY (flood, fire)"],
]


@pytest.mark.parametrize(
    ("typed", "index"),
    [
        ("1", 0), ("1.", 0), ("#1", 0), (" 1 ", 0), ("(1)", 0), ("1)", 0), ("01", 0), ("１", 0), ("①", 0), ("5!", 4), ("\u202e2", 1),
        ("jalan", 0), ("JALAN", 0), (" Jalan. ", 0), ("jalan/jembatan", 0), ("Jalan/Jembatan.", 0), ("jembatan", 0), ("sasak", 0),
        ("bridge", 0), ("road or bridge", 0), ("air", 1), ("air  bersih", 1), ("bersih", 1), ("cai", 1), ("water", 1),
        ("listrik", 2), ("lis", 2), ("listr", 2), ("elec", 2), ("banjir", 4), ("flood", 4), ("darurat", 4), ("dar", 4), ("aid", 3),
        ("air ber", 1), ("bantuan sos", 3),
    ],
)  # fmt: skip
def test_meant(typed: str, index: int) -> None:
    assert pick(typed, REPORT) == index


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", ".", "#", "0", "6", "99", "-", "1 2", "1.5", "12345678901", "li", "da", "xyz", "jalan rusak", "jalan jembatan",
        "1 jalan", "٣", "jalann", "embatan", "bersih air", "{{7*7}}", "e",
    ],
)  # fmt: skip
def test_not_meant(typed: str) -> None:
    assert pick(typed, REPORT) is None


LETTERS = [
    ["sktm", "Surat tidak mampu"],
    ["domisili", "Surat domisili"],
    ["surat", "Lain-lain"],
    ["kk", "Pengantar KTP/KK"],
    ["2026", "Tahun 2026"],
    ["tahun", "Tahun lalu"],
]


@pytest.mark.parametrize(
    ("typed", "index"),
    [
        ("surat", 2),  # a whole value wins over a word of two labels
        ("tahun", 5),
        ("surat d", 1),
        ("sur", None),  # the beginning of three
        ("pen", 3),
        ("ktp", 3),
        ("2026", 4),  # no option has this number, one has this name
        ("6", 5),
        ("lain", 2),
        ("tidak", 0),
    ],
)
def test_only_where_it_is_unambiguous(typed: str, index: int | None) -> None:
    assert pick(typed, LETTERS) == index


def test_two_of_the_same_name_need_a_number() -> None:
    villages = [["Mekarsari, Cibening"], ["Mekarsari, Warunggede"], ["Sukamaju"]]
    assert [pick(typed, villages) for typed in ("mekarsari", "cibening", "warunggede", "2")] == [None, 0, 1, 1]
    assert pick("ya", [["Ya"], ["ya"]]) is None


@pytest.mark.parametrize("labels", [[], [[]], [[""]], [["...", ""]]])
def test_nothing_to_choose(labels: list[list[str]]) -> None:
    assert pick("jalan", labels) is None
    assert pick("", labels) is None
    assert pick("...", labels) is None


names = st.lists(st.text("abcdef gh/", min_size=1, max_size=12), min_size=1, max_size=8)


@given(names, st.data())
def test_a_number_is_always_that_option(labels: list[str], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(labels) - 1))
    form = data.draw(st.sampled_from(["{}", "{}.", "#{}", " {} ", "({})"]))
    assert pick(form.format(index + 1), [[label] for label in labels]) == index


@given(names, st.text(max_size=12))
def test_an_option_that_exists_or_none(labels: list[str], typed: str) -> None:
    assert pick(typed, [[label] for label in labels]) in {None, *range(len(labels))}
