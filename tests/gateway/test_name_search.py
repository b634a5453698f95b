"""What somebody types on a keypad -> the names that are meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.look_up_parts import NOISE
from gateway.name_search import ranked
from tests.flows.banten import rows

VILLAGES = [(row["name"], row["district"], row["regency"]) for row in rows("villages.csv")]
NAMES = [name for name, _, _ in VILLAGES]
NOTES = [f"{district} {regency}" for _, district, regency in VILLAGES]
PRODUCTS = ["Gula aren", "Gula aren cair", "Gula semut", "Madu hutan", "Keripik pisang", "Kopi robusta", "Sale pisang"]


def villages(search: str) -> list[tuple[str, str]]:
    """(name, district) of what is found among all of Banten, best first."""
    return [VILLAGES[index][:2] for index in ranked(search, NAMES, NOTES, NOISE)]


def products(search: str) -> list[str]:
    return [PRODUCTS[index] for index in ranked(search, PRODUCTS)]


@pytest.mark.parametrize(
    "search",
    ["mekarsari", "Mekarsari", "MEKARSARI", "mekar sari", " mekarsari. ", "mekar-sari", "desa mekarsari", "ds. mekarsari",
     "mekarsri", "mekarsary", "mekarsarie", "mkarsari", "meker sari", "mekarssari", "mekarasri"],
)  # fmt: skip
def test_the_twelve_mekarsaris(search: str) -> None:
    found = villages(search)
    assert {name for name, _ in found} == {"Mekarsari"}
    assert len(found) == 12
    assert len({district for _, district in found}) == 12


@pytest.mark.parametrize(
    "search",
    ["mekarsari panimbang", "panimbang mekarsari", "Mekarsari, Kec. Panimbang", "desa mekarsari kecamatan panimbang",
     "mekar sari panimbang", "mekarsari panim", "mekarsri panimbang", "mekarsari panimbng", "mekarsri panimbng",
     "mekarsari panimbang pandeglang", "mekarsari kec panimbang kab pandeglang"],
)  # fmt: skip
def test_the_district_tells_them_apart(search: str) -> None:
    assert villages(search) == [("Mekarsari", "Panimbang")]


@pytest.mark.parametrize(
    ("search", "first"),
    [
        ("labuhan", [("Labuan", "Labuan"), ("Labuan", "Mancak")]),
        ("leebak", [("Lebak", "Munjul")]),
        ("cikande", [("Cikande", "Jayanti"), ("Cikande", "Cikande"), ("Cikande Permai", "Cikande")]),
        ("rancapinank", [("Rancapinang", "Cimanggu")]),
        ("ranca pinang", [("Rancapinang", "Cimanggu")]),
        ("pasirtangkil", [("Pasir Tangkil", "Warunggunung")]),
        ("sobang", [("Sobang", "Sobang"), ("Sobang", "Sobang")]),
    ],
)
def test_names_before_districts_and_the_same_before_the_longer(search: str, first: list[tuple[str, str]]) -> None:
    assert villages(search)[: len(first)] == first


@pytest.mark.parametrize(
    "search",
    ["", " ", "x", "zzzzzz", "desa", "12", "?", "*", "%", "_", "' OR 1=1 --", "{village.name}", "كوت",
     "\x00", "😀", "qwertyuiop" * 50],
)  # fmt: skip
def test_what_nobody_means(search: str) -> None:
    assert villages(search) == []


@pytest.mark.parametrize("name", sorted(set(NAMES))[::40])
def test_one_letter_that_is_missing_is_forgiven(name: str) -> None:
    middle = len(name) // 2
    assert name in [found for found, _ in villages(name[:middle] + name[middle + 1 :])]


def test_every_name_as_it_is_written_finds_itself_first() -> None:
    """Also where two are the same but for a space: `Gunung Sari` and `Gunungsari`."""
    written = [name.replace(" ", "").casefold() for name in NAMES]
    for name, wanted in set(zip(NAMES, written, strict=True)):
        found = [one.replace(" ", "").casefold() for one, _ in villages(name)]
        assert found[: written.count(wanted)] == [wanted] * written.count(wanted), name
        assert wanted not in found[written.count(wanted) :], name


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("gula", ["Gula aren", "Gula aren cair", "Gula semut"]),
        ("gula aren", ["Gula aren", "Gula aren cair"]),
        ("aren gula", ["Gula aren", "Gula aren cair"]),
        ("pisang", ["Keripik pisang", "Sale pisang"]),
        ("kripik", ["Keripik pisang"]),
        ("madu", ["Madu hutan"]),
        ("gulla arn", ["Gula aren", "Gula aren cair"]),
        ("kopi bubuk", []),
    ],
)
def test_products_by_name(search: str, found: list[str]) -> None:
    assert products(search) == found


def test_a_word_of_noise_is_searched_where_there_is_nothing_else() -> None:
    assert ranked("desa", ["Batik desa", "Kopi"], (), NOISE) == [0]


def test_a_name_of_no_letters_is_passed_over() -> None:
    assert ranked("kopi", ["☕", "Kopi", ""]) == [1]
    assert ranked("kopi", []) == []


@given(st.text(max_size=60))
def test_any_text_finds_each_name_once(search: str) -> None:
    found = ranked(search, NAMES[:200], NOTES[:200], NOISE)
    assert len(found) == len(set(found))
    assert set(found) <= set(range(200))
