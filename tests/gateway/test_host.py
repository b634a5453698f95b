"""One turn's window on the world: opened when needed, each effect once, nothing kept that was not committed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection, event, func, select, text

from flows.effects import ChangeContact, OpenTicket
from flows.host import Query
from gateway.host import Caller, DeskHost, NotMade
from gateway.runtime import Runtime
from models import Contact, Message, Ticket, contact

PHONE = "+6281234567801"
CALLER = Caller("at", PHONE, "ussd", "id")
VILLAGE = "36.01.06.2009"
TICKET = OpenTicket(kind="report", category="jalan", description="Jembatan ambruk")
ORIGIN = "at/session-1/lapor.simpan/4"
EVERYTHING = Query("categories", "id")


@pytest.fixture
def host(runtime: Runtime) -> DeskHost:
    """Of a caller who has told the village."""
    with runtime.database.begin() as connection:
        contact.change_contact(connection, PHONE, language="id", village=VILLAGE)
    return DeskHost(runtime, CALLER)


def tickets(runtime: Runtime) -> int:
    with runtime.database.connect() as connection:
        return connection.execute(select(func.count()).select_from(Ticket)).scalar_one()


def in_use(runtime: Runtime) -> int:
    """Connections that somebody holds."""
    return int(runtime.database.pool.status().split("Current Checked out connections: ")[1].split()[0])


def test_a_turn_that_asks_nothing_opens_nothing(host: DeskHost, runtime: Runtime) -> None:
    before = in_use(runtime)
    host.commit()
    assert in_use(runtime) == before
    host.look_up(EVERYTHING)
    host.look_up(EVERYTHING)
    assert in_use(runtime) == before + 1
    host.close()
    host.close()
    assert in_use(runtime) == before


def test_it_answers_in_the_name_of_its_caller(host: DeskHost, runtime: Runtime) -> None:
    code = host.perform(TICKET, ORIGIN)["ticket"]["code"]
    assert [row["code"] for row in host.look_up(Query("tickets", "id"))] == [code]
    host.commit()
    host.close()
    other = DeskHost(runtime, Caller("at", "+6281234567802", "ussd", "id"))
    assert other.look_up(Query("tickets", "id")) == []
    other.close()


def test_what_is_committed_stays(host: DeskHost, runtime: Runtime) -> None:
    host.perform(TICKET, ORIGIN)
    assert host.performed
    host.commit()
    host.close()
    assert tickets(runtime) == 1


def test_what_is_not_committed_is_undone(host: DeskHost, runtime: Runtime) -> None:
    host.perform(TICKET, ORIGIN)
    host.close()
    assert tickets(runtime) == 0
    again = DeskHost(runtime, CALLER)
    again.perform(TICKET, ORIGIN)
    again.commit()
    again.close()
    assert tickets(runtime) == 1


def test_a_connection_that_was_given_is_its_givers(host: DeskHost, runtime: Runtime) -> None:
    with runtime.database.connect() as connection:
        given = DeskHost(runtime, CALLER, connection)
        given.perform(TICKET, ORIGIN)
        given.commit()
        given.close()
        assert connection.in_transaction()
        connection.rollback()
    assert tickets(runtime) == 0


def test_the_same_origin_again_does_nothing_and_tells_the_same(host: DeskHost, runtime: Runtime) -> None:
    made = host.perform(TICKET, ORIGIN)
    assert host.perform(OpenTicket(kind="report", category="air", description="other"), ORIGIN) == made
    assert host.perform(TICKET, f"{ORIGIN}0") != made
    host.commit()
    host.close()
    later = DeskHost(runtime, CALLER)
    assert later.perform(TICKET, ORIGIN) == made
    assert not later.performed
    later.close()
    assert tickets(runtime) == 2


def test_requests_at_the_same_moment_do_it_once(host: DeskHost, runtime: Runtime) -> None:
    def request(_number: int) -> str:
        one = DeskHost(runtime, CALLER)
        made = one.perform(TICKET, ORIGIN)
        one.commit()
        one.close()
        return str(made["ticket"]["code"])

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(request, range(8)))) == 1
    with runtime.database.connect() as connection:
        officers = connection.execute(select(func.count()).select_from(Message)).scalar_one()
        told = connection.execute(select(func.count(func.distinct(Message.phone)))).scalar_one()
    assert (tickets(runtime), officers) == (1, told)


def test_who_comes_second_goes_on_when_the_first_breaks_off(host: DeskHost, runtime: Runtime) -> None:
    host.perform(TICKET, ORIGIN)
    with ThreadPoolExecutor(1) as pool:
        second = DeskHost(runtime, CALLER)
        waiting = pool.submit(second.perform, TICKET, ORIGIN)
        host.close()
        made = waiting.result(timeout=60)
    second.commit()
    second.close()
    with runtime.database.connect() as connection:
        codes = connection.execute(select(Ticket.code)).scalars().all()
    assert [made["ticket"]["code"].replace("-", "")] == codes


class TestReplay:
    def test_what_has_happened_is_told(self, host: DeskHost) -> None:
        made = host.perform(TICKET, ORIGIN)
        host.replaying, host.performed = True, False
        assert host.perform(TICKET, ORIGIN) == made
        assert not host.performed
        host.close()

    def test_what_has_not_happened_is_not_done(self, host: DeskHost, runtime: Runtime) -> None:
        host.replaying = True
        with pytest.raises(NotMade):
            host.perform(TICKET, ORIGIN)
        host.commit()
        host.close()
        assert tickets(runtime) == 0


class TestLater:
    """Bookkeeping does not make a caller wait for the disk; what they were told of does."""

    def test_alone_it_does_not_wait(self, host: DeskHost) -> None:
        assert self.waits(host) == "off"

    def test_after_a_look_up_it_does_not_wait(self, host: DeskHost) -> None:
        host.look_up(EVERYTHING)
        assert self.waits(host) == "off"

    def test_before_an_effect_it_waits(self, host: DeskHost) -> None:
        host.run_later(lambda connection: None)
        host.perform(ChangeContact(language="su"), ORIGIN)
        assert self.waits(host) == "on"

    def test_beside_an_effect_it_waits(self, host: DeskHost) -> None:
        host.perform(ChangeContact(language="su"), ORIGIN)
        assert self.waits(host) == "on"

    def waits(self, host: DeskHost) -> str:
        """The setting under which the commit comes."""
        found: list[str] = []

        def about_to_commit(connection: Connection) -> None:
            found.append(connection.execute(text("SHOW synchronous_commit")).scalar_one())

        host.connection.execute(text("SET LOCAL synchronous_commit = on"))  # the servers of the tests never wait
        host.run_later(lambda connection: None)
        event.listen(host.connection, "commit", about_to_commit)
        host.commit()
        host.close()
        return found[0]

    def test_it_is_kept_with_the_rest(self, host: DeskHost, runtime: Runtime) -> None:
        host.run_later(lambda connection: contact.change_contact(connection, PHONE, name="Siti"))
        host.commit()
        host.close()
        with runtime.database.connect() as connection:
            assert connection.execute(select(Contact.name)).scalars().all() == ["Siti"]
