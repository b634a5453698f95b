"""What happened to tickets and inquiries, in an export: who by what they are, what, when."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import Connection, delete

from gateway.tables import exporting
from gateway.tables.writing import WRITERS
from models import Officer, inquiry, ticket

from .test_exporting import BUYER, NOW, PHONE, exported, open_inquiry, open_ticket

OPERATOR, HEAD = "+628110000201", "+628110000202"
DUE = NOW + timedelta(days=5)


def happen(connection: Connection, actor: str, kind: str, note: str = "", hours: int = 1, **more: Any) -> None:
    row = ticket.lock(connection, "4821367")
    assert row is not None
    assert ticket.change(connection, row, kind=kind, actor=actor, at=NOW + timedelta(hours=hours), note=note, **more)


def worked(connection: Connection) -> None:
    """A ticket that went through everything."""
    open_ticket(connection, due_at=DUE)
    happen(connection, OPERATOR, "status", status="in_progress", answered_at=NOW)
    happen(connection, HEAD, "note", "sudah telepon PLN")
    happen(connection, PHONE, "addition", "=1+1")
    happen(connection, "", "escalation", "district", level="district")
    happen(connection, OPERATOR, "handover", HEAD, assignee=HEAD)
    happen(connection, OPERATOR, "status", "papan\ndipasang", hours=2, status="resolved", done_at=NOW)
    happen(connection, PHONE, "status", hours=3, status="closed")
    happen(connection, PHONE, "stars", "5", stars=5)


def test_a_ticket(connection: Connection) -> None:
    worked(connection)
    (found,) = exported(connection, "tickets")
    assert (found["level"], found["assignee"], found["stars"]) == ("district", HEAD, 5)
    assert found["due_at"] == "2026-08-22T03:00:00.000000Z"
    assert found["answered_at"] == found["done_at"] == found["created_at"]
    told = [(one["actor_role"], one["kind"], one["status"], one["note"]) for one in found["history"]]
    assert told == [
        ("villager", "status", "new", ""), ("operator", "status", "in_progress", ""),
        ("head", "note", "in_progress", "sudah telepon PLN"), ("villager", "addition", "in_progress", "=1+1"),
        ("gateway", "escalation", "in_progress", "district"), ("operator", "handover", "in_progress", HEAD),
        ("operator", "status", "resolved", "papan\ndipasang"), ("villager", "status", "closed", ""),
        ("villager", "stars", "closed", "5"),
    ]  # fmt: skip
    assert found["history"][6]["at"] == "2026-08-17T05:00:00.000000Z"


def test_who_is_both_and_who_is_an_officer_no_more(connection: Connection) -> None:
    open_ticket(connection, phone=HEAD)
    happen(connection, HEAD, "note", "milik sendiri")
    happen(connection, OPERATOR, "note", "kami bantu")
    connection.execute(delete(Officer).where(Officer.phone == OPERATOR))
    (found,) = exported(connection, "tickets")
    assert [one["actor_role"] for one in found["history"]] == ["villager", "head", "officer"]


def test_an_inquiry(connection: Connection) -> None:
    open_inquiry(connection)
    row = inquiry.lock(connection, "4821375")
    assert row is not None
    for actor, kind, note, more in (
        (row.seller_phone, "message", "bisa, ****", {"status": "answered"}),
        (BUYER, "agreement", "", {"buyer_agreed_at": NOW}), ("", "status", "", {"status": "closed"}),
    ):  # fmt: skip
        locked = inquiry.lock(connection, "4821375")
        assert locked is not None
        assert inquiry.change(connection, locked, kind=kind, actor=actor, at=NOW, note=note, **more)
    (found,) = exported(connection, "inquiries")
    told = [(one["actor_role"], one["kind"], one["status"], one["note"]) for one in found["history"]]
    assert told == [
        ("buyer", "status", "new", ""), ("seller", "message", "answered", "bisa, ****"),
        ("buyer", "agreement", "answered", ""), ("gateway", "status", "closed", ""),
    ]  # fmt: skip
    assert (found["buyer_agreed_at"], found["seller_agreed_at"]) == (found["created_at"], None)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_one_readable_cell(connection: Connection, form: str) -> None:
    worked(connection)
    file = io.BytesIO()
    with exporting.rows(connection, "tickets") as rows:
        WRITERS[form](rows, file)
    if form == "csv":
        (_, row) = csv.reader(io.StringIO(file.getvalue().decode(), newline=""))
    else:
        (_, row) = load_workbook(file).active.values
    lines = row[-1].split("\n")
    assert lines[0] == "2026-08-17T03:00:00.000000Z villager new"
    assert lines[3] == "2026-08-17T04:00:00.000000Z villager addition: =1+1"
    assert lines[6] == "2026-08-17T05:00:00.000000Z operator resolved: papan dipasang"
    assert len(lines) == 9
