"""The table of contacts: `phone name language village consent`."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert, select

from gateway.tables import cells as read
from gateway.tables.cells import BadRow, Cells
from gateway.tables.table import Outcome, Record, Table, put
from models import Consent, Contact
from models.among import among


class Contacts(Table):
    """A consent is added to those before it where it says something else; STOP stays what it is."""

    columns = ("phone", "name", "language", "village", "consent")
    required = ("phone",)

    def parse(self, cells: Cells) -> Record:
        settings = self.context.settings
        record: Record = {"phone": read.phone(cells, "phone", settings.region)}
        if cells.get("name"):
            record["name"] = cells["name"]
        if cells.get("language"):
            record["language"] = cells["language"].lower()
            if record["language"] not in settings.languages:
                raise BadRow(f"language {cells['language']!r} is not one of {' '.join(settings.languages)}")
        if cells.get("village"):
            record["village"] = self.context.village(cells)
        if cells.get("consent"):
            record["consent"] = read.yes_or_no(cells, "consent")
        return record

    def keys(self, record: Record) -> Sequence[tuple[str, ...]]:
        return [("phone", record["phone"])]

    def write(self, records: Sequence[Record]) -> Sequence[Outcome]:
        connection, now = self.context.connection, self.context.now
        own = [{name: value for name, value in record.items() if name != "consent"} for record in records]
        new = {"name": "", "language": "", "village": None}
        outcomes = put(connection, Contact, ("phone",), own, new=new, stamp={"updated_at": now})
        before = self._consents(records)
        said = []
        for number, record in enumerate(records):
            phone, given = record["phone"], record.get("consent")
            if given is None or given == before.get(phone):
                continue
            origin = f"import/{phone}/{now.isoformat()}"
            said.append(
                {"phone": phone, "given": given, "wording": "", "medium": "import", "origin": origin, "at": now}
            )
            if outcomes[number] == "unchanged":
                outcomes[number] = "changed"
        if said:
            connection.execute(insert(Consent), said)
        return outcomes

    def _consents(self, records: Sequence[Record]) -> dict[str, bool]:
        """Phone -> the newest consent."""
        asked = among(Consent.phone, (record["phone"] for record in records))
        query = select(Consent.phone, Consent.given).where(asked).order_by(Consent.id)
        return {row.phone: row.given for row in self.context.connection.execute(query)}
