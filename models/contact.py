"""The people who dial and text, by phone number."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, ForeignKey, Index, Select, String, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from models.among import among
from models.base import Base
from models.officer import Officer
from models.pin import Pin
from models.village import Village


class Contact(Base):
    """`phone` is E.164. `opted_out_at` is set while STOP holds.

    `last_ticket`, `last_inquiry`: the codes of what this phone last saw or heard of, for commands without a code.
    """

    __tablename__ = "contact"

    phone: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(default="", server_default="")
    name: Mapped[str] = mapped_column(default="", server_default="")
    village: Mapped[str | None] = mapped_column(ForeignKey("village.code"), index=True)
    opted_out_at: Mapped[datetime | None]
    last_ticket: Mapped[str] = mapped_column(default="", server_default="")
    last_inquiry: Mapped[str] = mapped_column(default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())


class Consent(Base):
    """Each yes or no to being kept and called, with its wording. The newest one counts."""

    __tablename__ = "consent"
    __table_args__ = (Index("ix_consent_phone_id", "phone", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    phone: Mapped[str] = mapped_column(ForeignKey("contact.phone"))
    given: Mapped[bool]
    wording: Mapped[str]
    medium: Mapped[str]
    origin: Mapped[str] = mapped_column(unique=True)
    at: Mapped[datetime]


def _caller() -> Select[Any]:
    asked = select(bindparam("phone", type_=String).label("phone")).subquery("asked")
    consent = (
        select(Consent.given)
        .where(Consent.phone == asked.c.phone)
        .order_by(Consent.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    roles = select(func.jsonb_agg(Officer.roles)).where(Officer.phone == asked.c.phone).scalar_subquery()
    return (
        select(
            asked.c.phone, Contact.language, Contact.name, Contact.village, Contact.opted_out_at,
            Contact.last_ticket, Contact.last_inquiry,
            Village.name.label("village_name"), Village.district, Village.regency, Village.wave,
            consent.label("consent"), roles.label("roles"),
            Pin.phone.is_not(None).label("has_pin"), Pin.open_until, Pin.locked_until,
        )
        .select_from(asked)
        .outerjoin(Contact, Contact.phone == asked.c.phone)
        .outerjoin(Village, Village.code == Contact.village)
        .outerjoin(Pin, Pin.phone == asked.c.phone)
    )  # fmt: skip


_CALLER = _caller()
"""Put together once: each dial asks it, and each ticket several times."""


def caller(connection: Connection, phone: str) -> Mapping[str, Any]:
    """What is known of a phone, in one query, also where nothing is.

    phone language name village opted_out_at last_ticket last_inquiry village_name district regency wave consent
    roles has_pin open_until locked_until.
    `roles` is a list of lists, one for each village in which the phone is an officer's; None for everybody else.
    """
    return dict(connection.execute(_CALLER, {"phone": phone}).mappings().one())


def opted_out(connection: Connection, phones: Collection[str]) -> set[str]:
    """Those of the phones for which STOP holds."""
    said = (among(Contact.phone, phones), Contact.opted_out_at.is_not(None))
    return set(connection.execute(select(Contact.phone).where(*said)).scalars())


def forget_last_ticket(connection: Connection, phone: str, but: str) -> None:
    """No ticket counts as the one that a phone saw last, unless it is that of the code `but`."""
    other = (Contact.phone == phone, Contact.last_ticket.not_in(["", but]))
    connection.execute(update(Contact).where(*other).values(last_ticket=""))


def change_contact(connection: Connection, phone: str, **fields: object) -> None:
    """Set `fields` of a contact, making it where it is not there yet."""
    statement = insert(Contact).values(phone=phone, **fields)
    connection.execute(
        statement.on_conflict_do_update(index_elements=[Contact.phone], set_={**fields, "updated_at": func.now()})
        if fields
        else statement.on_conflict_do_nothing()
    )


def record_consent(
    connection: Connection, *, phone: str, given: bool, wording: str, medium: str, origin: str, at: datetime
) -> None:
    """Keep one yes or no; the same `origin` again changes nothing."""
    row = insert(Consent).values(phone=phone, given=given, wording=wording, medium=medium, origin=origin, at=at)
    connection.execute(row.on_conflict_do_nothing())
