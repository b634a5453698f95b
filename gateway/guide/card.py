"""What stands on a card: taken from the catalog and the settings, so that it says what the phone does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from flows import template
from flows.catalog import Catalog
from flows.drawings import Line, tree
from gateway.config import Settings

AUDIENCES: dict[str, tuple[str, ...]] = {"villagers": ("",), "officers": ("operator", "head")}
"""For whom a card is -> the roles whose menus it shows."""

Trees = Mapping[str, Sequence[Line]]
"""A menu by role."""


class NoCard(Exception):
    """The settings have not what a card needs; the message says what."""


@dataclass(frozen=True, slots=True)
class Box:
    """An option of the first menu. code: what is dialled to come there at once, or "". who: whose it is, or ""; then:
    the options behind each of several of its lines, said once.
    """

    number: int
    label: str
    code: str
    who: str
    lines: tuple[Line, ...]
    then: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A keyword's example, and what it does."""

    example: str
    does: str


@dataclass(frozen=True, slots=True)
class Card:
    """`texts`: those of `[guide.texts]`, filled in; `keys`: what works on every screen, as `("0", "Kembali")`."""

    language: str
    audience: str
    name: str
    code: str
    texts: Mapping[str, str]
    boxes: tuple[Box, ...]
    keys: tuple[tuple[str, str], ...]
    words: tuple[Word, ...]


def make(settings: Settings, catalog: Catalog, village: Mapping[str, str], language: str, audience: str) -> Card:
    """The card for a village (code name district regency). `audience`: one of AUDIENCES. Raises NoCard."""
    channel = next((one for one in settings.channels.values() if one.ussd), None)
    if channel is None or not settings.guide.texts:
        raise NoCard("the config has no USSD code, or no [guide] (docs/config.md): there is nothing to print")
    code, flow = next(iter(channel.ussd.items()))
    order = catalog.languages_from(language)
    known = {"name": settings.name, "service_code": code, "short_code": channel.short_code, "village": village}

    def say(words: Mapping[str, str]) -> str:
        text = next((words[one] for one in order if one in words), "")
        return template.render(text, known, language, lambda _name, value: value)

    trees = {role: tree(catalog, flow, language, village, role=role) for role in AUDIENCES[audience]}
    keys = settings.navigation
    return Card(
        language=language,
        audience=audience,
        name=settings.name,
        code=code,
        texts={name: say(words) for name, words in settings.guide.texts.items()},
        boxes=tuple(_boxes(trees, code, lambda role: say(settings.words[f"who.{role}"]))),
        keys=tuple((getattr(keys, name), catalog.phrase(name, language)) for name in ("back", "home", "more")),
        words=tuple(_words(settings, catalog, order, audience, say)),
    )


def _boxes(trees: Trees, code: str, called: Callable[[str], str]) -> list[Box]:
    """The options of all roles by their number; who has one is said where not all do, also of those behind it."""
    boxes = []
    for line, behind in _merged(trees):
        second = [(two, _whose(two, behind, called)) for two, _ in _merged(behind)]
        told = [replace(two, label=f"{two.label} ({who})") if who else two for two, who in second]
        lines, then = _shared(told)
        direct = f"{code.removesuffix('#')}*{line.number}#" if line.direct else ""
        boxes.append(Box(line.number, line.label, direct, _whose(line, trees, called), lines, then))
    return boxes


def _merged(trees: Trees) -> list[tuple[Line, Trees]]:
    """Each option that some role has, those of one number as the roles stand, with what the roles find behind it."""
    first = {(one.number, one.label): one for lines in trees.values() for one in reversed(lines)}
    return [
        (line, {role: one.lines for role, lines in trees.items() for one in lines if (one.number, one.label) == known})
        for known, line in sorted(first.items(), key=lambda one: one[0][0])
    ]


def _whose(line: Line, trees: Trees, called: Callable[[str], str]) -> str:
    """Who has it; "" where all do."""
    known = (line.number, line.label)
    roles = [role for role, lines in trees.items() if any((one.number, one.label) == known for one in lines)]
    return "" if len(roles) == len(trees) else ", ".join(map(called, roles))


def _shared(lines: Sequence[Line]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The lines, and the options that several of them lead to alike: these stand there once, and not behind each."""
    behind = [line.lines for line in lines if line.lines]
    often = max(behind, key=behind.count, default=())
    if behind.count(often) < 2:
        return tuple(lines), ()
    return tuple(Line(one.number, one.label, () if one.lines == often else one.lines) for one in lines), often


def _words(
    settings: Settings, catalog: Catalog, order: tuple[str, ...], audience: str, say: Callable[[Mapping[str, str]], str]
) -> list[Word]:
    found = []
    for name, example in getattr(settings.guide, audience).items():
        keyword = settings.keywords[name]
        if keyword.flow:
            does = catalog.flows[keyword.flow].title.in_language(order)
        else:
            does = say(settings.guide.texts[keyword.action])
        found.append(Word(next((example[one] for one in order if one in example), ""), does))
    return found
