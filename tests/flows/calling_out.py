"""A village for the golden dialogues of SIAR: an officer, how many people there are to call, and the last call-out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flows.effects import ChangeBroadcast, ChangeContact, Effect, OpenBroadcast
from flows.host import Query, Record
from tests.flows.banten import MEKARSARI, caller, settings
from tests.flows.in_memory import Village

ROLES = {"head", "operator"}


@dataclass
class Office(Village):
    """`calls`: people, repeated, last (the status of the last call-out), result (of what is asked for)."""

    calls: dict[str, Any] = field(default_factory=dict)

    def look_up(self, query: Query) -> Sequence[Record]:
        if query.source == "audience":
            return [self._audience()] if self.contact["role"] == "head" else []
        if query.source == "broadcast":
            return [self._broadcast(query.language, self.calls["last"])] if "last" in self.calls else []
        return super().look_up(query)

    def perform(self, effect: Effect, origin: str) -> Mapping[str, Any]:
        if isinstance(effect, OpenBroadcast | ChangeBroadcast):
            self.effects.append(effect)
            result = self.calls.get("result", "done")
            status = "stopped" if isinstance(effect, ChangeBroadcast) and result == "done" else "running"
            return {"broadcast": self._broadcast(self.contact["language"], status), "result": result}
        if isinstance(effect, ChangeContact) and (effect.lock or effect.unlock):
            self.effects.append(effect)
            self.contact["pin"] = "closed" if effect.lock else "open"
            return {"contact": dict(self.contact)}
        return super().perform(effect, origin)

    def _audience(self) -> dict[str, Any]:
        people = self.calls.get("people", 1340)
        about = {"people": people, "segments": people, "cost": people * settings().broadcast.price_per_segment}
        repeated = self.calls.get("repeated", False)
        return {"code": MEKARSARI, "name": "Mekarsari", "level": "village", "repeated": repeated} | about

    def _broadcast(self, language: str, status: str) -> dict[str, Any]:
        counts = {"people": 1340, "queued": 360, "sent": 960, "delivered": 900, "failed": 15, "stopped": 5}
        left = {} if status == "running" else {"queued": 0, "stopped": 365}
        word = settings().words[f"broadcast.{status}"][language]
        shown = {"code": "7", "name": "Kerja bakti Minggu jam 7 di balai desa", "status": status, "status_text": word}
        return shown | {"started": "2026-11-24"} | counts | left


def office(role: str, language: str, calls: dict[str, Any]) -> Office:
    """Of an officer whose PIN was asked lately."""
    return Office(caller(language) | {"role": role, "roles": [role], "pin": "open"}, calls=calls)
