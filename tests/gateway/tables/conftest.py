"""Importing rows in a transaction that is undone: the villages, officers and products stay as shipped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, select

from gateway.config import Settings
from gateway.tables.importing import Summary, import_rows
from gateway.tables.reading import Line
from models import Base
from tests.conftest import KEPT, NOW

VILLAGE = "36.01.06.2009"
"""Mekarsari in Panimbang."""
OTHER = "36.01.28.2002"
SAID = [
    "Jembatan ambruk di RT 02",
    "ketik *1*2# lalu *",
    "Nyi Éti: énggal … “ayeuna” – tulung",
    "😀👨‍👩‍👧 banjir 🌊",
    "x" * 300,
    "é" * 300,
    "Robert'); DROP TABLE ticket;--",
    'kata "kutip", koma; titik koma',
    "dua\nbaris\n\nlagi",
    "{{7*7}} {contact.phone} %s %(x)s",
    " spasi di depan dan belakang ",
    "0812",
    "true",
    "",
]
"""What people say, and what a program might trip over."""
FORMULAS = ["=1+1", "=HYPERLINK(\"http://x\",\"y\")", "@SUM(A1)", "+1+1", "-1+1", "+62 812", "-", "\t=1", "\r=1", "\n=1",
            "＝1+1", "＋1+1", "－1+1", "＠SUM"]  # fmt: skip
"""What a spreadsheet would calculate."""
OUTCOMES = ("added", "changed", "unchanged", "refused")


@dataclass
class Importer:
    """`importer.put("officers", {"phone": ...}, ...)`: the rows as of a file whose header is in line 1."""

    connection: Connection
    settings: Settings

    def __call__(self, table: str, *rows: dict[str, str], now: datetime = NOW) -> Summary:
        lines = [Line(number, dict(row)) for number, row in enumerate(rows, 2)]
        return import_rows(self.connection, self.settings, now, table, lines)

    def counts(self, table: str, *rows: dict[str, str], now: datetime = NOW) -> tuple[int, ...]:
        """How many were added, changed, unchanged, refused."""
        summary = self(table, *rows, now=now)
        return tuple(summary.counts[outcome] for outcome in OUTCOMES)

    def reason(self, table: str, row: dict[str, str]) -> str:
        """Why this one row is refused; `""` when it is not."""
        summary = self(table, row)
        assert sum(summary.counts.values()) == 1
        return next((reason for _, reason in summary.refused), "")

    def there(self, model: Any, **where: object) -> list[dict[str, Any]]:
        """The rows of `model` with these values."""
        asked = (model.__table__.c[name] == value for name, value in where.items())
        query = select(*model.__table__.columns).where(*asked).order_by(*model.__table__.primary_key)
        return [dict(row) for row in self.connection.execute(query).mappings()]


@pytest.fixture
def connection(_filled: Engine) -> Iterator[Connection]:
    """On villages, officers and products as shipped and nothing else; what is written through it is undone."""
    with _filled.connect() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            if table.name not in KEPT:
                connection.execute(table.delete())
        yield connection
        connection.rollback()


@pytest.fixture
def importer(connection: Connection, settings: Settings) -> Importer:
    return Importer(connection, settings)
