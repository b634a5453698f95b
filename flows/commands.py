"""Whether the words after a keyword are meant for it (`HARGA G12 27rb`) or make a sentence with it (`harga 25rb`)."""

from __future__ import annotations

import difflib
import re
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
"""How many words the name of something may have that is looked for."""

LEADING = 2
"""How many words may stand before it (`BELI 3 kg gula semut`)."""


def has_code(catalog: Catalog, flow: str, fills: Sequence[str], rest: str, context: InputContext) -> bool:
    """Whether `rest` begins with what a question of a keyword's flow asks for, where that is a code or must look in a
    certain way (a product's code): nobody says that by chance.
    """
    return any(_is_code(node, rest, context) for one in fills for node in _asking(catalog, flow, one))


def names_something(catalog: Catalog, flow: str, fills: Sequence[str], rest: str, host: Host, language: str) -> bool:
    """Whether `rest` names, near its beginning, an option of a question of that flow, or something on sale that it asks
    for.
    """
    words = rest.split()
    spans = [words[first:last] for first in range(LEADING + 1) for last in range(first + 1, first + LONGEST + 1)]
    named = {" ".join(one) for one in spans if one}
    return any(_is_name(node, one, host, language) for node in _naming(catalog, flow, fills) for one in sorted(named))


def takes_any_words(catalog: Catalog, flow: str, fills: Sequence[str]) -> bool:
    """Whether its first question is a free one: whatever somebody writes is an answer to it."""
    return any(isinstance(node, Ask) and node.accept.text is not None for node in _asking(catalog, flow, fills[0]))


def _asking(catalog: Catalog, flow: str, answer: str) -> Iterator[Part]:
    """The nodes of the flow, and of those that it calls, which save `answer`."""
    return (node for node in _nodes(catalog, flow) if getattr(node, "save", None) == answer)


def _naming(catalog: Catalog, flow: str, fills: Sequence[str]) -> list[Part]:
    """The lists of which one is meant: those which save one of `fills`, and all of products; none that depends on what
    is answered before.
    """
    return [
        node
        for node in _nodes(catalog, flow)
        if (isinstance(node, Menu) and node.save in fills)
        or (isinstance(node, Choose) and (node.save in fills or node.source == "products") and _stands_alone(node))
    ]


def _stands_alone(node: Choose) -> bool:
    return not any("{" in value for value in node.where.values())


def _nodes(catalog: Catalog, flow: str) -> Iterator[Part]:
    waiting, seen = [flow], {flow}
    while waiting:
        for node in catalog.flows[waiting.pop()].node.values():
            yield node
            if isinstance(node, Call) and node.call not in seen:
                seen.add(node.call)
                waiting.append(node.call)


def _is_code(node: Part, rest: str, context: InputContext) -> bool:
    if not isinstance(node, Ask) or not rest.strip():
        return False
    words = re.split(r"[\s,;:=]+", rest.strip())
    if node.accept.code:
        figures = takewhile(lambda word: not any(map(str.isalpha, word)), words)
        return any(sum(map(str.isdigit, one)) >= CODE_DIGITS for one in (words[0], "".join(figures)))
    if not node.accept.pattern:
        return False
    parse, rule = PARSERS["pattern"], node.accept.rule
    return any(not isinstance(parse(" ".join(words[:count]), rule, context), Wrong) for count in (1, 2))


def _is_name(node: Part, said: str, host: Host, language: str) -> bool:
    typed = plain(said)
    if not any(map(str.isalpha, typed)):
        return False
    if isinstance(node, Menu):
        names = [[option.value or "", *option.label.root.values(), *option.also] for option in node.options]
        return pick(said, names) is not None
    if isinstance(node, Choose):
        found = host.look_up(Query(node.source, language, node.where, typed))
        return any(plain(str(one["code"])) == typed or _is_called(typed, plain(str(one["name"]))) for one in found)
    return False


def _is_called(typed: str, name: str) -> bool:
    """Whether each word that was typed is one of the name, spelling mistakes forgiven."""
    known = name.split()
    return all(difflib.get_close_matches(word, known, 1, ALIKE) for word in typed.split())
