"""The names of a dialogue: what gives one, what a text or a condition uses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from flows import condition, template
from flows.checks.conditions import LONGEST
from flows.checks.parts import conditions_of, texts_of, values_of
from flows.definition import Ask, Choose, Create, Flow, Menu, Send, Source, Update
from flows.part import Part
from flows.positions import Path

PLAIN: frozenset[str] = frozenset()
"""The fields of a name that is a text or a number, and has no parts."""


def _fields(words: str) -> frozenset[str]:
    return frozenset(words.split())


SOURCES: dict[Source, frozenset[str]] = {
    "villages": _fields("code name district regency"),
    "categories": _fields("code name"),
    "products": _fields(
        "code name category price unit stock village seller status status_text season season_text mine ours stopped"
    ),
    "tickets": _fields(
        "code name status status_text mine ours category category_text village village_code office opened description"
        " sender due late mark changed history latest"
    ),
    "inquiries": _fields(
        "code name status status_text mine side open stopped agreed yes_text reported product quantity opened"
    ),
    "officers": _fields("code name phone"),
    "takers": _fields("code name level"),
    "kept": _fields("code name language village tickets inquiries messages consent pin hours erasure"),
    "workload": _fields("code name opened done open late stars"),
    "audience": _fields("code name level repeated people segments cost"),
    "broadcast": _fields("code name status status_text people queued sent delivered failed stopped started"),
}
"""What is known of each record of a look-up (flows/host.py)."""

MADE: dict[str, frozenset[str]] = {
    "ticket": _fields("code status category category_text description level office heard"),
    "inquiry": _fields("code status quantity question cut"),
    "broadcast": SOURCES["broadcast"],
    "product": SOURCES["products"],
}
"""What is known of what a `create` made (flows/effects.py)."""

CHANGED: dict[str, frozenset[str]] = {
    "ticket": SOURCES["tickets"] | {"heard", "told"}, "inquiry": SOURCES["inquiries"] | {"cut"},
    "product": SOURCES["products"], "broadcast": SOURCES["broadcast"],
}  # fmt: skip
"""What is known of what an `update` changed."""

ALWAYS: dict[str, frozenset[str]] = {
    "contact": _fields("phone name first_name language village role roles consent known pin last_ticket last_inquiry"),
    "village": _fields("code name district regency"),
    "dialogue": _fields("medium deep words first rest coded about"),
}
"""What every dialogue knows."""


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a name: `name` with a dot where a part is meant, `before` the beginning of the text it stands in."""

    path: Path
    before: str
    name: str
    filter: str = ""
    record: frozenset[str] = PLAIN
    """The fields that stand here as names of their own: the label of a `choose` shows a record."""
    condition: bool = False


def given_by(node: Part) -> dict[str, frozenset[str]]:
    """The names that a node gives, with their fields."""
    if isinstance(node, Choose):
        return {node.save: SOURCES[node.source]}
    if isinstance(node, Create):
        made = {name: MADE[name] for name, fields in node.create if fields is not None}
        return made | ({"result": PLAIN} if made.keys() & {"broadcast", "inquiry"} else {})
    if isinstance(node, Update):
        given = {name: CHANGED[name] for name, fields in node.update if fields is not None and name in CHANGED}
        return given | ({"result": PLAIN} if given or node.update.pin is not None else {})
    save = node.save if isinstance(node, Menu | Ask) else None
    return {save: PLAIN} if save else {}


def given_by_all(flows: Iterator[Flow]) -> dict[str, list[frozenset[str]]]:
    """Every name that some flow gives, with the fields it may have."""
    known: dict[str, list[frozenset[str]]] = {name: [fields] for name, fields in ALWAYS.items()}
    for flow in flows:
        for node in flow.node.values():
            for name, fields in given_by(node).items():
                known.setdefault(name, []).append(fields)
    return known


def used_by(node: Part) -> Iterator[Use]:
    """The names that a node uses; what can't be read uses none. The seller is whose product was chosen."""
    for path, text in texts_of(node):
        record = SOURCES[node.source] if isinstance(node, Choose) and path[0] == "label" else PLAIN
        for language, words in text.root.items():
            yield from uses_in((*path, language), words, record)
    for path, value in values_of(node):
        yield from uses_in(path, value)
    if isinstance(node, Send) and "seller" in node.send:
        yield Use(("send", "seller"), "", "product.code")
    for path, source in conditions_of(node):
        yield from _in_condition(path, source)


def uses_in(path: Path, text: str, record: frozenset[str] = PLAIN) -> Iterator[Use]:
    """The names in one text."""
    try:
        found = template.placeholders(text)
    except template.TemplateError:
        return
    for one in found:
        yield Use(path, text[: one.offset], one.name, one.filter, record)


def _in_condition(path: Path, source: str) -> Iterator[Use]:
    if len(source) > LONGEST:
        return
    try:
        names = condition.names(source) - set(re.findall(r"\.\w+\(\s*(\w+)\s*,", source))
    except condition.BadCondition:
        return
    code = re.sub(r"'[^']*'|\"[^\"]*\"", lambda quoted: "'" * len(quoted[0]), source)
    for name in sorted(names):
        for one in re.finditer(rf"(?<![\w.]){re.escape(name)}((?:\.\w+)?)(?!\w|\s*\()", code):
            yield Use(path, source[: one.start()], name + one[1], condition=True)
