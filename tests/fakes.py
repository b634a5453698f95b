"""Hand-written stand-ins. Only the dialogue gets one: it is pure, and a host is all that it knows of the world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from flows.effects import ChangeContact, Effect, OpenInquiry, OpenTicket
from flows.host import Query, Record

CODE = "4821-367"
"""The code of whatever is made first; the next ones follow by their number: `4821-367/2`."""


def caller(**known: Any) -> dict[str, Any]:
    """Siti, of the village 36.01; `known` says otherwise."""
    return {
        "phone": "+6281234567890", "name": "Siti Aminah", "first_name": "Siti", "language": "id", "village": "36.01",
        "role": "", "roles": [], "consent": True, "known": True, **known,
    }  # fmt: skip


@dataclass
class FakeHost:
    """A world of `records` (by source). `done`: origin -> the effect that was carried out; `asked`: every look-up."""

    records: Mapping[str, Sequence[Record]] = field(default_factory=dict)
    contact: dict[str, Any] = field(default_factory=caller)
    done: dict[str, Effect] = field(default_factory=dict)
    asked: list[Query] = field(default_factory=list)
    made: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def effects(self) -> list[Effect]:
        return list(self.done.values())

    def look_up(self, query: Query) -> Sequence[Record]:
        """Every word of the search stands in the name, and the fields of `where` are equal."""
        self.asked.append(query)
        found = [one for one in self.records.get(query.source, ()) if query.code in {"", one["code"]}]
        found = [one for one in found if all(one.get(key) == value for key, value in query.where.items())]
        words = query.search.casefold().split()
        return [one for one in found if all(word in str(one["name"]).casefold() for word in words)][: query.limit]

    def perform(self, effect: Effect, origin: str) -> Mapping[str, Any]:
        """Once for each origin, as the desk does it."""
        if origin not in self.made:
            self.done[origin] = effect
            self.made[origin] = self._made(effect)
        return self.made[origin]

    def _made(self, effect: Effect) -> dict[str, Any]:
        number = sum(isinstance(one, OpenTicket | OpenInquiry) for one in self.effects)
        code = CODE if number == 1 else f"{CODE}/{number}"
        if isinstance(effect, OpenTicket):
            return {"ticket": {**asdict(effect), "code": code, "status": "new", "category_text": effect.category}}
        if isinstance(effect, OpenInquiry):
            return {"inquiry": {**asdict(effect), "code": code, "status": "new"}}
        if isinstance(effect, ChangeContact):
            self.contact |= {key: value for key, value in asdict(effect).items() if value is not None}
            return {"contact": dict(self.contact), "village": village_of(self.contact)}
        return {}


def village_of(contact: Mapping[str, Any]) -> dict[str, Any]:
    """A made-up village for any code; nothing for a newcomer."""
    code = contact["village"]
    return {"code": code, "name": f"Desa {code}", "district": "Cibening", "regency": "Lebak"} if code else {}
