"""The longest that each name can be: what a worst screen is filled with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flows import codes
from flows.accept import TextInput
from flows.checks.names import ALWAYS, CHANGED, MADE, SOURCES
from flows.checks.values import RECORD_OF
from flows.definition import Ask, Choose, Create, Flow, Menu, Update
from flows.limits import LIMITS
from flows.part import Part

Longest = Mapping[str, Mapping[str, str]]
"""Field of a record (`category_text`) -> language -> the longest that config.toml has for it."""

DAY = "2026-09-30"
"""September is the longest month in all of our languages."""

CODE = codes.show("8" * codes.SHORTEST)


def words(count: int) -> str:
    """A text of so many characters, in words of eight letters."""
    return ("abcdefgh " * (count // 9 + 1))[:count].rstrip().ljust(count, "a")


PERSON, PRODUCT, VILLAGE, DISTRICT, REGENCY = map(words, (24, 24, 19, 14, 20))
"""About as long as people and products are called; the longest village (Rangkasbitung Timur), district and regency."""

DESCRIPTION = words(300)
HISTORY, LATEST = words(500), words(60)
"""gateway/ticket_history.py cuts them so."""

FIELDS: dict[str, Any] = {
    "code": CODE, "phone": "+6281234567890", "name": PERSON, "first_name": words(12),
    "sender": f"+6281****890 {PERSON}", "said": DESCRIPTION, "text": DESCRIPTION, "masked": "+6281****890", "new": 999,
    "reopen_days": 14,
    "district": DISTRICT, "regency": REGENCY, "village": VILLAGE, "village_code": "36.01.01.2001", "seller": PERSON,
    "language": "id", "role": "operator", "status": "in_progress", "status_text": words(24), "category": words(10),
    "category_text": words(18), "office": words(40), "mark": "!", "description": DESCRIPTION, "history": HISTORY,
    "latest": LATEST, "opened": DAY, "due": DAY, "changed": DAY, "consent": DAY, "erasure": DAY, "started": DAY,
    "price": 100_000_000, "unit": words(10), "stock": 100_000, "quantity": 1000, "question": DESCRIPTION,
    "season": "9-9", "season_text": words(16), "yes_text": words(22), "level": "district", "heard": 99, "told": "self",
    "people": 100_000, "queued": 100_000, "sent": 100_000, "delivered": 100_000, "failed": 100_000, "stopped": 100_000,
    "segments": 1_000_000, "cost": 350_000_000, "tickets": 999, "inquiries": 999, "messages": 9999, "hours": 72,
    "stars": "4,5", "done": 999, "open": 999, "late": 999, "medium": "ussd", "words": 99, "pin": "locked",
}  # fmt: skip
"""By the name of a field, in whatever record it is."""

NAMED: dict[str, str] = {
    "villages": VILLAGE,
    "products": PRODUCT,
    "tickets": CODE,
    "inquiries": CODE,
    "broadcast": words(40),
}
"""What the `name` of a record is, where it is not a person's."""

OTHER = words(20)
"""Of whatever else there is."""


def longest_names(flows: Iterable[Flow], configured: Longest, language: str) -> dict[str, Any]:
    """Name -> the longest value that any flow gives it, or its fields."""
    names: dict[str, Any] = {name: record("", fields, configured, language) for name, fields in ALWAYS.items()}
    names["village"]["name"] = VILLAGE
    for flow in flows:
        for node in flow.node.values():
            for name, value in _given_by(node, configured, language):
                names[name] = _longer(names.get(name), value)
    return names


def labels_in(flows: Iterable[Flow], language: str, languages: tuple[str, ...]) -> dict[str, str]:
    """Name -> the longest label that a menu saves it with."""
    found: dict[str, str] = {}
    for flow in flows:
        for node in flow.node.values():
            if isinstance(node, Menu) and node.save:
                said = [one.label.in_language((language, *languages)) for one in node.options if one.value]
                found[node.save] = max([found.get(node.save, ""), *said], key=len)
    return found


def _given_by(node: Part, configured: Longest, language: str) -> list[tuple[str, Any]]:
    if isinstance(node, Menu):
        return [(node.save, max((one.value or "" for one in node.options), key=len, default=""))] if node.save else []
    if isinstance(node, Ask):
        return [(node.save, _answer(node))]
    if isinstance(node, Choose):
        return [(node.save, record(node.source, SOURCES[node.source], configured, language))]
    if isinstance(node, Create | Update):
        changes = node.create if isinstance(node, Create) else node.update
        fields = MADE if isinstance(node, Create) else CHANGED
        made = [name for name, given in changes if given is not None and name in fields]
        return [(name, record(RECORD_OF[name], fields[name], configured, language)) for name in made]
    return []


def record(source: str, fields: Iterable[str], configured: Longest, language: str) -> dict[str, Any]:
    """The longest of each field of a record; `source`: of which, "" where that says nothing."""
    found = {field: configured.get(field, {}).get(language) or FIELDS.get(field, OTHER) for field in fields}
    return found | ({"name": NAMED[source]} if source in NAMED else {})


def _answer(node: Ask) -> Any:
    rule = node.accept.rule
    if isinstance(rule, TextInput):
        return words(min(rule.max, LIMITS.answer))
    number = node.accept.number or node.accept.money
    if number:
        return max(number.max, number.min, key=lambda one: len(str(one)))
    kinds = {"phone": FIELDS["phone"], "date": DAY, "code": CODE, "pin": "000000", "season": "9-9"}
    return kinds.get(node.accept.kind, OTHER)


def _longer(one: Any, other: Any) -> Any:
    """The longer of two values; of two records the longer of each field."""
    if one == other:
        return one
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return {field: _longer(one.get(field), other.get(field)) for field in (*one, *other)}
    if one is None or isinstance(other, Mapping):
        return other
    return one if other is None or isinstance(one, Mapping) or len(str(one)) >= len(str(other)) else other
