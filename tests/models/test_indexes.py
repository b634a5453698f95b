"""What is asked for a hop, a text, a claim or a sweep is found by an index, however large its table grows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, text

from gateway.tables import exporting
from models import (
    Base,
    broadcast,
    budget,
    channel_state,
    contact,
    delivery_report,
    dialogue,
    duty,
    effect,
    inbox,
    inquiry,
    message,
    officer,
    outcome,
    product,
    ticket,
    ussd_session,
    village,
)
from models import claim as claims
from models.officer import Post
from tests.conftest import KEPT, NOW

PHONE = "+6281234567801"
TERMS = claims.Terms(stopped=lambda connection, phones: set(),
    rate=1000, requests=8, batch=100, lease=timedelta(seconds=60), day=date(2026, 8, 17), next_day=NOW,
    budgets={"channel": 0, "village": 0, "contact": 0, "officer": 0},
)  # fmt: skip
REPORT = {"channel": "at", "external_id": "x", "phone": PHONE, "status": "sent", "raw_status": "Sent", "reason": ""}

ASKED: dict[str, Callable[[Connection], object]] = {
    "who calls": lambda c: contact.caller(c, PHONE),
    "their officers": lambda c: officer.officers_of(c, "36.01.06.2009"),
    "their village": lambda c: village.villages(c, code="36.01.06.2009"),
    "a session": lambda c: ussd_session.find(c, "at", "s", PHONE),
    "the latest session": lambda c: ussd_session.latest(c, "at", PHONE, NOW),
    "a dialogue": lambda c: dialogue.open_dialogue(c, "at", PHONE, NOW),
    "an effect": lambda c: effect.made_by(c, "o"),
    "a ticket": lambda c: ticket.ticket_by_code(c, "4821367"),
    "one's tickets": lambda c: ticket.tickets_of(c, PHONE, 50),
    "tickets to look at": lambda c: duty.find(c, duty.to_look_at(NOW), 500),
    "a ticket to look at": lambda c: duty.lock(c, 1, duty.to_look_at(NOW)),
    "silent tickets": lambda c: duty.find(c, duty.silent(NOW), 500),
    "who waits for a digest": lambda c: duty.without_digest(c, NOW, 200),
    "a digest": lambda c: duty.claim_digest(c, PHONE, NOW),
    "what is new": lambda c: duty.what_is_new(c, [Post("head", "village", "36.01.06.2009")], PHONE, NOW, NOW),
    "an inquiry": lambda c: inquiry.inquiry_by_code(c, "4821367"),
    "one's inquiries": lambda c: inquiry.inquiries_of(c, PHONE, 50),
    "silent inquiries": lambda c: inquiry.silent(c, NOW, 50),
    "products that wait": lambda c: product.waiting(c, [Post("head", "village", "36.01.06.2009")], 50),
    "a product": lambda c: product.product_by_code(c, "E1"),
    "products of a category": lambda c: product.products(c, limit=50, category="kain"),
    "products of a village": lambda c: product.products(c, limit=50, village="36.01.06.2009"),
    "products of a seller": lambda c: product.products(c, limit=50, seller="+628110000301"),
    "our last text": lambda c: inbox.repeats_our_last(c, "at", PHONE, "x"),
    "replies to a phone": lambda c: inbox.replies_since(c, "at", PHONE, NOW),
    "is anything due": lambda c: message.is_due(c, "at", NOW),
    "a claim": lambda c: claims.claim(c, "at", TERMS, NOW),
    "ended leases": lambda c: message.end_leases(c, NOW),
    "an outcome": lambda c: outcome.settle(c, [outcome.Settled(1, "sent")], NOW),
    "ids of the telco": lambda c: outcome.taken_ids(c, "at", ["x"]),
    "a report's message": lambda c: delivery_report.match(c, "at", ["x"], NOW),
    "a report by its phone": lambda c: delivery_report.reconcile(c, put_report(c), NOW),
    "waiting reports": lambda c: delivery_report.waiting(c, NOW),
    "an audience": lambda c: broadcast.audience(c, "36.01.06", ["36.01.06.2009"]),
    "people to call": lambda c: broadcast.put_next(c, put_broadcast(c).channel, 500, NOW),
    "a call-out waits": lambda c: broadcast.is_waiting(c, "at"),
    "the last call-out": lambda c: broadcast.last(c, PHONE, ["36.01.06.2009"]),
    "how far a call-out is": lambda c: broadcast.progress(c, put_broadcast(c)),
    "when it goes on": lambda c: broadcast.next_due(c, 1),
    "a call-out to stop": lambda c: broadcast.stop(c, put_broadcast(c).id, NOW),
    "call-outs that are done": lambda c: broadcast.finish(c, NOW),
    "a budget": lambda c: budget.spent(c, TERMS.day, [("channel", "at")]),
    "a channel": lambda c: channel_state.find(c, "at"),
}
SMALL = {"channel_state", "village", "officer", "seller", "product", "spent"}
"""Tables of which a whole scan does no harm; they are never in the way of a hop."""


@pytest.fixture
def connection(database: Engine) -> Iterator[Connection]:
    """Where a table is scanned only if there is no other way, and no test before has left a statistic."""
    fresh = ", ".join(table for table in Base.metadata.tables if table not in KEPT)
    with database.connect() as connection:
        connection.execute(text(f"TRUNCATE {fresh}"))
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        yield connection
        connection.rollback()


def put_report(connection: Connection) -> Any:
    return delivery_report.find(connection, delivery_report.keep(connection, **REPORT))


def put_broadcast(connection: Connection) -> Any:
    fields = {"area": "36.01.06", "without": [], "kind": "call", "said": "", "texts": {}, "people": 0, "segments": 0}
    id = broadcast.begin(connection, channel="at", origin="o", cost=0, now=NOW, **fields)
    return broadcast.find(connection, id)


def plans(connection: Connection, ask: Callable[[Connection], object]) -> list[str]:
    """How PostgreSQL goes about each statement of `ask`."""
    statements: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: object) -> None:
        if statement.startswith(("SELECT", "UPDATE", "WITH", "INSERT")):
            statements.append((statement, parameters[0] if isinstance(parameters, list) else parameters))

    event.listen(connection, "before_cursor_execute", note)
    ask(connection)
    event.remove(connection, "before_cursor_execute", note)
    assert statements
    return [
        "\n".join(connection.exec_driver_sql(f"EXPLAIN {statement}", parameters).scalars())
        for statement, parameters in statements
    ]


@pytest.mark.parametrize("asked", ASKED)
def test_no_table_that_grows_is_gone_through(connection: Connection, asked: str) -> None:
    for plan in plans(connection, ASKED[asked]):
        scanned = [
            line
            for line in plan.splitlines()
            if "Seq Scan on " in line and not any(f"on {one}" in line for one in SMALL)
        ]
        assert not scanned, plan


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        ("who calls", "ix_consent_phone_id"),
        ("a claim", "ix_message_due"),
        ("is anything due", "ix_message_due"),
        ("ended leases", "ix_message_sending"),
        ("tickets to look at", "ix_ticket_look_at"),
        ("silent tickets", "ix_ticket_resolved"),
        ("what is new", "ix_ticket_open"),
        ("one's tickets", "ix_ticket_phone_created_at"),
        ("the latest session", "ix_ussd_session_phone_begun_at"),
    ],
)
def test_the_index_that_was_made_for_it(connection: Connection, asked: str, index: str) -> None:
    assert any(index in plan for plan in plans(connection, ASKED[asked]))


@pytest.mark.parametrize("name", exporting.QUERIES)
def test_an_export_asks_nothing_for_each_row(connection: Connection, name: str) -> None:
    """A question inside a question is asked again for each of a million rows."""
    query = exporting.QUERIES[name]()
    plan = "\n".join(connection.execute(text(f"EXPLAIN {query.compile(connection)}")).scalars())
    assert "SubPlan" not in plan
