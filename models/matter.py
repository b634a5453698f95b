"""Which ticket or inquiry a phone and the gateway spoke of last: what the next text of that phone is about."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ARRAY, Connection, Select, and_, any_, bindparam, case, func, or_, select
from sqlalchemy.orm import aliased

from models.base import AnyRow
from models.inquiry import TALKING, Inquiry
from models.message import Message
from models.product import Seller
from models.ticket import Ticket, TicketEvent


def last_matter(
    connection: Connection, channel: str, phone: str, since: datetime, notices: Collection[str]
) -> AnyRow | None:
    """notice, kind (ticket, inquiry or ""), code (in digits) and created_at of the message to a phone which its next
    text answers: the last one of these `notices`, or of an inquiry between the phone and somebody else.

    Not one of which it is certain that the phone never got it, nor one of a ticket with which its owner has done
    something since: that is answered. Of an inquiry that is over only the news of it, until anything more was said.
    """
    given = {"phone": phone, "channel": channel, "since": since, "notices": list(notices)}
    return connection.execute(_last_of_all(), given).first()


@cache
def _last_of_all() -> Select[Any]:
    """Made once: to put it together takes longer than to have it answered."""
    phone, since = bindparam("phone", type_=Message.phone.type), bindparam("since", type_=Message.created_at.type)
    notices = bindparam("notices", type_=ARRAY(Message.notice.type))
    theirs_since = (TicketEvent.ticket == Ticket.id, TicketEvent.actor == phone, TicketEvent.at > Message.created_at)
    answered = select(TicketEvent.id).where(*theirs_since).exists()
    later = aliased(Message)
    said_since = select(later.id).where(
        later.inquiry == Message.inquiry, later.phone == phone, later.direction == "out", later.id > Message.id
    )
    talked = or_(Inquiry.status.in_(TALKING), and_(Message.notice != "", ~said_since.exists()))
    matters = or_(
        and_(Message.inquiry.is_(None), Message.notice == any_(notices), ~answered),
        and_(or_(Inquiry.buyer == phone, Seller.phone == phone), talked),
    )
    code = func.coalesce(Ticket.code, Inquiry.code, "").label("code")
    kind = case((Inquiry.id.is_not(None), "inquiry"), (Ticket.id.is_not(None), "ticket"), else_="").label("kind")
    query = select(Message.notice, kind, code, Message.created_at).outerjoin(Ticket, Ticket.id == Message.ticket)
    query = query.outerjoin(Inquiry, Inquiry.id == Message.inquiry).outerjoin(Seller, Seller.id == Inquiry.seller)
    theirs = (Message.phone == phone, Message.channel == bindparam("channel"), Message.direction == "out")
    came = Message.status.not_in(("stopped", "failed", "refused"))
    query = query.where(*theirs, came, Message.created_at >= since, matters)
    return query.order_by(Message.created_at.desc(), Message.id.desc()).limit(1)
