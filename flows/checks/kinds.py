"""Answers of the right kind: a filter gets what it can write, and what is created or changed a value that there is."""

from __future__ import annotations

from collections.abc import Iterable

from flows import template
from flows.checks.base import Examination, listed, nearest
from flows.checks.choices import worlds_of
from flows.checks.names import ALWAYS, Use, used_by
from flows.checks.parts import changes_of
from flows.checks.values import FIELDS, Values
from flows.definition import Ask, Choose, Flow, Menu
from flows.positions import Path

WRITTEN: dict[str, tuple[str, frozenset[str], frozenset[str]]] = {
    "rupiah": ("a number", frozenset({"number", "money"}), frozenset()),
    "number": ("a number", frozenset({"number", "money"}), frozenset()),
    "date": ("a date", frozenset({"date"}), frozenset({"opened", "due", "changed", "started", "consent", "erasure"})),
    "months": ("a season", frozenset({"season"}), frozenset({"season"})),
}
"""Filter -> what it writes, the kinds of answer that are that, and the fields of records beside those in numbers."""

NUMBERS = frozenset(field for fields in FIELDS.values() for field, values in fields.items() if values.numbers)

YES = ("yes",)
TAKEN: dict[str, tuple[str, ...]] = {
    "create.ticket.kind": ("report", "letter"),
    "update.contact.consent": ("yes", "no"),
    "update.contact.erase": YES,
    "update.ticket.status": tuple("assigned in_progress waiting resolved rejected closed reopened withdrawn".split()),
    "update.ticket.stars": tuple("12345"),
    "update.inquiry.agree": ("yes", "no"),
    "update.inquiry.decline": YES,
    "update.product.status": ("paused", "active", "rejected"),
    "update.broadcast.status": ("stopped",),
}
"""Fields that take these values and no others (flows/effects.py)."""

COUNTED = frozenset({"create.product.price", "create.product.stock", "update.product.price", "update.product.stock"})
"""Fields that take a number."""


def check(found: Examination) -> None:
    """Every filter and every field of what is created or changed. Only where all could be read."""
    if found.broken:
        return
    kinds = _kinds(found.flows.values())
    for name, flow in found.flows.items():
        for node, body in flow.node.items():
            for use in used_by(body):
                reason = _why_not_written(use, kinds)
                if reason:
                    found.within(f"{name}.toml", ("node", node, *use.path), use.before, reason)
            for target, fields in changes_of(body):
                for field, value in fields.items():
                    _check_taken(found, f"{name}.toml", ("node", node, *target, field), value)


def _kinds(flows: Iterable[Flow]) -> dict[str, set[str]]:
    """Name -> the kinds of answer that it may be."""
    found: dict[str, set[str]] = {}
    for flow in flows:
        for node in flow.node.values():
            if isinstance(node, Ask):
                found.setdefault(node.save, set()).add(node.accept.kind)
            elif isinstance(node, Menu | Choose) and node.save:
                found.setdefault(node.save, set()).add("menu")
    return found


def _why_not_written(use: Use, kinds: dict[str, set[str]]) -> str:
    if use.filter not in WRITTEN:
        return ""
    what, answers, fields = WRITTEN[use.filter]
    first, _, part = use.name.partition(".")
    field = part or (first if first in use.record else "")
    if field:
        known = field in fields or (what == "a number" and field in NUMBERS)
        return (
            "" if known or first in ALWAYS else f'{{{use.name}}} is not {what}, as "{use.filter}" needs: leave it out'
        )
    told = kinds.get(first, set())
    if not told or told & answers:
        return ""
    return f'{{{use.name}}} is not {what}, as "{use.filter}" needs: leave the filter out, or ask for {what}'


def _check_taken(found: Examination, file: str, path: Path, value: str) -> None:
    field = ".".join(str(part) for part in path[2:])
    allowed = found.languages if field == "update.contact.language" else TAKEN.get(field, ())
    try:
        parts = template.parse(value)
    except template.TemplateError:
        return
    if not (allowed or field in COUNTED) or not parts:
        return
    if all(isinstance(part, str) for part in parts):
        given = Values((value,))
    elif len(parts) == 1 and isinstance(parts[0], template.Placeholder) and not parts[0].filter:
        given = worlds_of(found).known.get(parts[0].name, Values(text=True, numbers=((0, 0),)))
    else:
        return
    reason = _why_not_taken(given, allowed, path[-1])
    if reason:
        found.at_value(file, path, reason)


def _why_not_taken(given: Values, allowed: tuple[str, ...], field: object) -> str:
    """`given` can be something that the field does not take; "" where it takes all of it, or that can't be told."""
    said = [str(one) for one in given.listed if one != ""]
    if not allowed:
        whole = given.numbers or any(one.isdigit() for one in said)
        return (
            "" if whole else f'"{field}" needs a number, and this is none: take an answer of the kind number or money'
        )
    strange = next((one for one in said if one not in allowed), "")
    if strange:
        return f'"{field}" can\'t be "{strange}"' + (nearest(strange, allowed) or f"; it is {listed(allowed, 'or')}")
    return ""
