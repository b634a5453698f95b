"""The table of officers: `phone name village roles`."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.tables import cells as read
from gateway.tables.cells import BadRow, Cells
from gateway.tables.table import Outcome, Record, Table, put
from models import Officer
from models.officer import ROLES


class Officers(Table):
    columns = required = ("phone", "name", "village", "roles")

    def parse(self, cells: Cells) -> Record:
        given = read.needed(cells, "roles").lower().split()
        if not set(given) <= set(ROLES):
            raise BadRow(f"roles {cells['roles']!r}: it takes one or more of {' '.join(ROLES)}, with spaces between")
        return {
            "phone": read.phone(cells, "phone", self.context.settings.region),
            "name": read.needed(cells, "name"),
            "village": self.context.village(cells),
            "roles": [role for role in ROLES if role in given],
            "demo": False,
        }

    def keys(self, record: Record) -> Sequence[tuple[str, ...]]:
        return [("phone and village", record["phone"], record["village"])]

    def write(self, records: Sequence[Record]) -> Sequence[Outcome]:
        return put(self.context.connection, Officer, ("phone", "village"), records)
