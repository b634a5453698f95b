"""What a table that can be imported is. One file per table beside this one; `importing.py` lists them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, ClassVar, Literal

from sqlalchemy import Connection, select, tuple_
from sqlalchemy import Table as DatabaseTable
from sqlalchemy.dialects.postgresql import insert

from gateway.config import Settings
from gateway.tables.cells import BadRow, Cells

Outcome = Literal["added", "changed", "unchanged"]
Record = dict[str, Any]


@dataclass(frozen=True)
class Context:
    """What rows are read with. `villages`: the codes there are; rows are written through `connection`."""

    connection: Connection
    settings: Settings
    now: datetime
    villages: frozenset[str]

    def village(self, cells: Cells, name: str = "village") -> str:
        """The village code in that cell. Raises BadRow for one that is not known."""
        code = cells.get(name, "")
        if code not in self.villages:
            raise BadRow(f"{name} {code!r} is not known" if code else f"{name} is empty")
        return code


class Table(ABC):
    """One table. An optional column that is missing or empty leaves what is there as it is."""

    columns: ClassVar[tuple[str, ...]]
    required: ClassVar[tuple[str, ...]]

    def __init__(self, context: Context) -> None:
        self.context = context

    @abstractmethod
    def parse(self, cells: Cells) -> Record:
        """The row as a record. Raises BadRow."""

    @abstractmethod
    def keys(self, record: Record) -> Sequence[tuple[str, ...]]:
        """What no other row of the file may have too: what it is called, and its values."""

    @abstractmethod
    def write(self, records: Sequence[Record]) -> Sequence[Outcome]:
        """Put them into the database; what became of each."""


def put(
    connection: Connection,
    model: Any,
    key: tuple[str, ...],
    records: Sequence[Record],
    *,
    new: Mapping[str, Any] = MappingProxyType({}),
    stamp: Mapping[str, Any] = MappingProxyType({}),
) -> list[Outcome]:
    """Add or change the row of each record; the row is told by the columns `key`.

    `new`: what an added row gets where its record says nothing; `stamp`: what a changed row gets besides.
    """
    table: DatabaseTable = model.__table__
    names = dict.fromkeys(name for fields in (*records, new) for name in fields)
    there = _there(connection, table, key, records, names)
    outcomes: list[Outcome] = []
    written: list[Record] = []
    for record in records:
        before = there.get(tuple(record[name] for name in key))
        merged = {**(before or new), **record}
        outcome: Outcome = "added" if before is None else "unchanged" if merged == before else "changed"
        outcomes.append(outcome)
        if outcome != "unchanged":
            written.append(merged)
    if written:
        statement = insert(table)
        changed = {name: statement.excluded[name] for name in written[0] if name not in key} | dict(stamp)
        connection.execute(statement.on_conflict_do_update(index_elements=key, set_=changed), written)
    return outcomes


def _there(
    connection: Connection, table: DatabaseTable, key: tuple[str, ...], records: Sequence[Record], names: Iterable[str]
) -> dict[tuple[Any, ...], Record]:
    """The columns `names` of the rows that are there already, by their key. Their columns are locked, their keys are
    not: what refers to them (a ticket to its village) does not wait.
    """
    keys = [tuple(record[name] for name in key) for record in records]
    columns = [table.c[name] for name in names]
    query = select(*columns).where(tuple_(*(table.c[name] for name in key)).in_(keys)).with_for_update(key_share=True)
    return {tuple(row[name] for name in key): dict(row) for row in connection.execute(query).mappings()}
