"""A dialogue by text whose revision is in the database no more, or can't be read by this version."""

from __future__ import annotations

import pytest
from sqlalchemy import Executable, delete, insert, select, update

from gateway.runtime import Runtime
from models import Dialogue, Revision
from tests.gateway.conversation.conftest import MakePhone, Phone, tickets

GONE = delete(Revision)
UNREADABLE = insert(Revision).values(
    hash="gone", files={"x.toml": "node = 1"}, settings={"languages": ["id"], "navigation": {}}
)


def outlive(runtime: Runtime, statement: Executable = GONE, node: str = "") -> None:
    """Have every text dialogue stand on a revision that is gone, maybe at another node."""
    with runtime.database.begin() as connection:
        connection.execute(statement)
        for state in connection.execute(select(Dialogue.state)).scalars().all():
            (frame,) = state["frames"]
            moved = state | {"revision": "gone", "frames": [frame | ({"node": node} if node else {})]}
            connection.execute(update(Dialogue).values(state=moved))


def asked(make_phone: MakePhone) -> Phone:
    phone = make_phone()
    assert "Tulis masalah" in phone.sms("LAPOR jalan")[0]
    return phone


@pytest.mark.parametrize("statement", [GONE, UNREADABLE], ids=["gone", "unreadable"])
def test_it_goes_on_where_its_place_is_still_there(
    make_phone: MakePhone, runtime: Runtime, statement: Executable
) -> None:
    phone = asked(make_phone)
    outlive(runtime, statement)
    assert "diterima" in phone.sms("Jembatan ambruk di RT 02")[0]
    assert [one[1:] for one in tickets(runtime)] == [("jalan", "Jembatan ambruk di RT 02")]


def test_it_is_asked_again_where_that_is_gone(make_phone: MakePhone, runtime: Runtime) -> None:
    phone = asked(make_phone)
    outlive(runtime, node="nowhere")
    assert "Apa yang ingin dilaporkan?" in phone.sms("Jembatan ambruk di RT 02")[0]
    assert "Tulis masalah" in phone.sms("1")[0]
    assert tickets(runtime) == []


def test_a_command_is_heard_all_the_same(make_phone: MakePhone, runtime: Runtime) -> None:
    phone = asked(make_phone)
    outlive(runtime, node="nowhere")
    assert "sudah dikirim ke penjual" in phone.sms("BELI ceplis 3 masih ada?")[0]
