"""Which values a name can have, as far as its kind says: what a menu saves, what a status can be, a text, a number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flows.checks.names import ALWAYS, CHANGED, MADE, SOURCES
from flows.definition import Ask, Choose, Create, Flow, Menu, Update
from flows.part import Part

OTHER = "~"
"""A text that is none of those to which anything is compared."""
ANY_NUMBER = (-(10**12), 10**12)


@dataclass(frozen=True, slots=True)
class Values:
    """`listed`: all of them, but for any `text` and the `numbers` from .. to. What is not known yet is `""`."""

    listed: tuple[Any, ...] = ()
    text: bool = False
    numbers: tuple[tuple[int, int], ...] = ()

    def __or__(self, other: Values) -> Values:
        listed = (*self.listed, *(one for one in other.listed if one not in self.listed))
        return Values(listed, self.text or other.text, (*self.numbers, *other.numbers))

    def tried(self, texts: Iterable[str], numbers: Iterable[int]) -> tuple[Any, ...]:
        """Enough of them to tell apart what is compared with these texts and numbers."""
        near = {around for one in numbers for around in (one - 1, one, one + 1)}
        inside = {one for least, most in self.numbers for one in (*near, least, most) if least <= one <= most}
        return (*self.listed, *((*texts, OTHER) if self.text else ()), *sorted(inside))


def _words(words: str) -> Values:
    return Values(("", *words.split()))


TEXT = Values(("",), text=True)
NUMBER = Values(("",), numbers=(ANY_NUMBER,))
TRUTH = Values(("", True, False))
LEVELS = _words("village district regency province")
ROLES = ("operator", "head", "district", "regency", "province")
TICKET, INQUIRY, PRODUCT, BROADCAST = "tickets", "inquiries", "products", "broadcast"
FIELDS: dict[str, dict[str, Values]] = {
    TICKET: {
        "status": _words("new assigned in_progress waiting resolved closed reopened rejected withdrawn"),
        **dict.fromkeys(("mine", "ours", "late"), TRUTH),
        "mark": Values(("", "!")),
        "told": _words("yes no self"),
        "heard": NUMBER,
        "level": LEVELS,
    },
    INQUIRY: {
        "status": _words("new answered agreed declined closed"),
        **dict.fromkeys(("mine", "open", "stopped", "agreed", "reported", "cut"), TRUTH),
        "side": _words("buyer seller"),
        "quantity": TEXT | NUMBER,
    },
    PRODUCT: {
        "status": _words("waiting active paused rejected"),
        **dict.fromkeys(("mine", "ours", "stopped"), TRUTH),
        **dict.fromkeys(("price", "stock"), NUMBER),
    },
    BROADCAST: {
        "status": _words("running stopped done"),
        **dict.fromkeys(("people", "queued", "sent", "delivered", "failed", "stopped"), NUMBER),
    },
    "takers": {"level": LEVELS},
    "kept": {"pin": TRUTH, **dict.fromkeys(("tickets", "inquiries", "messages", "hours"), NUMBER)},
    "workload": dict.fromkeys(("opened", "done", "open", "late"), NUMBER),
    "audience": {"repeated": TRUTH, "level": LEVELS, **dict.fromkeys(("people", "segments", "cost"), NUMBER)},
}
"""Of each record, the fields that are not just a text (flows/host.py)."""

RESULTS: dict[str, Values] = {
    "ticket": _words("done not_allowed not_yours closed unknown"),
    "pin": _words("done not_yours closed"),
    "inquiry": _words("done not_allowed not_yours stopped unknown"),
    "product": _words("done not_allowed not_yours closed number unknown"),
    "broadcast": _words("done repeated nobody not_allowed not_yours closed unknown"),
}
"""What comes of what is created or changed (flows/effects.py)."""

KNOWN: dict[str, Values] = {
    **{f"{name}.{field}": TEXT for name, fields in ALWAYS.items() for field in fields},
    "contact.role": Values(("", *ROLES)),
    "contact.roles": Values(((), ROLES, *((one,) for one in ROLES))),
    "contact.pin": Values(("none", "closed", "open", "locked")),
    **dict.fromkeys(("contact.consent", "contact.known", "dialogue.deep", "dialogue.coded"), Values((True, False))),
    "dialogue.medium": Values(("ussd", "sms")),
    "dialogue.words": Values(numbers=((0, 500),)),
}
"""What every dialogue knows."""

RECORD_OF = {"ticket": TICKET, "inquiry": INQUIRY, "product": PRODUCT, "broadcast": BROADCAST}


def known_values(flows: Iterable[Flow], languages: tuple[str, ...]) -> dict[str, Values]:
    """Name, with its part (`ticket.status`) -> what it can be, wherever it comes from."""
    found = {**KNOWN, "contact.language": Values(("", *languages))}
    for flow in flows:
        for node in flow.node.values():
            for name, values in given_by(node).items():
                found[name] = found[name] | values if name in found else values
    return found


def given_by(node: Part) -> dict[str, Values]:
    """What the names can be that a node gives."""
    if isinstance(node, Menu) and node.save:
        return {node.save: Values(("", *(one.value for one in node.options if one.value is not None)))}
    if isinstance(node, Ask):
        return {node.save: _answered(node)}
    if isinstance(node, Choose):
        return _record(node.save, node.source, SOURCES[node.source])
    if isinstance(node, Create | Update):
        changes = node.create if isinstance(node, Create) else node.update
        fields_of: Mapping[str, frozenset[str]] = MADE if isinstance(node, Create) else CHANGED
        return _made({name for name, fields in changes if fields is not None}, fields_of)
    return {}


def _made(names: Iterable[str], fields_of: Mapping[str, frozenset[str]]) -> dict[str, Values]:
    found: dict[str, Values] = {}
    for name in names:
        if name in fields_of:
            found |= _record(name, RECORD_OF[name], fields_of[name])
        if name in RESULTS:
            found["result"] = found.get("result", Values()) | RESULTS[name]
    return found


def _record(name: str, source: str, fields: Iterable[str]) -> dict[str, Values]:
    special = FIELDS.get(source, {})
    return {f"{name}.{field}": special.get(field, TEXT) for field in fields}


def _answered(node: Ask) -> Values:
    """What an answer can be. Bounds the wrong way round are told by themselves, and not of each condition too."""
    rule = node.accept.number or node.accept.money
    return Values(("",), numbers=((min(rule.min, rule.max), max(rule.min, rule.max)),)) if rule else TEXT
