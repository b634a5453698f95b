"""Product inquiries: a buyer asks a seller, and they go on until they agree, one declines, or both fall silent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, ForeignKey, Index, Select, and_, insert, or_, select, text, update
from sqlalchemy.orm import Mapped, aliased, mapped_column

from models.base import AnyRow, Base
from models.contact import Contact
from models.product import Product, Seller
from models.village import Village

TRANSITIONS: Mapping[str, frozenset[str]] = {
    "new": frozenset({"answered", "agreed", "declined", "closed"}),
    "answered": frozenset({"agreed", "declined", "closed"}),
    "agreed": frozenset({"closed"}),
}
"""Status -> those that may follow it: the whole life of an inquiry. Nothing follows `declined` and `closed`."""

REMEMBERED = 50
"""How many texts of one to the other are read again before another is passed on."""

OPEN = ("new", "answered")
"""While the two have not come to an end with each other."""

TALKING = (*OPEN, "agreed")
"""While what one says is passed on to the other."""


class Inquiry(Base):
    """`code` shares its numbers with tickets. `origin`: the one input of a dialogue that opened it.

    status            a key of TRANSITIONS, or declined, closed
    channel           on which the buyer came
    buyer_agreed_at   when the buyer said yes, and seller_agreed_at when the seller did; both: it is agreed
    last_at           when one of the two last did something: silence counts from there
    quantity          and question: as they were passed on
    reported_at       when one of the two reported the other: nothing is passed on any more
    """

    __tablename__ = "inquiry"
    __table_args__ = (Index("ix_inquiry_silent", "last_at", postgresql_where=text("status IN ('new', 'answered')")),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    origin: Mapped[str] = mapped_column(unique=True)
    product: Mapped[str] = mapped_column(ForeignKey("product.code"), index=True)
    quantity: Mapped[str]
    question: Mapped[str]
    status: Mapped[str]
    buyer: Mapped[str] = mapped_column(index=True)
    seller: Mapped[int] = mapped_column(ForeignKey("seller.id"), index=True)
    channel: Mapped[str] = mapped_column(default="", server_default="")
    buyer_agreed_at: Mapped[datetime | None]
    seller_agreed_at: Mapped[datetime | None]
    last_at: Mapped[datetime]
    reported_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class InquiryEvent(Base):
    """Append-only: who did what, when. `actor` is a phone, or "" for the gateway itself.

    kind    status (it got `status`), message (`note`: as it was passed on), agreement (one side's yes), report (`note`:
            what is wrong)
    status  the inquiry's after it
    """

    __tablename__ = "inquiry_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    inquiry: Mapped[int] = mapped_column(ForeignKey("inquiry.id"), index=True)
    kind: Mapped[str] = mapped_column(default="status", server_default="status")
    status: Mapped[str]
    actor: Mapped[str]
    note: Mapped[str] = mapped_column(default="", server_default="")
    at: Mapped[datetime]


def open_inquiry(connection: Connection, **fields: object) -> AnyRow:
    """A new inquiry with its first event. `fields` are the columns, without status and last_at. Raises IntegrityError
    where the code or the origin is taken.
    """
    row = insert(Inquiry).values(status="new", last_at=fields["created_at"], **fields)
    opened = connection.execute(row.returning(Inquiry.id, Inquiry.code)).one()
    connection.execute(
        insert(InquiryEvent).values(inquiry=opened.id, status="new", actor=fields["buyer"], at=fields["created_at"])
    )
    return opened


def code_taken(connection: Connection, code: str) -> bool:
    return connection.execute(select(Inquiry.id).where(Inquiry.code == code)).first() is not None


def inquiry_by_code(connection: Connection, code: str) -> AnyRow | None:
    """The whole row with `product_name`, `village` and `village_name` (of the product), `seller_phone`, `seller_name`,
    `buyer_stopped` and `seller_stopped` (whether they have said STOP); `code` in digits.
    """
    return connection.execute(_joined().where(Inquiry.code == code)).first()


def inquiries_of(connection: Connection, phone: str, limit: int) -> Sequence[AnyRow]:
    """What a phone asked as a buyer or was asked as a seller, newest first."""
    sells = select(Seller.id).where(Seller.phone == phone).scalar_subquery()
    query = _joined().where(or_(Inquiry.buyer == phone, Inquiry.seller == sells))
    return connection.execute(query.order_by(Inquiry.created_at.desc(), Inquiry.id.desc()).limit(limit)).all()


def lock(connection: Connection, code: str) -> AnyRow | None:
    """The same row as of `inquiry_by_code`, and nobody else changes it until this transaction is over."""
    return connection.execute(_joined().where(Inquiry.code == code).with_for_update(of=Inquiry)).first()


def told_before(connection: Connection, buyer: str, seller: int, phone: str) -> list[str]:
    """What one of a buyer and a seller (`phone`) told the other until now, in any inquiry of the two and as it was
    passed on, oldest first: the last of it. What was said after an agreement is left out.
    """
    begun = and_(InquiryEvent.kind == "status", InquiryEvent.status == "new")
    said = select(begun.label("begun"), InquiryEvent.note, Inquiry.quantity, Inquiry.question)
    query = said.join(Inquiry, Inquiry.id == InquiryEvent.inquiry).where(
        Inquiry.buyer == buyer, Inquiry.seller == seller, InquiryEvent.actor == phone,
        InquiryEvent.kind.in_(["status", "message"]), InquiryEvent.status != "agreed",
    )  # fmt: skip
    rows = connection.execute(query.order_by(InquiryEvent.id.desc()).limit(REMEMBERED)).all()
    return [text for row in reversed(rows) for text in ([row.quantity, row.question] if row.begun else [row.note])]


def under_way(connection: Connection, phone: str) -> Sequence[str]:
    """Codes of the inquiries of a phone, as a buyer or a seller, in which the two still talk."""
    sells = select(Seller.id).where(Seller.phone == phone).scalar_subquery()
    query = select(Inquiry.code).where(or_(Inquiry.buyer == phone, Inquiry.seller == sells))
    return connection.execute(query.where(Inquiry.status.in_(TRANSITIONS)).order_by(Inquiry.id)).scalars().all()


def silent(connection: Connection, before: datetime, limit: int) -> Sequence[str]:
    """Codes of the open inquiries in which nothing was done since `before`, the longest first."""
    query = select(Inquiry.code).where(Inquiry.status.in_(OPEN), Inquiry.last_at <= before)
    return connection.execute(query.order_by(Inquiry.last_at).limit(limit)).scalars().all()


def change(
    connection: Connection,
    inquiry: AnyRow,
    *,
    kind: str,
    actor: str,
    at: datetime,
    note: str = "",
    status: str = "",
    **fields: object,
) -> bool:
    """Set `fields` of a locked inquiry, give it `status` where there is one, and keep what was done.

    False, and nothing done, where `status` may not follow the one it has.
    """
    if status and status not in TRANSITIONS.get(inquiry.status, ()):
        return False
    if status:
        fields["status"] = status
    connection.execute(update(Inquiry).where(Inquiry.id == inquiry.id).values(last_at=at, **fields))
    event = {"kind": kind, "status": status or inquiry.status, "actor": actor, "note": note, "at": at}
    connection.execute(insert(InquiryEvent).values(inquiry=inquiry.id, **event))
    return True


_BUYER, _SELLER = aliased(Contact), aliased(Contact)


def _joined() -> Select[Any]:
    names = (
        Product.name.label("product_name"), Product.village, Village.name.label("village_name"),
        Seller.phone.label("seller_phone"), Seller.name.label("seller_name"),
        _BUYER.opted_out_at.is_not(None).label("buyer_stopped"),
        _SELLER.opted_out_at.is_not(None).label("seller_stopped"),
    )  # fmt: skip
    return (
        select(*Inquiry.__table__.columns, *names)
        .join(Product, Product.code == Inquiry.product)
        .join(Seller, Seller.id == Inquiry.seller)
        .join(Village, Village.code == Product.village)
        .outerjoin(_BUYER, _BUYER.phone == Inquiry.buyer)
        .outerjoin(_SELLER, _SELLER.phone == Seller.phone)
    )
