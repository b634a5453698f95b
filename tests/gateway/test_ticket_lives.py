"""Whatever officers, villagers and the clock do, in any order: what was promised of a ticket's life holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Engine, select, text

from gateway import working_days
from gateway.runtime import Runtime
from models import Base, Message, Ticket, officer
from models.base import AnyRow
from models.officer import LEVELS
from models.ticket import OPEN, TRANSITIONS
from tests.conftest import NOW, Clock, empty
from tests.village_desk import DISTRICT, HEAD, NEIGHBOUR, OPERATOR, PROVINCE, SITI, VILLAGE, VillageDesk, officers

FAR = "36.02.19.2002"
"""A village of another regency, with a head and an operator."""
FAR_HEAD, FAR_OPERATOR = "+628110000208", "+628110000209"
VILLAGERS = {SITI: VILLAGE, "+6281234567802": VILLAGE, "+6281234567803": NEIGHBOUR, "+6281234567804": FAR}
OFFICERS = (OPERATOR, HEAD, DISTRICT, PROVINCE, FAR_HEAD, FAR_OPERATOR)
PHONES = (*VILLAGERS, *OFFICERS)
BY_CLOCK = ("ticket_reminder_officer", "digest_officer")
"""Notices of which the history says nothing."""

BY_OFFICER: dict[str, Any] = {
    "status": st.sampled_from(["assigned", "in_progress", "waiting", "resolved", "rejected", "closed", "reopened"]),
    "note": st.just("sudah dilihat"),
    "answer": st.just("kami datang besok"),
    "to": st.sampled_from([*LEVELS, *OFFICERS]),
}
BY_VILLAGER: dict[str, Any] = {
    "add": st.just("masih rusak"),
    "status": st.sampled_from(["closed", "reopened", "withdrawn", "resolved"]),
    "stars": st.sampled_from("15"),
}
TIMES: dict[str, list[int]] = {"minutes": [1, 15, 16], "hours": [1, 6, 24], "days": [1, 3, 7, 15]}


def one_of(choices: dict[str, Any], **both: str) -> st.SearchStrategy[dict[str, str]]:
    """One of the things to do, or what a flow does at once."""
    return st.one_of([st.fixed_dictionaries({name: value}) for name, value in choices.items()] + [st.just(both)])


class Lives(RuleBasedStateMachine):
    runtime: Runtime
    clock: Clock

    @initialize()
    def begin(self) -> None:
        self.clock.now = NOW
        empty(self.runtime.database)
        self.village = VillageDesk(self.runtime)
        for phone in PHONES:
            self.village.meet(phone, VILLAGERS.get(phone), name="Siti" if phone == SITI else "")
        self.codes: list[str] = []

    @rule(phone=st.sampled_from(sorted(VILLAGERS)), category=st.sampled_from(["jalan", "darurat"]))
    def open(self, phone: str, category: str) -> None:
        self.codes.append(self.village.open(phone, category))

    @precondition(lambda self: self.codes)
    @rule(data=st.data(), phone=st.sampled_from(OFFICERS), what=one_of(BY_OFFICER, status="resolved", answer="beres"))
    def officer_does(self, data: st.DataObject, phone: str, what: dict[str, str]) -> None:
        self.does(data.draw(st.sampled_from(self.codes)), phone, what)

    @precondition(lambda self: self.codes)
    @rule(data=st.data(), what=one_of(BY_VILLAGER, status="reopened", add="belum"), stranger=st.booleans())
    def villager_does(self, data: st.DataObject, what: dict[str, str], stranger: bool) -> None:
        code = data.draw(st.sampled_from(self.codes))
        phone = self.village.ticket(code).phone
        self.does(code, SITI if stranger else phone, what)

    @rule(by=st.one_of([st.tuples(st.just(unit), st.sampled_from(values)) for unit, values in TIMES.items()]))
    def time_passes(self, by: tuple[str, int]) -> None:
        self.clock.turn(**{by[0]: by[1]})
        self.village.sweep_at_once(2)
        seen = self.everything()
        self.village.sweep()
        assert self.everything() == seen, "a second sweep has nothing left to do"
        for ticket in self.village.rows(select(*Ticket.__table__.columns)):
            self.check_clock(ticket)

    def does(self, code: str, phone: str, what: dict[str, str]) -> None:
        before = self.everything()
        if self.village.does(phone, code, **what) != "done":
            assert self.everything() == before, "what is refused changes nothing"

    def everything(self) -> list[list[AnyRow]]:
        tables = ("ticket", "ticket_event", "message")
        return [self.village.rows(Base.metadata.tables[name].select().order_by(text("id"))) for name in tables]

    # ---- what must hold once the clock has been round

    def check_clock(self, ticket: AnyRow) -> None:
        rules, now = self.runtime.settings.desk, self.clock.now
        if ticket.status == "resolved":
            spoken = [row.at for row in self.village.history(ticket.code) if row.actor == ticket.phone]
            assert now < max([ticket.done_at, *spoken]) + timedelta(days=rules.silence_days)
        if ticket.status not in OPEN:
            return
        told_at = max(ticket.level_at, ticket.reminded_at or ticket.level_at)
        pressing = ticket.urgent and ticket.answered_at is None
        near_at = working_days.before(self.runtime.settings, ticket.due_at)
        if now >= ticket.due_at:
            assert told_at >= ticket.due_at
        elif now >= near_at and not pressing:
            assert told_at >= near_at
        if ticket.reminded_at:
            assert all(self.reminded(ticket, phone, near_at) for phone in self.workers(ticket))
        if any(self.people(ticket.village, level) for level in LEVELS[LEVELS.index(ticket.level) + 1 :]):
            assert now < ticket.due_at or ticket.level_at >= ticket.due_at, "it has gone up"
            over_at = working_days.after(self.runtime.settings, ticket.level_at, rules.level_working_days)
            assert now < max(ticket.due_at, over_at), "and further"
            assert not pressing or now < ticket.level_at + timedelta(minutes=rules.urgent_minutes)

    def reminded(self, ticket: AnyRow, phone: str, since: Any) -> bool:
        rows = self.village.rows(select(Message.created_at).where(Message.ticket == ticket.id, Message.phone == phone))
        return any(row.created_at >= min(since, ticket.level_at) for row in rows)

    def people(self, village: str, level: str) -> list[str]:
        with self.runtime.database.connect() as connection:
            return [one.phone for one in officer.officers_at(connection, village, level)]

    def level_of(self, ticket: AnyRow, to: str) -> str:
        """The level that is named, or at which that officer serves the ticket's village."""
        return to if to in LEVELS else next(level for level in LEVELS if to in self.people(ticket.village, level))

    def workers(self, ticket: AnyRow) -> list[str]:
        return [ticket.assignee] if ticket.assignee else self.people(ticket.village, ticket.level)

    # ---- what must hold at any time

    @invariant()
    def no_number_is_told_to_anybody_else(self) -> None:
        for row in self.village.rows(select(Message.phone, Message.text)) if hasattr(self, "village") else ():
            assert not [phone for phone in PHONES if phone != row.phone and phone[3:] in row.text]

    def teardown(self) -> None:
        if not hasattr(self, "village"):
            return
        expected: Counter[tuple[object, ...]] = Counter()
        for ticket in self.village.rows(select(*Ticket.__table__.columns)):
            expected.update(self.relived(ticket))
        told = self.village.rows(
            select(Message.phone, Message.notice, Message.ticket, Message.created_at).where(
                Message.notice.not_in(BY_CLOCK)
            )
        )
        assert Counter(tuple(row) for row in told) == expected, "each is told exactly what the history says"
        self.check_digests()

    def relived(self, ticket: AnyRow) -> Iterator[tuple[object, ...]]:
        """Go through the history once more: the moves are allowed, the row agrees, and so somebody was told."""
        first, *events = self.village.history(ticket.code)
        assert (first.kind, first.status, first.actor) == ("status", "new", ticket.phone)
        level = next(one for one in LEVELS if self.people(ticket.village, one))
        now: dict[str, Any] = {"status": "new", "level": level, "assignee": None, "stars": None, "done_at": None}
        now |= {"answered_at": None}
        for phone in self.people(ticket.village, level):
            yield phone, "ticket_opened_officer", ticket.id, first.at
        for event in events:
            if event.status != now["status"]:
                assert event.status in TRANSITIONS[now["status"]]
                assert event.kind in {"status", "handover"}
            before = dict(now)
            self.apply(now, ticket, event)
            for phone, notice in self.told_of(before, ticket, event):
                yield phone, notice, ticket.id, event.at
        assert {name: getattr(ticket, name) for name in now} == now, "the row is what its history made of it"

    def apply(self, now: dict[str, Any], ticket: AnyRow, event: AnyRow) -> None:
        now["status"] = event.status
        if event.actor not in {"", ticket.phone} and event.kind != "handover":
            now["answered_at"] = now["answered_at"] or event.at
        if event.kind == "stars":
            now["stars"] = int(event.note)
        elif event.kind in {"escalation", "handover"}:
            to = event.note
            now |= {"level": self.level_of(ticket, to), "assignee": None if to in LEVELS else to}
        elif event.kind == "status" and event.status == "reopened":
            now |= {"done_at": None, "answered_at": None, "stars": None}
        elif event.kind == "status" and event.status in {"resolved", "rejected", "closed", "withdrawn"} and event.actor:
            now["done_at"] = event.at

    def told_of(self, before: dict[str, Any], ticket: AnyRow, event: AnyRow) -> Iterator[tuple[str, str]]:
        """Who is told of it, and by which notice."""
        if event.kind == "escalation":
            yield ticket.phone, "ticket_escalated_villager"
            yield from ((phone, "ticket_escalated_officer") for phone in self.people(ticket.village, event.note))
        elif event.kind == "handover":
            people = self.people(ticket.village, event.note) if event.note in LEVELS else [event.note]
            yield from ((phone, "ticket_handover_officer") for phone in people if phone != event.actor)
            if self.level_of(ticket, event.note) != before["level"]:
                yield ticket.phone, "ticket_handover_villager"
        elif not event.actor:
            yield ticket.phone, "ticket_closed_villager"
        else:
            by_villager = event.actor == ticket.phone
            named = event.status if event.kind == "status" else event.kind
            notice = f"ticket_{named}_{'officer' if by_villager else 'villager'}"
            if notice in self.runtime.settings.notices:
                workers = [before["assignee"]] if before["assignee"] else self.people(ticket.village, before["level"])
                yield from ((phone, notice) for phone in (workers if by_villager else [ticket.phone]))

    def check_digests(self) -> None:
        settings = self.runtime.settings
        rows = self.village.rows(select(Message.phone, Message.created_at).where(Message.notice == "digest_officer"))
        mornings = [(row.phone, row.created_at.astimezone(settings.zone)) for row in rows]
        assert all(at.hour >= settings.desk.digest_at for _, at in mornings)
        assert all(working_days.is_working_day(settings, at.date()) for _, at in mornings)
        assert max(Counter((phone, at.date()) for phone, at in mornings).values(), default=1) == 1


@pytest.fixture
def staffed(database: Engine) -> Iterator[None]:
    """Mekarsari's district and the province have officers, its regency has none."""
    with officers(database, VILLAGE, {DISTRICT: "district", PROVINCE: "province"}):
        yield


def test_any_lives(runtime: Runtime, clock: Clock, staffed: None) -> None:
    machine = type("AnyLives", (Lives,), {"runtime": runtime, "clock": clock})
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    told = settings(max_examples=8, stateful_step_count=25, deadline=None, suppress_health_check=checks)
    run_state_machine_as_test(machine, settings=told)  # type: ignore[no-untyped-call]
