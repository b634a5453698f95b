"""Answers of the right kind: a filter gets what it can write, and what is created or changed a value that there is."""

from __future__ import annotations

import re
from collections.abc import Iterable

from flows import template
from flows.checks.base import Examination, listed, nearest
from flows.checks.choices import worlds_of
from flows.checks.names import ALWAYS, CHANGED, SOURCES, Use, used_by
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

NUMBERS = frozenset(field for fields in FIELDS.values() for field, values in fields.items() if values.numbers) | {
    "words"
}

YES = ("yes",)
VILLAGE = re.compile(r"\d\d\.\d\d\.\d\d\.\d{4}")

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
    "where.kind": ("report", "letter", "product"),
}
"""Fields that take these values and no others (flows/effects.py)."""

TYPED = frozenset({"code", "pattern", "text"})
"""Answers that may be a code: where there is none such, the result says so."""

NEEDED: dict[str, tuple[str, frozenset[str]]] = {
    "update.contact.pin": ('a PIN: accept = "pin"', frozenset({"pin"})),
    "update.contact.unlock": ('a PIN: accept = "pin"', frozenset({"pin"})),
    "update.contact.village": ("the code of a village, as in {chosen.code} of a choose", frozenset()),
    "update.pin.phone": ('a phone number: accept = "phone"', frozenset({"phone"})),
    "update.ticket.code": ("the code of a ticket, as in {ticket.code}", TYPED),
    "update.inquiry.code": ("the code of an inquiry, as in {inquiry.code}", TYPED),
    "update.product.code": ("the code of a product, as in {product.code}", TYPED),
    "update.product.season": ('a season: accept = "season"', frozenset({"season"})),
    "update.broadcast.code": ("the code of a call-out, as in {broadcast.code}", frozenset()),
    "create.inquiry.product": ("the code of a product, as in {product.code} of a choose", frozenset()),
    "create.product.category": ("a category, as in {kind.code} of a choose", frozenset()),
    "create.ticket.category": ("a category, as a menu saves it", frozenset()),
    "create.broadcast.area": ("the code of an area, as in {audience.code} of a choose", frozenset()),
}
"""Fields that take a code or the like -> what, and the kinds of answer that are that."""

CODED = frozenset("code village village_code category phone season last_ticket last_inquiry about product".split())
"""Parts of records that are one, or may be."""

FIELDS_OF_RECORDS = frozenset().union(*SOURCES.values(), *CHANGED.values(), *ALWAYS.values())

BOUNDED = frozenset({"menu", "choose", "number", "money"})
"""The kinds of answer of which it is known what they can come to."""

COUNTED = frozenset({"create.product.price", "create.product.stock", "update.product.price", "update.product.stock"})
"""Fields that take a number."""

NO_NUMBER = '"{}" needs a number, and this is none: take an answer of the kind number or money'


def check(found: Examination) -> None:
    """Every filter and every field of what is created or changed. Only where all could be read."""
    if found.broken:
        return
    kinds = _kinds(found.flows.values())
    for name, flow in found.flows.items():
        here = _kinds([flow])
        for node, body in flow.node.items():
            told: set[str] = set()
            for use in used_by(body):
                reason = _why_not_written(use, kinds) or _why_secret(use, kinds)
                if reason and reason not in told:
                    told.add(reason)
                    found.within(f"{name}.toml", ("node", node, *use.path), use.before, reason)
            if isinstance(body, Choose) and "kind" in body.where:
                _check_taken(found, f"{name}.toml", ("node", node, "where", "kind"), body.where["kind"], here)
            for target, fields in changes_of(body):
                for field, value in fields.items():
                    _check_taken(found, f"{name}.toml", ("node", node, *target, field), value, here)
                    _check_needed(found, f"{name}.toml", ("node", node, *target, field), value, kinds)


def _kinds(flows: Iterable[Flow]) -> dict[str, set[str]]:
    """Name -> the kinds of answer that it may be."""
    found: dict[str, set[str]] = {}
    for flow in flows:
        for node in flow.node.values():
            if isinstance(node, Ask):
                found.setdefault(node.save, set()).add(node.accept.kind)
            elif isinstance(node, Menu | Choose) and node.save:
                found.setdefault(node.save, set()).add("menu" if isinstance(node, Menu) else "choose")
    return found


def _why_not_written(use: Use, kinds: dict[str, set[str]]) -> str:
    if use.filter not in WRITTEN:
        return ""
    what, answers, fields = WRITTEN[use.filter]
    first, _, part = use.name.partition(".")
    field = part or (first if first in use.record else "")
    if field:
        known = field in fields or (what == "a number" and field in NUMBERS)
        return "" if known else f'{{{use.name}}} is not {what}, as "{use.filter}" needs: leave it out'
    told = kinds.get(first, set())
    if not told or told & answers:
        return ""
    return f'{{{use.name}}} is not {what}, as "{use.filter}" needs: leave the filter out, or ask for {what}'


def _why_secret(use: Use, kinds: dict[str, set[str]]) -> str:
    """A PIN is for the desk alone, and conditions may compare it."""
    if use.condition or kinds.get(use.name) != {"pin"} or use.path[-1] in {"pin", "unlock"}:
        return ""
    return f"{{{use.name}}} is a PIN, which nobody may read: leave it out"


def _check_needed(found: Examination, file: str, path: Path, value: str, kinds: dict[str, set[str]]) -> None:
    what, answers = NEEDED.get(".".join(str(part) for part in path[2:]), ("", frozenset()))
    try:
        parts = template.parse(value)
    except template.TemplateError:
        return
    if not what or len(parts) > 1:
        return
    if not parts or isinstance(parts[0], str):
        wrong = not value.strip() or (path[-1] == "village" and not VILLAGE.fullmatch(value))
    else:
        first, _, part = parts[0].name.partition(".")
        told = kinds.get(first, answers | {"menu"})  # a name that nothing gives is told by itself
        typed = first in kinds and answers == {"pin"}  # by no way into a question that shows and keeps what is typed
        unfit = told != answers if typed else told.isdisjoint(answers | {"menu"})
        wrong = part in FIELDS_OF_RECORDS - CODED if part else unfit
    if wrong:
        found.at_value(file, path, f'"{path[-1]}" needs {what}')


def _check_taken(found: Examination, file: str, path: Path, value: str, here: dict[str, set[str]]) -> None:
    """`here`: the kinds of answer that a name may be in this flow."""
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
        if wrong := here.get(parts[0].name, set()) - BOUNDED:
            asked = (
                f'"{path[-1]}" can\'t be an answer of the kind {listed(sorted(wrong))}; it is {listed(allowed, "or")}'
            )
            found.at_value(file, path, asked if allowed else NO_NUMBER.format(path[-1]))
            return
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
        return "" if whole else NO_NUMBER.format(field)
    said += [str(one) for bounds in given.numbers for one in bounds if not given.text]
    strange = next((one for one in said if one not in allowed), "")
    if strange:
        return f'"{field}" can\'t be "{strange}"' + (nearest(strange, allowed) or f"; it is {listed(allowed, 'or')}")
    return ""
