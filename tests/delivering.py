"""What the tests of delivery share: a runtime that sends to a stub, and the outbox from the outside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Engine, select, update

from gateway import outbox
from gateway.config import Settings
from gateway.runtime import Runtime
from gateway.telco.africastalking import AfricasTalking
from models.contact import Contact
from models.message import Message, MessageEvent
from tests.conftest import NOW

CHANNEL = "at"


def phone(number: int) -> str:
    """A phone number for each number below a million."""
    return f"+62812{number:07d}"


def with_limits(settings: Settings, *, rate: float = 1e6, **changes: Any) -> Settings:
    """The settings with no budgets, a rate, and other limits and budgets by name."""
    budgets = settings.budgets.model_copy(
        update={"channel_day": 0, "village_day": 0, "contact_day": 0, "officer_day": 0}
    )
    ours = {name: value for name, value in changes.items() if name in type(budgets).model_fields}
    limits = {name: value for name, value in changes.items() if name not in ours}
    return settings.model_copy(
        update={
            "channels": {CHANNEL: settings.channels[CHANNEL].model_copy(update={"rate": rate})},
            "budgets": budgets.model_copy(update=ours),
            "limits": settings.limits.model_copy(update=limits),
        }
    )


def sending_to(url: str, make_runtime: Callable[..., Runtime], settings: Settings, **changes: Any) -> Runtime:
    """A runtime whose telco is at `url`."""
    telco = AfricasTalking("sandbox", "key", url, "ID")
    return make_runtime(settings=with_limits(settings, **changes), telcos={CHANNEL: telco})


def queue(database: Engine, phone: str, text: str = "Halo", **fields: Any) -> int:
    """One message into the outbox: its id."""
    given = {"channel": CHANNEL, "priority": 1, "now": NOW, "origin": f"test/{phone}/{text}", **fields}
    with database.begin() as connection:
        id = outbox.queue(connection, phone=phone, text=text, **given)
    assert id is not None
    return id


def queue_many(database: Engine, phones: Sequence[str], text: Callable[[int], str], **fields: Any) -> None:
    """Many at once; `text` gives that of each."""
    given = {"channel": CHANNEL, "priority": 1, "now": NOW, **fields}
    with database.begin() as connection:
        for number, phone in enumerate(phones):
            outbox.queue(connection, phone=phone, text=text(number), origin=f"many/{number}/{text(number)}", **given)


def found(database: Engine, id: int) -> Any:
    """A message's row."""
    with database.connect() as connection:
        return connection.execute(select(*Message.__table__.columns).where(Message.id == id)).one()


def status(database: Engine, id: int) -> str:
    return str(found(database, id).status)


def by_status(database: Engine) -> Counter[str]:
    """How many outgoing messages are in each status."""
    with database.connect() as connection:
        return Counter(connection.execute(select(Message.status).where(Message.direction == "out")).scalars())


def history(database: Engine, id: int) -> list[str]:
    """Each status a message had."""
    events = select(MessageEvent.status).where(MessageEvent.message == id).order_by(MessageEvent.id)
    with database.connect() as connection:
        return list(connection.execute(events).scalars())


def opted_out(database: Engine, phone: str) -> bool:
    with database.connect() as connection:
        return connection.execute(select(Contact.opted_out_at).where(Contact.phone == phone)).scalar() is not None


def change(database: Engine, id: int, **fields: Any) -> None:
    """Set fields of a message behind everybody's back."""
    with database.begin() as connection:
        connection.execute(update(Message).where(Message.id == id).values(**fields))
