"""What ships is fit to be read: in every language, on one screen, in plain characters and different words."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from flows import gsm7, template
from flows.checks.choices import reached_on_ussd
from flows.checks.values import known_values
from flows.checks.worlds import Worlds
from flows.definition import Ask, Choose, End, Flow, Menu
from flows.part import ANY_LANGUAGE, Text
from flows.render import USSD, Screen, pages
from tests.flows.banten import LANGUAGES, MEKARSARI, caller, offered, said, settings, shipped

SAME_WORDS = {
    "Menu", "DARURAT", "desa", "Bahasa Indonesia", "Gula, kopi, madu", "Nikah (N1)", "Operator", "Warga",
    "kantor desa {village.name}",
}  # fmt: skip
"""Texts that are said alike in two languages."""


def nodes(*kinds: type) -> list[Any]:
    return [
        pytest.param(node, id=f"{name}.{key}")
        for name, flow in shipped().flows.items()
        for key, node in flow.node.items()
        if isinstance(node, kinds)
    ]


def dialled(*kinds: type) -> list[Any]:
    """Those that a screen may show; some stand in text messages alone."""
    flows = shipped().flows
    worlds = Worlds(known_values(flows.values(), LANGUAGES))
    seen = {f"{name}.{key}" for name, flow in flows.items() for key in reached_on_ussd(flow, worlds)}
    return [one for one in nodes(*kinds) if one.id in seen]


def all_texts() -> Iterator[tuple[str, dict[str, str]]]:
    """Everything that is read somewhere, with its place, by language."""
    for name, flow in shipped().flows.items():
        yield f"{name}.title", flow.title.root
        for key, node in flow.node.items():
            for path, text in texts_in(node):
                yield f"{name}.{key}{path}", text.root
    for name, text in shipped().phrases.items():
        yield f"phrases.{name}", text.root
    for code, category in settings().categories.items():
        yield f"categories.{code}", category.name
    for kind in ("notices", "words"):
        for name, words in getattr(settings(), kind).items():
            yield f"{kind}.{name}", words


def texts_in(part: Any) -> Iterator[tuple[str, Text]]:
    """The texts of a part of a flow, at any depth, with their paths."""
    if isinstance(part, Text):
        yield "", part
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from ((f".{name}{path}", text) for path, text in texts_in(getattr(part, name)))
    elif isinstance(part, tuple):
        for number, one in enumerate(part):
            yield from ((f".{number}{path}", text) for path, text in texts_in(one))


TEXTS = [pytest.param(words, id=place) for place, words in all_texts()]


class TestTexts:
    @pytest.mark.parametrize("words", TEXTS)
    def test_every_text_is_in_all_languages(self, words: dict[str, str]) -> None:
        assert set(words) in ({ANY_LANGUAGE}, set(LANGUAGES))
        assert all(text.strip() == text != "" for text in words.values())

    @pytest.mark.parametrize("words", TEXTS)
    def test_languages_differ(self, words: dict[str, str]) -> None:
        for one, other in itertools.combinations(words.values(), 2):
            plain = template.parse(one)
            assert one != other or one in SAME_WORDS or all(not isinstance(part, str) for part in plain)

    def test_no_word_is_excused_in_vain(self) -> None:
        doubled = {text for _, words in all_texts() for text in words.values() if list(words.values()).count(text) > 1}
        assert doubled >= SAME_WORDS

    @pytest.mark.parametrize("words", TEXTS)
    def test_plain_characters_only(self, words: dict[str, str]) -> None:
        for text in words.values():
            assert gsm7.is_gsm7(text), text
            written = "".join(part for part in template.parse(text) if isinstance(part, str))
            assert not set(written) & gsm7.EXTENSION, "costs two characters on the air"
            assert "  " not in text

    @pytest.mark.parametrize("words", TEXTS)
    def test_only_one_language_speaks_to_all(self, words: dict[str, str]) -> None:
        """A text for all languages holds names of things, or greets in all of them."""
        bare = words.get(ANY_LANGUAGE, "")
        known = {"Kentongan ", ", ", ": ", " ", "English", "Basa Sunda", "Bahasa Indonesia"}
        assert all(
            not isinstance(part, str) or part in known or "Pilih bahasa / Choose language:" in part
            for part in template.parse(bare)
        )


class TestScreens:
    """Every screen is one page of 160 characters, with its ways back on it."""

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("node", dialled(Menu))
    def test_a_menu_is_one_page(self, node: Menu, language: str) -> None:
        for village in ("", MEKARSARI):
            options = offered(node, contact=caller(village=village))
            labels = tuple(f"{number} {said(one.label, language)}" for number, one in enumerate(options, 1))
            assert len(page_of(said(node.menu, language), labels, language)) <= (2 if shows_a_ticket(node) else 1)
            for gone in node.retired:
                assert len(page_of(said(gone.label, language), labels, language)) == 1

    @pytest.mark.parametrize("node", dialled(Menu))
    def test_a_menu_has_at_most_five_options(self, node: Menu) -> None:
        assert 1 <= len(offered(node)) <= 5

    @pytest.mark.parametrize("node", nodes(Menu))
    def test_a_menu_by_text_has_at_most_ten(self, node: Menu) -> None:
        assert len(offered(node, dialogue={"medium": "sms", "deep": False})) <= 10

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("node", nodes(Ask))
    def test_a_question_is_one_page_with_its_longest_complaint(self, node: Ask, language: str) -> None:
        wrong = [name for name in shipped().phrases if name.startswith(f"wrong_{node.accept.kind}")]
        worst = max((said(shipped().phrases[name], language) for name in wrong), key=len)
        assert len(page_of(f"{worst}\n{said(node.ask, language)}", (), language)) == 1

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("node", nodes(Choose))
    def test_a_list_leaves_room_for_what_it_lists(self, node: Choose, language: str) -> None:
        assert gsm7.septets(said(node.choose, language)) <= 56

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("node", nodes(End))
    def test_an_end_is_one_page_and_one_sms(self, node: End, language: str) -> None:
        assert USSD.holds(said(node.end, language)), gsm7.septets(said(node.end, language))

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_offer_to_go_on_is_one_page(self, language: str) -> None:
        resume, yes, no = (said(shipped().phrases[name], language) for name in ("resume", "resume_yes", "resume_no"))
        assert len(pages(Screen(resume, (f"1 {yes}", f"2 {no}")), USSD)) == 1

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_what_ends_a_dialogue_is_one_page(self, language: str) -> None:
        for name in ("unavailable_end", "ended"):
            assert USSD.holds(said(shipped().phrases[name], language))


def shows_a_ticket(node: Menu) -> bool:
    """What a villager wrote stands on a page before the options."""
    return any("ticket.description" in template.names(text) for text in node.menu.root.values())


def page_of(body: str, options: tuple[str, ...], language: str) -> tuple[str, ...]:
    back, home, more = (said(shipped().phrases[name], language) for name in ("back", "home", "more"))
    return pages(Screen(body, options, f"0 {back}", f"00 {home}", f"98 {more}"), USSD)


def test_every_flow_is_a_flow_with_a_title_of_its_own() -> None:
    flows: list[Flow] = list(shipped().flows.values())
    for language in LANGUAGES:
        titles = [flow.title.root[language] for flow in flows]
        assert len(set(titles)) == len(titles)
