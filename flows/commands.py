"""Whether the words after a keyword are meant for it (`HARGA G12 27rb`) or make a sentence with it (`harga 25rb`)."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from itertools import takewhile

from flows.catalog import Catalog
from flows.definition import Ask, Call, Choose, Menu
from flows.host import Host, Query
from flows.inputs import PARSERS, InputContext, Wrong
from flows.inputs.base import plain
from flows.inputs.choice import pick
from flows.nodes.choose import ALIKE
from flows.part import Part

CODE_DIGITS = 7
"""Digits of a code at least: as many behind a keyword are a code, be it with a slip in it."""

LONGEST = 4
"""How many of the first words may be the name of something."""


def has_code(catalog: Catalog, flow: str, fills: Sequence[str], rest: str, context: InputContext) -> bool:
    """Whether `rest` begins with what a question of a keyword's flow asks for, where that is a code or must look in a
    certain way (a product's code): nobody says that by chance.
    """
    return any(_is_code(node, rest, context) for one in fills for node in _asking(catalog, flow, one))


def names_something(catalog: Catalog, flow: str, fills: Sequence[str], rest: str, host: Host, language: str) -> bool:
    """Whether `rest` begins with the name of an option of that first question, or of something that its list holds."""
    words = rest.split()[:LONGEST]
    beginnings = [" ".join(words[:count]) for count in range(1, len(words) + 1)]
    return any(_is_name(node, one, host, language) for node in _asking(catalog, flow, fills[0]) for one in beginnings)


def takes_any_words(catalog: Catalog, flow: str, fills: Sequence[str]) -> bool:
    """Whether its first question is a free one: whatever somebody writes is an answer to it."""
    return any(isinstance(node, Ask) and node.accept.text is not None for node in _asking(catalog, flow, fills[0]))


def _asking(catalog: Catalog, flow: str, answer: str) -> Iterator[Part]:
    """The nodes of the flow, and of those that it calls, which save `answer`."""
    waiting, seen = [flow], {flow}
    while waiting:
        for node in catalog.flows[waiting.pop()].node.values():
            if getattr(node, "save", None) == answer:
                yield node
            if isinstance(node, Call) and node.call not in seen:
                seen.add(node.call)
                waiting.append(node.call)


def _is_code(node: Part, rest: str, context: InputContext) -> bool:
    if not isinstance(node, Ask) or not rest.strip():
        return False
    words = rest.split()
    if node.accept.code:
        figures = takewhile(lambda word: not any(map(str.isalpha, word)), words)
        return any(sum(map(str.isdigit, one)) >= CODE_DIGITS for one in (words[0], "".join(figures)))
    return bool(node.accept.pattern) and not isinstance(PARSERS["pattern"](words[0], node.accept.rule, context), Wrong)


def _is_name(node: Part, said: str, host: Host, language: str) -> bool:
    typed = plain(said)
    if not any(map(str.isalpha, typed)):
        return False
    if isinstance(node, Menu):
        names = [[option.value or "", *option.label.root.values()] for option in node.options]
        return pick(said, names) is not None
    if isinstance(node, Choose):
        found = host.look_up(Query(node.source, language, search=typed))
        return any(plain(str(one["code"])) == typed or _is_called(typed, plain(str(one["name"]))) for one in found)
    return False


def _is_called(typed: str, name: str) -> bool:
    """Whether each word that was typed is one of the name, spelling mistakes forgiven."""
    known = name.split()
    return all(difflib.get_close_matches(word, known, 1, ALIKE) for word in typed.split())
