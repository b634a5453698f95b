"""The table of villages: `code name district regency internet wave`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gateway.tables import cells as read
from gateway.tables.cells import BadRow, Cells
from gateway.tables.table import Outcome, Record, Table, put
from models import Village

CODE = re.compile(r"\d{2}\.\d{2}\.\d{2}\.\d{4}", re.ASCII)
"""Kemendagri's: province, regency, district, village."""


class Villages(Table):
    columns = ("code", "name", "district", "regency", "internet", "wave")
    required = ("code", "name", "district", "regency")

    def parse(self, cells: Cells) -> Record:
        record: Record = {name: read.needed(cells, name) for name in self.required}
        if not CODE.fullmatch(record["code"]):
            raise BadRow(f"code {record['code']!r} is not a village code such as 36.01.01.2001")
        if cells.get("internet"):
            record["internet"] = read.yes_or_no(cells, "internet")
        if cells.get("wave"):
            record["wave"] = read.whole(cells, "wave")
        return record

    def keys(self, record: Record) -> Sequence[tuple[str, ...]]:
        return [("code", record["code"])]

    def write(self, records: Sequence[Record]) -> Sequence[Outcome]:
        return put(self.context.connection, Village, ("code",), records, new={"internet": None, "wave": 0})
