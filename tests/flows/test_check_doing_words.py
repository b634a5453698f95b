"""Options that say what one does, by the words of each language that config.toml has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from flows.check import examine
from tests.flows import village
from tests.flows.test_check import place

WORDS = {"id": ("lihat", "Ganti"), "en": ("see", "change")}
LOOK = '{ id = "Lihat tiket", en = "See tickets", goto = "tamat" }'
CHANGE = '{ id = "PIN: ganti", en = "CHANGE PIN", goto = "tamat" }'
BARE = '{ id = "Tiket saya", en = "My tickets", goto = "tamat" }'


def warned(*options: str, words: Mapping[str, Any] = WORDS, more: str = "") -> list[str]:
    """What is said of a menu with these options, each at its label."""
    text = "\n".join([
        'title.id = "Satu"', 'title.en = "One"', 'start = "menu"', "[node.menu]", 'menu.id = "Apa?"', 'menu.en = "What?"', more,
        "options = [", *(f"  {one}," for one in options), "]", "[node.tamat]", 'end.id = "Sudah."', 'end.en = "Done."',
    ])  # fmt: skip
    settings = {**village.SETTINGS, "entries": ("a",), "fills": {}, "doing_words": words}
    found = examine({"a.toml": text, "phrases.toml": village.PHRASES}, **settings).problems
    assert {one.severity for one in found} <= {"warning"}
    for one in found:
        assert (one.line, one.column) == place(text, one.reason.partition(" does")[0])
    return [one.reason for one in found]


def test_a_label_without_a_doing_word_is_doubted_in_each_language() -> None:
    said = "does not say what one does: put a word of doing_words.{} of config.toml into it, or add its own there"
    assert warned(LOOK, CHANGE, BARE) == [f'"Tiket saya" {said.format("id")}', f'"My tickets" {said.format("en")}']


def test_a_word_counts_in_any_case_anywhere_in_the_label_and_only_whole() -> None:
    assert warned(LOOK, CHANGE, CHANGE.replace("PIN", "Bahasa/desa")) == []
    assert len(warned(LOOK, CHANGE, BARE.replace("Tiket saya", "Penglihatan").replace("My tickets", "Seeds"))) == 2


def test_a_language_without_a_list_is_not_judged() -> None:
    assert [one.split(" does")[0] for one in warned(LOOK, CHANGE, BARE, words={"en": ("see", "change")})] == [
        '"My tickets"'
    ]
    assert warned(LOOK, CHANGE, BARE, words={}) == []


@pytest.mark.parametrize(
    "options",
    [
        (BARE, '{ id = "Ya", en = "Yes", goto = "tamat" }'),
        (LOOK, CHANGE, '{ value = "x", id = "Tiket saya", en = "My tickets", goto = "tamat" }'),
        (LOOK, CHANGE, '{ label = "> {contact.name}", goto = "tamat" }'),
    ],
    ids=["two are an answer", "what saves a value is one", "what is nobody's word"],
)
def test_what_need_not_say_it(options: tuple[str, ...]) -> None:
    assert warned(*options, more='save = "answer"') == []


def test_a_label_for_all_languages_needs_a_word_of_one_of_them() -> None:
    assert warned(LOOK, CHANGE, '{ label = "PIN see", goto = "tamat" }') == []
    (said,) = warned(LOOK, CHANGE, '{ label = "PIN", goto = "tamat" }')
    assert said.startswith('"PIN" does not say what one does: put a word of doing_words of config.toml')
