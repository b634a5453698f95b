"""Every text in every language, with names that exist and filters that work."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from flows import template
from flows.phrases import FILE as PHRASES
from flows.phrases import NAMES
from flows.checks.base import Examination, nearest
from flows.definition import ANY_LANGUAGE, Ask, Choose, Create, End, Flow, Menu, Part, Send, Text, Update
from flows.effects import BY_TARGET
from flows.positions import Path


CONTACT = frozenset(["phone", "name", "first_name", "language", "village", "role", "roles", "consent", "known"])
VILLAGE = frozenset(["code", "name", "district", "regency"])
FIELDS: dict[str, frozenset[str]] = {
    "villages": VILLAGE,
    "categories": frozenset(["code", "name"]),
    "products": frozenset(["code", "name", "category", "price", "unit", "stock", "village", "seller"]),
    "tickets": frozenset(
        ["code", "name", "status", "status_text", "mine", "category", "category_text", "village", "opened"]
    ),
    "inquiries": frozenset(["code", "name", "status", "status_text", "mine", "product", "quantity", "opened"]),
    "officers": frozenset(["code", "name", "phone"]),
    "ticket": frozenset(["code", "status", "category", "category_text", "description"]),
    "inquiry": frozenset(["code", "status", "quantity", "question"]),
}
BUILT_IN = {"contact": CONTACT, "village": VILLAGE, "dialogue": frozenset({"medium", "deep"})}


def check_phrases(found: Examination) -> None:
    """Each phrase is there, in each language, with its own names only."""
    if PHRASES in found.broken:
        return
    for name, allowed in NAMES.items():
        if name not in found.phrases:
            found.report(PHRASES, (), f"the phrase [{name}] is missing")
            continue
        _check_text(found, PHRASES, (name,), found.phrases[name], {key: frozenset() for key in allowed})
    for name in found.phrases.keys() - NAMES.keys():
        found.report(PHRASES, (name,), f"there is no phrase {name!r}{nearest(name, NAMES)}")


def check_flow(found: Examination, name: str) -> None:
    """Each text of a flow."""
    flow = found.flows[name]
    known = known_names(found)
    file = f"{name}.toml"
    _check_text(found, file, ("title",), flow.title, known)
    for node, body in flow.node.items():
        path: Path = ("node", node)
        for key, text in texts_of(body):
            fields = known | _label_names(body) if key[0] == "label" else known
            _check_text(found, file, (*path, *key), text, fields)
        for key, rendered in rendered_of(body):
            _check_template(found, file, (*path, *key), rendered, known)
        _check_fields(found, file, path, body)


def texts_of(node: Part) -> Iterator[tuple[Path, Text]]:
    """The texts by language of a node, with their places."""
    for key in ("menu", "choose", "ask", "end", "hint"):
        if isinstance(getattr(node, key, None), Text):
            yield (key,), getattr(node, key)
    if isinstance(node, Menu):
        for index, option in enumerate(node.options):
            yield ("options", index), option.label
    if isinstance(node, Choose):
        yield ("label",), node.label
    if isinstance(node, Send):
        for recipient, text in node.send.items():
            yield ("send", recipient), text
    if isinstance(node, Ask) and node.accept.pattern and node.accept.pattern.hint:
        yield ("accept", "hint"), node.accept.pattern.hint


def rendered_of(node: Part) -> Iterator[tuple[Path, str]]:
    """The values of a node that are templates in no language."""
    if isinstance(node, Choose):
        yield from ((("where", key), value) for key, value in node.where.items())
        if node.search:
            yield ("search",), node.search
    for kind, target, fields in targets_of(node):
        yield from (((kind, target, key), value) for key, value in fields.items())


def targets_of(node: Part) -> Iterator[tuple[str, str, dict[str, str]]]:
    """(`create`, `ticket`, its fields) of a create or update."""
    if isinstance(node, Create):
        given = (("ticket", node.create.ticket), ("inquiry", node.create.inquiry))
        yield from (("create", name, fields) for name, fields in given if fields is not None)
    if isinstance(node, Update) and node.update.contact is not None:
        yield "update", "contact", node.update.contact


def known_names(found: Examination) -> dict[str, frozenset[str]]:
    """Every name that some flow gives, with its fields (none: a plain value)."""
    known: dict[str, frozenset[str]] = dict(BUILT_IN)
    for flow in found.flows.values():
        for node in flow.node.values():
            if isinstance(node, Choose):
                known[node.save] = known.get(node.save, frozenset()) | FIELDS[node.source]
            elif isinstance(node, Menu | Ask) and node.save:
                known.setdefault(node.save, frozenset())
            for kind, target, _ in targets_of(node):
                if kind == "create":
                    known[target] = known.get(target, frozenset()) | FIELDS[target]
    return known


def _label_names(node: Part) -> dict[str, frozenset[str]]:
    return {name: frozenset() for name in FIELDS[node.source]} if isinstance(node, Choose) else {}


def _check_text(found: Examination, file: str, path: Path, text: Text, known: dict[str, frozenset[str]]) -> None:
    written = text.root
    if ANY_LANGUAGE not in written:
        missing = [language for language in found.languages if not written.get(language, "").strip()]
        if missing:
            found.report(file, path, f"the text lacks the language {', '.join(missing)}")
        for language in written.keys() - set(found.languages):
            found.report(file, (*path, language), f"{language!r} is not one of the languages of config.toml")
    for language, one in written.items():
        _check_template(found, file, (*path, language), one, known)


def _check_template(found: Examination, file: str, path: Path, text: str, known: dict[str, frozenset[str]]) -> None:
    try:
        used = template.placeholders(text)
    except template.TemplateError as error:
        found.report(file, path, error.reason)
        return
    for placeholder in used:
        first, _, rest = placeholder.name.partition(".")
        if first not in known:
            found.report(file, path, f"nothing gives {{{placeholder.name}}}{nearest(first, known)}")
        elif rest and rest not in known[first]:
            found.report(file, path, f"{first!r} has no {rest!r}{nearest(rest, known[first])}")


def _check_fields(found: Examination, file: str, path: Path, node: Part) -> None:
    for kind, target, fields in targets_of(node):
        effect = dataclasses.fields(BY_TARGET[f"{kind}.{target}"])
        for key in fields.keys() - {one.name for one in effect}:
            found.report(file, (*path, kind, target, key), f"{kind}.{target} has no field {key!r}")
        for one in effect:
            if one.default is dataclasses.MISSING and one.name not in fields:
                found.report(file, (*path, kind, target), f"{kind}.{target} needs the field {one.name!r}")
    if isinstance(node, Create | Update) and not list(targets_of(node)):
        found.report(file, path, "this node creates or changes nothing")
    if isinstance(node, End) and not node.end.root:
        found.report(file, path, "an end needs a text")


def saves_of(flow: Flow) -> set[str]:
    """The answers that a flow asks for."""
    return {save for node in flow.node.values() if (save := getattr(node, "save", None))}
