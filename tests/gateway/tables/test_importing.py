"""What holds for every table: all or nothing, one at a time, and nobody else waits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, select, text, update
from sqlalchemy.exc import OperationalError

from gateway.config import Settings
from gateway.runtime import DATABASE_AWAY
from gateway.tables import importing
from gateway.tables.importing import BATCH, TABLES, AnotherImport, import_rows
from gateway.tables.reading import Line
from models import Contact, Officer, Village, contact, ticket
from tests.conftest import NOW

from .conftest import VILLAGE, Importer

OFFICER = {"phone": "0812-3456-7801", "name": "Asep", "village": VILLAGE, "roles": "operator"}
CONTACT = {"phone": "0812-3456-7801", "name": "Siti"}
PHONE = "+6281234567801"


def contacts(count: int) -> list[Line]:
    return [Line(number + 2, {"phone": f"0812{10_000_000 + number}", "consent": "yes"}) for number in range(count)]


@pytest.fixture
def other(_filled: Engine) -> Iterator[Connection]:
    """Somebody else's connection, who waits for a lock no longer than a moment."""
    with _filled.connect() as connection:
        connection.execute(text("SET LOCAL lock_timeout = '200ms'"))
        yield connection
        connection.rollback()


class TestRows:
    def test_the_good_ones_are_taken_and_the_bad_ones_named(self, importer: Importer) -> None:
        bad = {**OFFICER, "phone": "0812-3456-7802", "roles": "king"}
        summary = importer("officers", OFFICER, bad, {**OFFICER, "phone": "x"}, {**OFFICER, "phone": "08123456-7803"})
        assert summary.counts == {"added": 2, "refused": 2}
        assert [line for line, _ in summary.refused] == [3, 4]
        assert len(importer.there(Officer, name="Asep")) == 2

    def test_the_same_key_twice_is_refused_and_the_first_counts(self, importer: Importer) -> None:
        again = {**OFFICER, "phone": "+6281234567801", "name": "Ujang"}
        summary = importer("officers", OFFICER, again)
        assert summary.refused == [(3, "the same phone and village as in line 2")]
        assert [row["name"] for row in importer.there(Officer, phone=PHONE)] == ["Asep"]

    def test_a_row_that_is_refused_takes_no_key(self, importer: Importer) -> None:
        assert importer.counts("officers", {**OFFICER, "roles": "king"}, OFFICER) == (1, 0, 0, 1)

    def test_cells_beyond_the_columns_are_refused(self, importer: Importer) -> None:
        lines = [Line(2, OFFICER, beyond=1)]
        summary = import_rows(importer.connection, importer.settings, NOW, "officers", lines)
        assert summary.refused == [(2, "it has more cells than the header has columns")]

    def test_no_rows(self, importer: Importer) -> None:
        assert [importer.counts(table) for table in TABLES] == [(0, 0, 0, 0)] * len(TABLES)

    def test_more_rows_than_are_written_at_a_time(self, connection: Connection, settings: Settings) -> None:
        lines = contacts(2 * BATCH + 1)
        for outcome in ("added", "unchanged"):
            assert import_rows(connection, settings, NOW, "contacts", lines).counts == {outcome: len(lines)}
        codes = connection.execute(select(Contact.phone).order_by(Contact.phone)).scalars().all()
        assert codes == sorted({f"+62812{10_000_000 + number}" for number in range(len(lines))})

    def test_who_watches_sees_each_step_to_its_end(self, connection: Connection, settings: Settings) -> None:
        seen: list[tuple[str, int]] = []

        def watch(rows: Sequence[Any], what: str) -> Iterable[Any]:
            yield from rows
            seen.append((what, len(rows)))

        import_rows(connection, settings, NOW, "contacts", contacts(BATCH + 1), watch)
        assert seen == [("checking", BATCH + 1), ("writing", 2)]


class TestAllOrNothing:
    def test_a_failure_in_mid_import_leaves_nothing(self, database: Engine, settings: Settings) -> None:
        def stop(rows: Sequence[Any], what: str) -> Iterable[Any]:
            for number, row in enumerate(rows):
                if (what, number) == ("writing", 2):
                    raise KeyboardInterrupt
                yield row

        with pytest.raises(KeyboardInterrupt), database.begin() as connection:
            import_rows(connection, settings, NOW, "contacts", contacts(3 * BATCH), stop)
        assert count(database) == 0

    def test_a_database_that_dies_in_mid_import_has_nothing(self, database: Engine, settings: Settings) -> None:
        def kill(rows: Sequence[Any], what: str) -> Iterable[Any]:
            for number, row in enumerate(rows):
                if (what, number) == ("writing", 2):
                    end(database, process)
                yield row

        with pytest.raises(DATABASE_AWAY), database.begin() as connection:
            process = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
            import_rows(connection, settings, NOW, "contacts", contacts(3 * BATCH), kill)
        assert count(database) == 0

    def test_nobody_sees_a_row_before_all_of_them(self, importer: Importer, other: Connection) -> None:
        importer("contacts", CONTACT)
        assert other.execute(select(Contact.phone).where(Contact.phone == PHONE)).all() == []


class TestOthers:
    def test_one_imports_at_a_time(self, importer: Importer, other: Connection, settings: Settings) -> None:
        importer("contacts", CONTACT)
        with pytest.raises(AnotherImport):
            import_rows(other, settings, NOW, "villages", [])
        importer.connection.rollback()
        assert not import_rows(other, settings, NOW, "villages", []).counts

    def test_a_ticket_does_not_wait_for_an_import_of_its_village(self, importer: Importer, other: Connection) -> None:
        (village,) = importer.there(Village, code=VILLAGE)
        row = {name: village[name] for name in ("code", "name", "district", "regency")}
        assert importer.counts("villages", {**row, "wave": "7"}) == (0, 1, 0, 0)
        ticket.open_ticket(
            other, code="4821367", origin="o", kind="report", category="jalan", village=VILLAGE, phone=PHONE,
            description="x", created_at=NOW,
        )  # fmt: skip

    def test_a_row_that_was_compared_stays_as_it_was_until_the_end(self, importer: Importer, other: Connection) -> None:
        (village,) = importer.there(Village, code=VILLAGE)
        row = {name: village[name] for name in ("code", "name", "district", "regency")}
        assert importer.counts("villages", row) == (0, 0, 1, 0)
        with pytest.raises(OperationalError, match="lock timeout"):
            other.execute(update(Village).where(Village.code == VILLAGE).values(wave=9))

    def test_what_a_caller_changes_meanwhile_is_not_undone(self, database: Engine, settings: Settings) -> None:
        """The import waits for who was first, and compares with what they left."""
        with database.begin() as connection:
            contact.change_contact(connection, PHONE, language="su", name="Siti")

        def change(rows: Sequence[Any], what: str) -> Iterable[Any]:
            if what == "writing":
                with database.begin() as connection:
                    contact.change_contact(connection, PHONE, language="en")
            yield from rows

        with database.begin() as connection:
            import_rows(connection, settings, NOW, "contacts", [Line(2, {**CONTACT, "name": "Siti A"})], change)
        with database.connect() as connection:
            known = contact.caller(connection, PHONE)
        assert (known["name"], known["language"]) == ("Siti A", "en")

    def test_rows_are_written_in_the_order_in_which_claims_lock_them(
        self, connection: Connection, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        written: list[str] = []

        class Watched(TABLES["contacts"]):  # type: ignore[misc]
            def write(self, records: Sequence[dict[str, Any]]) -> Any:
                written.extend(record["phone"] for record in records)
                return super().write(records)

        monkeypatch.setitem(importing.TABLES, "contacts", Watched)
        import_rows(connection, settings, NOW, "contacts", contacts(BATCH + 9)[::-1])
        assert written == sorted(written)


def count(database: Engine) -> int:
    with database.connect() as connection:
        return len(connection.execute(select(Contact.phone)).all())


def end(database: Engine, process: int) -> None:
    """As when the server goes down: the connection is cut in mid-transaction."""
    with database.connect() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:process)"), {"process": process})
