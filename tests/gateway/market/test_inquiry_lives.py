"""Whatever buyers, sellers and the clock do, in any order: what was promised of an inquiry's life holds."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

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
from sqlalchemy import select, text

from flows.effects import ChangeInquiry, OpenInquiry
from gateway import market_duties
from gateway.runtime import Runtime
from models import Base, Inquiry, InquiryEvent, Message, contact, inquiry, officer
from models.base import AnyRow
from models.inquiry import OPEN, TRANSITIONS
from tests.conftest import NOW, Clock, empty
from tests.gateway.disguises import SCRIPTS, WORDS
from tests.gateway.market.market import BUYER, HEAD, OPERATOR, SELLER, SITE, STRANGER, told_number
from tests.village_desk import VillageDesk

OTHER_SELLER, OTHER_BUYER = "+628110000308", "+6281234567002"
"""Kang Misja, who sells Gula aren batok in a regency of its own."""
PRODUCTS = {"C3": SELLER, "G10": OTHER_SELLER}
TRADERS = (BUYER, OTHER_BUYER, SELLER, OTHER_SELLER)
PHONES = (*TRADERS, STRANGER, HEAD, OPERATOR)
SIDES = ("buyer", "seller")
GO_ON = threading.Event()
AS_DIGITS = str.maketrans(SCRIPTS["full-width"], SCRIPTS["plain"])

SAID = [
    "masih ada", "HP {0}", "telp 0{1}", "wa {2} ya", "nomer {3}", "hub {4}", "telp {5} ya", "{6}", "nomer {7} nuhun",
    "depan {8}", "stok 40 kg, {9}", "{10} belakangnya",
]  # fmt: skip
WHAT = st.one_of(
    st.fixed_dictionaries({"say": st.sampled_from(SAID)}),
    st.just({"agree": "yes"}),
    st.sampled_from(
        [
            {"decline": "yes"},
            {"decline": "yes", "say": "sudah laku, telp 0{1}"},
            {"decline": "yes", "say": "habis, {7}"},
        ]
    ),
    st.sampled_from([{"report": "penipuan, telp {0}"}, {"report": "penipuan, {3}"}]),
)
"""What one of the two does; a number in it is their own."""
DAYS = st.sampled_from([0.01, 1, 3, 6.99, 7])


def written(text: str, phone: str) -> str:
    """With the number in one of the ways in which people write theirs, or with a part of it."""
    short = phone[3:]
    spelt, javanese, full = (
        [signs[int(digit)] for digit in short]
        for signs in (WORDS["id"].split(), WORDS["jv"].split(), SCRIPTS["full-width"])
    )
    ways = [
        phone, short, f"0{short[:3]}-{short[3:7]} {short[7:]}", " ".join(spelt), f"0{short[:3]} lalu {short[3:7]} lalu {short[7:]}",
        "".join(spelt), "x".join(javanese), "".join(full), short[:3], short[3:7], short[7:],
    ]  # fmt: skip
    return text.format(*ways)


def reads(texts: Iterable[str], phone: str) -> bool:
    """Whether a number can be put together from texts, however it is written there."""
    told = " ".join(texts).translate(AS_DIGITS)
    for signs in (WORDS["id"].split(), WORDS["jv"].split()):
        for digit, sign in enumerate(signs):
            told = told.replace(sign, str(digit))
    return phone[3:] in re.sub(r"[^0-9]", "", told)


class Lives(RuleBasedStateMachine):
    runtime: Runtime
    clock: Clock

    @initialize()
    def begin(self) -> None:
        self.clock.now = NOW
        empty(self.runtime.database)
        self.desk = VillageDesk(self.runtime)
        for phone in PHONES:
            self.desk.meet(phone, SITE if phone == SELLER else None)
        self.codes: list[str] = []

    @rule(buyer=st.sampled_from(TRADERS), product=st.sampled_from(sorted(PRODUCTS)))
    def ask(self, buyer: str, product: str) -> None:
        if buyer == PRODUCTS[product]:
            return
        question = written("masih ada? telp 0{1}", buyer)
        made = self.desk.perform(buyer, OpenInquiry(product=product, quantity="2", question=question))
        stopped = self.desk.rows(select(contact.Contact.opted_out_at).filter_by(phone=PRODUCTS[product]))[0][0]
        assert made["result"] == ("stopped" if stopped else "done")
        if not stopped:
            self.codes.append(str(made["inquiry"]["code"]).replace("-", ""))

    @precondition(lambda self: self.codes)
    @rule(data=st.data(), phone=st.sampled_from([*SIDES, *SIDES, STRANGER, OPERATOR]), what=WHAT)
    def does(self, data: st.DataObject, phone: str, what: dict[str, str]) -> None:
        code = data.draw(st.sampled_from(self.codes))
        phone = {"buyer": self.row(code).buyer, "seller": self.row(code).seller_phone}.get(phone, phone)
        said = {key: written(value, phone) for key, value in what.items()}
        before = self.everything()
        result = self.desk.perform(phone, ChangeInquiry(code, **said))["result"]
        if result == "done":
            assert phone in {self.row(code).buyer, self.row(code).seller_phone}
        else:
            assert self.everything() == before, "what is refused changes nothing"

    @rule(phone=st.sampled_from(TRADERS), stops=st.booleans())
    def stops_or_starts(self, phone: str, stops: bool) -> None:
        with self.runtime.database.begin() as connection:
            contact.change_contact(connection, phone, opted_out_at=self.clock.now if stops else None)

    @rule(days=DAYS)
    def time_passes(self, days: float) -> None:
        self.clock.turn(days=days)
        self.sweep_at_once()
        seen = self.everything()
        self.sweep()
        assert self.everything() == seen, "a second sweep has nothing left to do"
        silence = timedelta(days=self.runtime.settings.market.silence_days)
        for row in self.desk.rows(select(Inquiry.status, Inquiry.last_at)):
            assert row.status not in OPEN or row.last_at + silence > self.clock.now, "none sleeps for ever"

    def sweep(self) -> None:
        market_duties.close_silent(self.runtime, GO_ON)

    def sweep_at_once(self) -> None:
        """As two clock processes would."""
        clocks = [threading.Thread(target=self.sweep) for _ in range(2)]
        for one in clocks:
            one.start()
        for one in clocks:
            one.join()

    def row(self, code: str) -> AnyRow:
        with self.runtime.database.connect() as connection:
            found = inquiry.inquiry_by_code(connection, code)
        assert found
        return found

    def history(self, id: int) -> list[AnyRow]:
        query = select(*InquiryEvent.__table__.columns).where(InquiryEvent.inquiry == id)
        return self.desk.rows(query.order_by(InquiryEvent.id))

    def everything(self) -> list[list[AnyRow]]:
        tables = ("inquiry", "inquiry_event", "message")
        return [self.desk.rows(Base.metadata.tables[name].select().order_by(text("id"))) for name in tables]

    # ---- what must hold at any time

    @invariant()
    def no_number_is_told_before_both_said_yes(self) -> None:
        if not hasattr(self, "desk"):
            return
        sides = {row.id: {row.buyer, row.seller_phone} for row in map(self.row, self.codes)}
        agreed = {id: [event.at for event in self.history(id) if event.status == "agreed"] for id in sides}
        query = select(Message.phone, Message.text, Message.inquiry, Message.created_at)
        for row in self.desk.rows(query.where(Message.direction == "out")):
            numbers = {phone for phone in PHONES if phone != row.phone and told_number(row.text, phone)}
            said_yes = agreed[row.inquiry] and agreed[row.inquiry][0] <= row.created_at
            assert numbers <= (sides[row.inquiry] if said_yes else set()), row.text

    @invariant()
    def no_number_can_be_put_together_before_both_said_yes(self) -> None:
        for code in getattr(self, "codes", []):
            row = self.row(code)
            if any(event.status == "agreed" for event in self.history(row.id)):
                continue
            for one in (row.buyer, row.seller_phone):
                query = select(InquiryEvent.note).where(InquiryEvent.inquiry == row.id, InquiryEvent.actor == one)
                said = self.desk.rows(query.where(InquiryEvent.kind != "report").order_by(InquiryEvent.id))
                notes = [row.question if one == row.buyer else "", *(event.note for event in said)]
                assert not reads(notes, one), notes

    # ---- and at the end

    def teardown(self) -> None:
        if not hasattr(self, "desk"):
            return
        expected: Counter[tuple[object, ...]] = Counter()
        for code in self.codes:
            expected.update(self.relived(self.row(code)))
        query = select(Message.phone, Message.notice, Message.inquiry, Message.created_at)
        assert Counter(tuple(row) for row in self.desk.rows(query)) == expected, "each is told what the history says"

    def relived(self, row: AnyRow) -> Iterator[tuple[object, ...]]:
        """Go through the history once more: the moves are allowed, the row agrees, and so somebody was told."""
        first, *events = self.history(row.id)
        assert (first.kind, first.status, first.actor) == ("status", "new", row.buyer)
        now: dict[str, Any] = {"status": "new", "buyer_agreed_at": None, "seller_agreed_at": None, "reported_at": None}
        yield row.seller_phone, "inquiry_opened_seller", row.id, first.at
        for event in events:
            if event.status != now["status"]:
                assert event.status in TRANSITIONS[now["status"]]
            assert now["status"] not in {"declined", "closed"} or event.kind == "report", "it is over"
            before, now["status"] = now["status"], event.status
            if event.kind in {"agreement", "report"}:
                name = "reported_at" if event.kind == "report" else f"{self.side(row, event.actor)}_agreed_at"
                assert now[name] is None, "once"
                now[name] = event.at
            for phone, notice in self.told_of(row, event, before):
                yield phone, notice, row.id, event.at
        both = now["buyer_agreed_at"] is not None and now["seller_agreed_at"] is not None
        assert both == any(event.status == "agreed" for event in events), "agreed is what both said yes to"
        assert {name: getattr(row, name) for name in now} == now, "the row is what its history made of it"

    def side(self, row: AnyRow, phone: str) -> str:
        return "buyer" if phone == row.buyer else "seller"

    def told_of(self, row: AnyRow, event: AnyRow, before: str) -> Iterator[tuple[str, str]]:
        """Who is told of it, and by which notice."""
        people = {"buyer": row.buyer, "seller": row.seller_phone}
        other = "seller" if event.actor == row.buyer else "buyer"
        if event.kind == "report":
            with self.runtime.database.connect() as connection:
                heads = officer.guardians(connection, row.village, people.values())
            by = "" if event.actor == row.buyer else "by_seller_"
            yield from ((phone, f"inquiry_reported_{by}head") for phone in heads)
            if before in TRANSITIONS:
                yield people[other], f"inquiry_ended_{other}"
        elif event.actor == "":
            yield from ((people[side], f"inquiry_closed_{side}") for side in SIDES)
        elif event.kind == "agreement" and event.status == "agreed":
            yield from ((people[side], f"inquiry_agreed_{side}") for side in SIDES)
        else:
            talk = "talk" if event.status == "agreed" else "message"
            named = {"message": talk, "agreement": "yes", "status": event.status}[event.kind]
            yield people[other], f"inquiry_{named}_{other}"


def test_any_lives(runtime: Runtime, clock: Clock) -> None:
    machine = type("AnyLives", (Lives,), {"runtime": runtime, "clock": clock})
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    told = settings(max_examples=10, stateful_step_count=30, deadline=None, suppress_health_check=checks)
    run_state_machine_as_test(machine, settings=told)  # type: ignore[no-untyped-call]
