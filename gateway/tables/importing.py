"""Rows of a file -> records, in one transaction. Each row is added, changed, unchanged or refused with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, text

from gateway.config import Settings
from gateway.tables.cells import BadRow, check_texts
from gateway.tables.contacts import Contacts
from gateway.tables.officers import Officers
from gateway.tables.products import Products
from gateway.tables.reading import Line
from gateway.tables.table import Context, Record, Table
from gateway.tables.villages import Villages
from models import Village

TABLES: dict[str, type[Table]] = {
    "villages": Villages,
    "officers": Officers,
    "products": Products,
    "contacts": Contacts,
}
IMPORT_LOCK = 4_821_369
"""The advisory lock under which only one process imports."""
BATCH = 500
"""Rows that are compared and written at a time."""

Watch = Callable[[Sequence[Any], str], Iterable[Any]]
"""Goes through a list while showing how far it is: `watch(rows, "checking")`."""


class AnotherImport(Exception):
    """Somebody else is importing at this moment."""


@dataclass
class Summary:
    """What became of the rows. `refused`: (line, reason)."""

    counts: Counter[str] = field(default_factory=Counter)
    refused: list[tuple[int, str]] = field(default_factory=list)


def silently(rows: Sequence[Any], what: str) -> Iterable[Any]:
    return rows


def import_rows(
    connection: Connection, settings: Settings, now: datetime, name: str, lines: Sequence[Line], watch: Watch = silently
) -> Summary:
    """Put the good rows of the table `name`, in the caller's transaction: all of them are there once it commits.

    Raises AnotherImport.
    """
    if not connection.execute(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": IMPORT_LOCK}).scalar_one():
        raise AnotherImport
    villages = frozenset(connection.execute(select(Village.code)).scalars())
    table = TABLES[name](Context(connection, settings, now, villages))
    summary = Summary()
    records = _checked(table, watch(lines, "checking"), summary)
    records.sort(key=lambda record: table.keys(record)[0])  # rows are locked in the order in which a claim locks them
    batches = [records[start : start + BATCH] for start in range(0, len(records), BATCH)]
    for batch in watch(batches, "writing"):
        summary.counts.update(table.write(batch))
    return summary


def _checked(table: Table, lines: Iterable[Line], summary: Summary) -> list[Record]:
    """The records of the good rows; the bad ones go into `summary`."""
    records: list[Record] = []
    seen: dict[tuple[str, ...], int] = {}
    for line in lines:
        try:
            record = _record(table, line, seen)
        except BadRow as error:
            summary.counts["refused"] += 1
            summary.refused.append((line.number, str(error)))
        else:
            records.append(record)
    return records


def _record(table: Table, line: Line, seen: dict[tuple[str, ...], int]) -> Record:
    if line.beyond:
        raise BadRow("it has more cells than the header has columns")
    check_texts(line.cells)
    record = table.parse(line.cells)
    keys = table.keys(record)
    for key in keys:
        if key in seen:
            raise BadRow(f"the same {key[0]} as in line {seen[key]}")
    seen.update(dict.fromkeys(keys, line.number))
    return record
