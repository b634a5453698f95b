"""The texts that the gateway sends by itself."""

from __future__ import annotations

import pytest

from flows import gsm7
from gateway import notices
from gateway.config import Settings
from gateway.proof_settings import NOTICES

WORDS = {"id": "Halo", "su": "Sampurasun"}
NAMES = {
    "service_code": "*384*36#", "short_code": "36000", "name": "Kentongan",
    "ticket": {"code": "4821-367", "category_text": "Jalan/jembatan", "description": "Jembatan ambruk"},
    "inquiry": {"code": "4821-367", "quantity": "2 kg", "question": "Masih ada?"},
    "village": {"name": "Mekarsari", "district": "Panimbang"},
    "contact": {"name": "Siti", "masked": "+6281****890"},
    "product": {"code": "G1", "name": "Gula aren"}, "officer": {"name": "Asep", "masked": "+6281****890"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("words", "language", "said"),
    [
        (WORDS, "su", "Sampurasun"),
        (WORDS, "id", "Halo"),
        (WORDS, "en", "Halo"),
        (WORDS, "jv", "Halo"),
        (WORDS, None, "Halo"),
        (WORDS, "", "Halo"),
        ({"en": "Hello"}, "su", "Hello"),
        ({"*": "OK"}, "su", "OK"),
        ({"jv": "Sugeng"}, "su", ""),
        ({}, "id", ""),
    ],
)
def test_words_are_in_the_language_asked_for_or_the_first_that_is_there(
    settings: Settings, words: dict[str, str], language: str | None, said: str
) -> None:
    assert notices.in_language(words, language, settings) == said


@pytest.mark.parametrize("notice", NOTICES)
@pytest.mark.parametrize("language", ["id", "su", "en"])
def test_every_notice_can_be_said_plainly(settings: Settings, notice: str, language: str) -> None:
    said = notices.text(settings, notice, language, NAMES)
    assert said
    assert "{" not in said
    assert gsm7.transliterate(said) == said
    assert gsm7.segments(said) == 1, f"{len(said)} characters"


def test_what_a_person_typed_is_never_read_again(settings: Settings) -> None:
    typed = "{contact.masked} {{7*7}} %s {name"
    names = {**NAMES, "ticket": {**NAMES["ticket"], "description": typed}}  # type: ignore[dict-item]
    assert typed in notices.text(settings, "ticket_opened_officer", "id", names)


def test_a_notice_that_is_not_there(settings: Settings) -> None:
    with pytest.raises(KeyError):
        notices.text(settings, "birthday", "id", {})
