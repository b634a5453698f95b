"""A village without a database, and a way to play a dialogue there: for the tests of the flows that ship."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from flows import codes, engine
from flows.catalog import Catalog
from flows.effects import (
    ChangeContact,
    ChangeInquiry,
    ChangeProduct,
    ChangeTicket,
    Effect,
    ForgetPin,
    OpenInquiry,
    OpenProduct,
    OpenTicket,
)
from flows.engine import Turn
from flows.host import Query, Record
from flows.session import Medium, Session
from tests.flows import handing_over
from tests.flows.banten import MADE, MEKARSARI, caller, rows, settings, shipped

PIN = "246810"
"""The only PIN that is right before another is made."""
WORKLOAD = {
    "code": MEKARSARI, "name": "Mekarsari", "opened": 12, "done": 9, "open": 4, "late": 1, "stars": "4,5",
}  # fmt: skip
KEPT = {
    "code": "1", "name": "Siti Aminah", "language": "id", "village": "Mekarsari", "tickets": 2, "inquiries": 1,
    "messages": 12, "consent": "2026-08-17", "pin": False, "hours": 24,
}  # fmt: skip


@dataclass
class Village:
    """A host made of the shipped CSV files; `market`: whether anything is sold; `posted`: whether the caller has an area, or anything is kept of them.

    `tickets`, `inquiries`: code -> whether it is the caller's own. `ours`: codes of the tickets that the caller works as
    an officer, `late` those of them that are overdue, `history` what was said about each, `statuses` what is not new, `officers` the names of others, `levels` those above that have some.
    `leaving`: whether they asked to be forgotten. `result`: what comes of a change of a ticket or inquiry; `heard`: how
    many officers hear of what is done with a ticket, `told`: whether its villager does;
    `description`: what the villager wrote; `other_agreed`: whether the other side of an inquiry said yes, `stopped`: whether they said STOP; `yes`: who has said
    yes to it (you, other); `reported`: whether there was a complaint; `cut`: whether
    a number is taken out of what the caller writes to it. `selling`: the
    status of the one product of the caller, or that waits for them, G10, which is their own though they are an officer where
    `own` says so; `offer`: that of what they add.
    """

    contact: dict[str, Any] = field(default_factory=caller)
    tickets: dict[str, bool] = field(default_factory=dict)
    inquiries: dict[str, bool] = field(default_factory=dict)
    market: bool = True
    ours: Sequence[str] = ()
    late: Sequence[str] = ()
    statuses: dict[str, str] = field(default_factory=dict)
    history: str = ""
    officers: Sequence[str] = ()
    levels: Sequence[str] = ("district",)
    posted: bool = True
    leaving: bool = False
    result: str = "done"
    heard: int = 2
    told: str = "yes"
    other_agreed: bool = False
    stopped: bool = False
    yes: str = ""
    reported: bool = False
    cut: bool = False
    selling: str = ""
    offer: str = "waiting"
    own: bool = False
    description: str = "Jembatan ambruk di RT 02"
    pin: str = PIN
    tries: int = 0
    effects: list[Any] = field(default_factory=list)

    @property
    def village(self) -> dict[str, Any]:
        found = [row for row in rows("villages.csv") if row["code"] == self.contact["village"]]
        return dict(found[0]) if found else {}

    def look_up(self, query: Query) -> Sequence[Record]:
        if query.source in {"tickets", "inquiries"}:
            return self._cases(query)
        if query.source == "kept":
            return [KEPT | {"erasure": "2026-11-25" if self.leaving else ""}] if self.posted else []
        if query.source == "workload":
            return [WORKLOAD] if self.posted else []
        if query.source == "takers":
            return handing_over.takers(query, self.levels, self.officers)
        if query.source == "products" and (not self.market or query.where.keys() & {"mine", "queue", "code"}):
            return self._market(query)
        found = [row for row in _records(query) if query.code in {"", row["code"]}]
        if self.selling:
            found = [row | {"mine": row["code"] == "P10"} for row in found]
        found = [row | {"stopped": True} for row in found] if self.stopped else found
        wanted = query.search.casefold()
        return [row for row in found if wanted in f"{row['name']} {row.get('district', '')}".casefold()][: query.limit]

    def perform(self, effect: Effect, origin: str) -> Mapping[str, Any]:
        self.effects.append(effect)
        if isinstance(effect, OpenTicket):
            name = settings().categories[effect.category].name[self.contact["language"] or "id"]
            made = {**asdict(effect), "code": codes.show(MADE), "status": "new", "category_text": name}
            return {"ticket": made | {"office": self._office(), "level": "village", "heard": self.heard}}
        if isinstance(effect, OpenInquiry):
            made = (
                {**asdict(effect), "code": codes.show(MADE), "status": "new", "cut": self.cut}
                if self.result == "done"
                else {}
            )
            return {"inquiry": made, "result": self.result}
        if isinstance(effect, ChangeContact):
            self.contact |= self._changed(effect)
            return {"contact": dict(self.contact), "village": self.village}
        if isinstance(effect, ForgetPin):
            return {"result": self.result}
        if isinstance(effect, ChangeTicket):
            return self._worked(effect)
        return self._traded(effect)

    def _changed(self, effect: ChangeContact) -> dict[str, Any]:
        given = {key: value for key, value in asdict(effect).items() if value is not None}
        if "consent" in given:
            given["consent"] = given["consent"] == "yes"
        if "pin" in given:
            self.pin, given["pin"] = given["pin"], "open"
        if "unlock" in given:
            right = given.pop("unlock") == self.pin
            self.tries = 0 if right else self.tries + 1
            locked = self.tries >= settings().desk.pin_tries
            given["pin"] = "open" if right else "locked" if locked else "closed"
        return given

    def _worked(self, effect: ChangeTicket) -> dict[str, Any]:
        code = effect.code.replace("-", "")
        if effect.status and self.result == "done":
            self.statuses[code] = effect.status
        changed = self._ticket(code, self.contact["language"]) | {"heard": self.heard, "told": self.told}
        return {"ticket": changed, "result": self.result}

    def _office(self) -> str:
        """The village's, which works all tickets here."""
        called = settings().words["office.village"][self.contact["language"] or "id"]
        return called.replace("{village.name}", self.village.get("name", "Mekarsari"))

    def _market(self, query: Query) -> list[dict[str, Any]]:
        """One's own product, what waits, or the one of that code."""
        code = query.where.get("code", "G10").upper()
        others = [one for one in _records(query) if one["code"] == code] if self.market else []
        return [self._product()] if self.selling and code == "G10" else others

    def _traded(self, effect: Effect) -> dict[str, Any]:
        if isinstance(effect, ChangeInquiry):
            return self._dealt(effect)
        if isinstance(effect, OpenProduct):
            return {"product": self._product() | asdict(effect) | self._called(self.offer)}
        return self._offered(effect) if isinstance(effect, ChangeProduct) else {}

    def _dealt(self, effect: ChangeInquiry) -> dict[str, Any]:
        code = effect.code.replace("-", "")
        if self.result == "done":
            became = {"declined": effect.decline, "closed": effect.report, "agreed": effect.agree and self.other_agreed}
            status = next((status for status, why in became.items() if why), self.statuses.get(code, "new"))
            self.statuses[code] = status
        record = self._inquiry(code, self.contact["language"])
        return {"inquiry": record | {"cut": self.cut}, "result": self.result}

    def _offered(self, effect: ChangeProduct) -> dict[str, Any]:
        told = {key: value for key, value in asdict(effect).items() if value is not None and key != "code"}
        changed = told | self._called(effect.status or "active") if self.result == "done" else {}
        return {"product": self._product() | changed, "result": self.result}

    def _called(self, status: str) -> dict[str, Any]:
        return {"status": status, "status_text": settings().words[f"product.{status}"][self.contact["language"]]}

    def _product(self) -> dict[str, Any]:
        """The one that the caller sells, or has to let in."""
        record = _records(Query("products", self.contact["language"]))[9]
        return record | self._called(self.selling or "active") | self._whose()

    def _whose(self) -> dict[str, Any]:
        officer = bool(self.contact["role"])
        return {"code": "G10", "mine": self.own or not officer, "ours": officer}

    def _cases(self, query: Query) -> list[dict[str, Any]]:
        cases = self.tickets if query.source == "tickets" else self.inquiries
        ours = self.ours if query.source == "tickets" else ()
        wanted = (query.code or query.where.get("code", "")).replace("-", "")
        own = ours if "queue" in query.where else [code for code, mine in cases.items() if mine]
        found = [code for code in {**cases, **dict.fromkeys(ours)} if code == wanted or (not wanted and code in own)]
        if query.source == "tickets":
            return [self._ticket(code, query.language) for code in found]
        if "open" in query.where:
            found = [code for code in found if self.statuses.get(code, "new") in {"new", "answered"}]
        return [self._inquiry(code, query.language) for code in found]

    def _inquiry(self, code: str, language: str) -> dict[str, Any]:
        mine, status = self.inquiries[code], self.statuses.get(code, "new")
        shown = _case("inquiry", code, mine, language, status)
        about = {"side": "buyer", "open": status in {"new", "answered"}, "stopped": self.stopped}
        who = {"you": "you", "other": "seller"}.get(self.yes, "")
        word = f", {settings().words[f'inquiry.{who}_agreed'][language]}" if who else ""
        about |= {"agreed": self.yes == "you", "yes_text": word, "reported": self.reported}
        return shown | (about if mine else {})

    def _ticket(self, code: str, language: str) -> dict[str, Any]:
        mine, ours = self.tickets.get(code, False), code in self.ours
        status, late = self.statuses.get(code, "new"), code in self.late
        said = {"changed": "2026-11-25", "history": self.history, "latest": self.history.split("\n")[0]}
        shown = _case("ticket", code, mine or ours, language, status) | {"mine": mine, "ours": ours} | said
        shown |= {"office": self._office()} if mine or ours else {}
        if not ours:
            return shown
        return shown | {
            "description": self.description, "sender": "+6281****890 Siti Aminah", "due": "2026-11-30", "late": late,
            "mark": "!" if late else "", "village_code": MEKARSARI,
        }  # fmt: skip


def _case(kind: str, code: str, whole: bool, language: str, status: str = "new") -> dict[str, Any]:
    word = settings().words[f"{kind}.{status}"][language]
    shown = {"code": codes.show(code), "name": code, "status": status, "status_text": word, "mine": whole}
    if not whole:
        return shown
    category = settings().categories["jalan"].name[language]
    about = {"category_text": category, "village": "Mekarsari", "product": "Gula semut", "quantity": "2"}
    return shown | about | {"opened": "2026-11-24"}


def _records(query: Query) -> list[dict[str, Any]]:
    if query.source == "villages":
        return [dict(row) for row in rows("villages.csv")] if query.search or query.code else []
    if query.source == "categories":
        kinds = {code: one for code, one in settings().categories.items() if one.kind == query.where["kind"]}
        return [{"code": code, "name": one.name[query.language]} for code, one in kinds.items()]
    names = {row["code"]: row["name"] for row in rows("villages.csv")}
    return [
        {
            **row, "code": f"P{number}", "price": int(row["price"]), "stock": int(row["stock"]),
            "seller": row["seller_name"], "village": names[row["village"]], "season": "", "season_text": "",
            "stopped": False,
        }
        for number, row in enumerate(rows("products.csv"), 1)
        if query.where.get("category", row["category"]) == row["category"]
        and query.where.get("village", row["village"]) == row["village"]
    ]  # fmt: skip


def play(
    flow: str,
    says: Sequence[str] = (),
    *,
    host: Village | None = None,
    medium: Medium = "ussd",
    catalog: Catalog | None = None,
    after: Callable[[], object] = lambda: None,
    **more: Any,
) -> list[Turn]:
    """The turns of a dialogue: the first screen, then one for each of `says`. `after` is called after each.

    Between two hops the session is written down and read again.
    """
    host, flows = host or Village(), catalog or shipped()
    turn = engine.begin(
        flows, host, reference="test", medium=medium, flow=flow, contact=dict(host.contact), village=host.village,
        today="2026-11-24", **more,
    )  # fmt: skip
    turns = [turn]
    after()
    for said in says:
        assert not turns[-1].final, f"{flow} is over before {said!r}"
        session = Session.from_dict(json.loads(json.dumps(turns[-1].session.to_dict())))
        turns.append(engine.answer(lambda _revision: flows, session, said, host))
        after()
    return turns
