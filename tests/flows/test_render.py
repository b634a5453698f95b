"""Screens and their pages."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.gsm7 import is_gsm7, septets, transliterate, units
from flows.render import SMS, USSD, Room, Screen, pages

BACK, HOME, MORE = "0 Kembali", "00 Menu", "98 Lainnya"
NAVIGATION = {BACK, HOME, MORE}

words = st.text(st.sampled_from([*"aeiouknrst.?,12", "é", "…", "’"]), min_size=1, max_size=12)
odd_words = st.one_of(words, st.text(st.sampled_from([*"abc€[~ç🌾漢"]), min_size=1, max_size=200))
bodies = st.lists(st.tuples(odd_words, st.sampled_from([" ", " ", " ", "\n"])), max_size=90).map(
    lambda parts: "".join(word + gap for word, gap in parts)
)
labels = st.lists(words, min_size=1, max_size=4).map(" ".join)
navigation = st.tuples(st.sampled_from(["", BACK]), st.sampled_from(["", HOME]), st.sampled_from(["", BACK]))
rooms = st.sampled_from([USSD, SMS, Room(160, 70), Room(80, 40)])


@st.composite
def screens(draw: st.DrawFn) -> Screen:
    """Screens whose options fit a page."""
    options = tuple(f"{number} {label}" for number, label in enumerate(draw(st.lists(labels, max_size=12)), 1))
    back, home, previous = draw(navigation)
    return Screen(draw(bodies), options, back, home, MORE, previous)


def size(page: str) -> int:
    return septets(page) if is_gsm7(page) else units(page)


def content(found: tuple[str, ...]) -> list[str]:
    """All lines but those of the navigation, in order."""
    return [line for page in found for line in page.split("\n") if line not in NAVIGATION]


def bare(text: str) -> str:
    return re.sub(r"\s", "", transliterate(text))


@given(screens(), rooms)
def test_every_page_fits(screen: Screen, room: Room) -> None:
    for page in pages(screen, room):
        assert room.holds(page)
        assert size(page) <= (room.gsm7 if is_gsm7(page) else room.ucs2)


@given(screens())
def test_a_hop_never_passes_160_with_its_prefix(screen: Screen) -> None:
    for page in pages(screen, USSD):
        hop = f"CON {page}"
        assert size(hop) <= (160 if is_gsm7(hop) else 70)


@given(screens(), rooms)
def test_nothing_is_lost_or_said_twice(screen: Screen, room: Room) -> None:
    if all(room.holds("\n".join([option, BACK, HOME, MORE])) for option in screen.options):
        assert bare("".join(content(pages(screen, room)))) == bare(screen.body + "".join(screen.options))


@given(st.lists(words, max_size=120), st.lists(labels, max_size=9), navigation)
def test_no_word_is_cut_that_fits_a_page(body: list[str], options: list[str], ways: tuple[str, str, str]) -> None:
    numbered = tuple(f"{number} {label}" for number, label in enumerate(options, 1))
    found = pages(Screen(" ".join(body), numbered, *ways[:2], MORE, ways[2]), USSD)
    said = " ".join(content(found)).split()
    assert said == " ".join([transliterate(word) for word in (*body, *numbered)]).split()


@given(screens(), rooms)
def test_an_option_stays_with_its_number(screen: Screen, room: Room) -> None:
    lines = content(pages(screen, room))
    for option in screen.options:
        whole = " ".join(transliterate(option).split())
        if room.holds("\n".join([whole, BACK, HOME, MORE])):
            assert whole in lines


@given(screens(), rooms)
def test_navigation_stands_on_every_page(screen: Screen, room: Room) -> None:
    found = pages(screen, room)
    for index, page in enumerate(found):
        back = screen.back or (screen.previous if index else "")
        more = MORE if index < len(found) - 1 else ""
        expected = [line for line in (more, back, screen.home) if line]
        assert [line for line in page.split("\n") if line in NAVIGATION] == expected
        assert page.split("\n")[len(page.split("\n")) - len(expected) :] == expected


@given(screens(), rooms)
def test_no_page_is_empty(screen: Screen, room: Room) -> None:
    found = pages(screen, room)
    assert found
    if len(found) > 1:
        assert all(content((page,)) and any(line.strip() for line in content((page,))) for page in found)


@given(screens(), rooms)
def test_one_page_where_one_is_enough(screen: Screen, room: Room) -> None:
    lines = (transliterate(screen.body).strip(), *map(transliterate, screen.options), screen.back, screen.home)
    whole = "\n".join(line for line in lines if line)
    if room.holds(whole):
        assert pages(screen, room) == (whole,)


@given(screens(), rooms)
def test_the_same_screen_gives_the_same_pages(screen: Screen, room: Room) -> None:
    assert pages(screen, room) == pages(replace(screen), room)


@settings(max_examples=30)
@given(st.text(max_size=300), st.lists(st.text(max_size=200), max_size=5), rooms)
def test_whatever_a_value_may_hold(body: str, options: list[str], room: Room) -> None:
    numbered = tuple(f"{number} {label}" for number, label in enumerate(options, 1))
    for page in pages(Screen(body, numbered, BACK, HOME, MORE), room):
        assert room.holds(page)


def test_a_short_screen() -> None:
    screen = Screen("Apa yang ingin dilaporkan?", ("1 Jalan/jembatan", "2 Air bersih"), BACK, HOME, MORE)
    assert pages(screen, USSD) == ("Apa yang ingin dilaporkan?\n1 Jalan/jembatan\n2 Air bersih\n0 Kembali\n00 Menu",)


@pytest.mark.parametrize(
    ("screen", "found"),
    [
        (Screen(""), ("",)),
        (Screen("", back=BACK), (BACK,)),
        (Screen(" \n "), ("",)),
        (Screen(" " * 500, more=MORE), ("",)),
        (Screen("", ("1 Ya", "2 Tidak")), ("1 Ya\n2 Tidak",)),
        (Screen("Terima kasih."), ("Terima kasih.",)),
        (Screen("“Desa” – siap…"), ('"Desa" - siap...',)),
        (Screen("Pilih:", ("1 dua\nbaris", "2  jarak   jauh ")), ("Pilih:\n1 dua baris\n2 jarak jauh",)),
        (Screen("Satu\n\nDua"), ("Satu\n\nDua",)),
        (Screen("a", back="0 Kembali…", home="00 “Menu”"), ('a\n0 Kembali...\n00 "Menu"',)),
    ],
)
def test_one_page(screen: Screen, found: tuple[str, ...]) -> None:
    assert pages(screen, USSD) == found


def test_options_over_several_pages() -> None:
    options = tuple(f"{number} Desa Mekarsari nomor {number}" for number in range(1, 9))
    found = pages(Screen("Pilih desa:", options, "", HOME, MORE, BACK), USSD)
    assert found == (
        "Pilih desa:\n" + "\n".join(options[:5]) + "\n98 Lainnya\n00 Menu",
        "\n".join(options[5:]) + "\n0 Kembali\n00 Menu",
    )


def test_the_last_page_needs_no_room_for_more() -> None:
    """Options that fit only because `more` is not there are not put on one more page."""
    screen = Screen("a" * 100, ("1 " + "b" * 33,), "", "00 Menu utama", MORE)
    assert pages(screen, USSD) == ("a" * 100 + "\n1 " + "b" * 33 + "\n00 Menu utama",)
    assert len(pages(replace(screen, body="a" * 120, options=("1 " + "b" * 100,) * 2), Room(156, 66))) == 3


def test_the_question_goes_with_the_first_option() -> None:
    told = "Laporan tentang jalan rusak di depan masjid sudah dicatat oleh petugas desa Mekarsari."
    screen = Screen(f"{told} Ada lagi yang ingin dilaporkan sekarang?", ("1 Ya, ada lagi", "2 Tidak"), "", HOME, MORE)
    assert pages(screen, USSD) == (
        f"{told}\n98 Lainnya\n00 Menu",
        "Ada lagi yang ingin dilaporkan sekarang?\n1 Ya, ada lagi\n2 Tidak\n00 Menu",
    )


def test_what_was_wrong_is_told_before_the_question() -> None:
    wrong = "Pilih angka 1 sampai 5." + " Ketik angka di depan pilihan, atau 00 untuk menu." * 2
    found = pages(Screen(f"{wrong}\nPilih jenis suratnya", ("1 Surat keterangan tidak mampu",), BACK, HOME, MORE), USSD)
    assert found[1] == "Pilih jenis suratnya\n1 Surat keterangan tidak mampu\n0 Kembali\n00 Menu"


def test_a_question_of_one_sentence_stays_whole() -> None:
    question = "Siapa saja yang ikut pindah bersama keluarga ini dan ke desa mana semuanya pindah menurut surat dari RT"
    found = pages(Screen(question, ("1 Semua anggota keluarga ikut pindah",), BACK, HOME, MORE), USSD)
    assert found == (
        f"{question}\n98 Lainnya\n0 Kembali\n00 Menu",
        "1 Semua anggota keluarga ikut pindah\n0 Kembali\n00 Menu",
    )


def test_a_long_body_goes_on() -> None:
    body = " ".join(f"kata{number}" for number in range(1, 60))
    found = pages(Screen(body, more=MORE), USSD)
    assert len(found) == 3
    assert [page.endswith("\n98 Lainnya") for page in found] == [True, True, False]
    assert " ".join(content(found)) == body
    assert size(found[0]) > 150


def test_the_end_of_a_long_body_shares_its_page_with_options() -> None:
    body = " ".join(f"kata{number}" for number in range(1, 32))
    found = pages(Screen(body, ("1 Ya", "2 Tidak"), BACK, HOME, MORE), USSD)
    assert len(found) == 2
    assert re.search(r"kata31\n1 Ya\n2 Tidak\n0 Kembali\n00 Menu$", found[1])


def test_a_word_that_no_page_holds_is_cut() -> None:
    found = pages(Screen("a" * 400, (), BACK, HOME, MORE), USSD)
    assert [page.split("\n")[0] for page in found] == ["a" * 127, "a" * 127, "a" * 127, "a" * 19]
    assert "".join(content(found)) == "a" * 400


@pytest.mark.parametrize(
    ("label", "shortened"),
    [
        ("b" * 300, "1 " + "b" * 123 + ".."),
        ("b" * 120 + " ccc ddd" * 4, "1 " + "b" * 120 + " cc.."),
        ("b" * 122 + " ccc ddd" * 4, "1 " + "b" * 122 + ".."),
        ("[" * 100, "1 " + "[" * 61 + ".."),
        ("🌾" * 50, "1 " + "🌾" * 16 + ".."),
    ],
)
def test_an_option_that_no_page_holds_is_shortened(label: str, shortened: str) -> None:
    """Its number stays; it is not spread over two pages."""
    found = pages(Screen("Pilih:", ("1 " + label, "2 Tidak"), BACK, HOME, MORE), USSD)
    ways = "0 Kembali\n00 Menu"
    assert found == (f"Pilih:\n98 Lainnya\n{ways}", f"{shortened}\n98 Lainnya\n{ways}", f"2 Tidak\n{ways}")


def test_the_last_option_is_shortened_on_the_last_page() -> None:
    found = pages(Screen("Pilih:", ("1 " + "b" * 300,), "", HOME, MORE), USSD)
    assert found == ("Pilih:\n98 Lainnya\n00 Menu", "1 " + "b" * 144 + "..\n00 Menu")


def test_one_character_outside_gsm7_costs_only_its_own_page() -> None:
    options = (*(f"{number} Keripik pisang" for number in range(1, 7)), "7 Keripik 🌶", "8 Gula semut")
    found = pages(Screen("Pilih produk:", options, "", HOME, MORE, BACK), USSD)
    assert [is_gsm7(page) for page in found] == [True, False]
    assert size(found[1]) <= 66


def test_the_pages_of_a_text_message_are_two_segments() -> None:
    options = tuple(f"{number} Kategori yang kesekian" for number in range(1, 20))
    found = pages(Screen("Pilih:", options, more=MORE), SMS)
    assert len(found) == 2
    assert all(size(page) <= 306 for page in found)
