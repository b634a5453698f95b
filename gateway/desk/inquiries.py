"""Inquiries at the desk: a buyer asks a seller, and the two go on through the gateway, neither seeing the number of the
other before both said yes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

from flows import codes
from flows.effects import ChangeInquiry, OpenInquiry
from flows.host import Query
from gateway import look_ups, notices, relay
from gateway.desk.base import Desk, DeskError, shown
from gateway.desk.cases import draw_code
from models import contact, inquiry, officer, product
from models.base import AnyRow

Side = Literal["buyer", "seller"]
OTHER: dict[Side, Side] = {"buyer": "seller", "seller": "buyer"}


def open_inquiry(desk: Desk, effect: OpenInquiry, origin: str) -> dict[str, Any]:
    """An inquiry; the seller hears of it by SMS, without the buyer's number. None of what nobody would hear of."""
    found = product.lock(desk.connection, effect.product)
    if found is None:
        raise DeskError(f"there is no product {effect.product!r}")
    if found.status != "active" or found.seller_stopped:
        return {"inquiry": {}, "result": "stopped" if found.status == "active" else "not_allowed"}
    code = draw_code(desk)
    before = inquiry.told_before(desk.connection, desk.phone, found.seller, desk.phone)
    phones = (desk.phone, found.seller_phone)
    quantity = relay.without_numbers(effect.quantity, phones, before)
    question = relay.without_numbers(effect.question, phones, [*before, quantity])
    inquiry.open_inquiry(
        desk.connection, code=code, origin=origin, product=effect.product, quantity=quantity, question=question,
        buyer=desk.phone, seller=found.seller, channel=desk.channel, created_at=desk.now,
    )  # fmt: skip
    contact.change_contact(desk.connection, desk.phone, last_inquiry=code)
    row = inquiry.inquiry_by_code(desk.connection, code)
    assert row is not None  # noqa: S101 - opened above
    who = shown(contact.caller(desk.connection, desk.phone), desk.phone)
    tell(desk, row, "seller", "opened", origin, contact=who)
    cut = (quantity, question) != (effect.quantity, effect.question)
    made = {"code": codes.show(code), "status": "new", "quantity": quantity, "question": question, "cut": cut}
    return {"inquiry": made, "result": "done"}


def change_inquiry(desk: Desk, effect: ChangeInquiry, origin: str) -> dict[str, Any]:
    """What the buyer or the seller does with it, if they may; the other is told."""
    code = effect.code.replace("-", "")
    row = inquiry.lock(desk.connection, code)
    side = side_of(row, desk.phone) if row is not None else None
    cut: dict[str, Any] = {}
    if row is None or side is None:
        result = "unknown" if row is None else "not_yours"
    else:
        result = _refusal(desk, row, side, effect)
        if not result:
            result = "done"
            passed_on = replace(effect, say=_passed_on(desk, row, effect.say or ""))
            cut["cut"] = passed_on.say != (effect.say or "")
            _do(desk, row, side, passed_on, origin)
            contact.change_contact(desk.connection, desk.phone, last_inquiry=code)
    query = Query("inquiries", desk.language, {"code": code})
    found = look_ups.look_up(desk.connection, desk.settings, query, desk.phone, desk.now)
    return {"inquiry": found[0] | cut if found else {}, "result": result}


def side_of(row: AnyRow, phone: str) -> Side | None:
    """Which of the two a phone is in an inquiry."""
    if phone == row.buyer:
        return "buyer"
    return "seller" if phone == row.seller_phone else None


def phone_of(row: AnyRow, side: Side) -> str:
    return str(row.buyer if side == "buyer" else row.seller_phone)


def _refusal(desk: Desk, row: AnyRow, side: Side, effect: ChangeInquiry) -> str:
    """Why it can't be done; "" where it can."""
    if effect.report:
        return "not_allowed" if row.reported_at else ""
    if effect.agree or effect.decline:
        over = row.status not in inquiry.OPEN
    else:
        over = bool(effect.say) and row.status not in inquiry.TALKING
    if over:
        return "not_allowed"
    talks = bool(effect.say or effect.agree) and not (effect.decline or effect.agree == "no")
    return "stopped" if talks and getattr(row, f"{OTHER[side]}_stopped") else ""


def _passed_on(desk: Desk, row: AnyRow, said: str) -> str:
    """What the other reads of a text: no number, also none that was begun in earlier ones, before both agreed."""
    if not said or row.status == "agreed":
        return said
    before = inquiry.told_before(desk.connection, row.buyer, row.seller, desk.phone)
    return relay.without_numbers(said, (row.buyer, row.seller_phone), before)


def _do(desk: Desk, row: AnyRow, side: Side, effect: ChangeInquiry, origin: str) -> None:
    if effect.report:
        _report(desk, row, side, effect.report, origin)
    elif effect.agree == "yes":
        _agree(desk, row, side, origin)
    elif effect.agree or effect.decline or effect.say:
        said = effect.say or ""
        kind, status = ("status", "declined") if effect.decline else ("message", _answered(row, side))
        taken_back = {f"{side}_agreed_at": None} if effect.agree else {}
        inquiry.change(
            desk.connection, row, kind=kind, status=status, actor=desk.phone, at=desk.now, note=said, **taken_back
        )
        event = "declined" if effect.decline else "talk" if row.status == "agreed" else "message"
        if said or effect.decline:
            tell(desk, row, OTHER[side], event, origin, said=said)


def _answered(row: AnyRow, side: Side) -> str:
    """The status that the first word of the seller gives."""
    return "answered" if side == "seller" and row.status == "new" else ""


def _agree(desk: Desk, row: AnyRow, side: Side, origin: str) -> None:
    """One side's yes; with the other's, each gets name and number of the other. A second yes of one side is no news."""
    said_yes = {"buyer": row.buyer_agreed_at, "seller": row.seller_agreed_at}
    if said_yes[side]:
        return
    agreed = said_yes[OTHER[side]] is not None
    fields: dict[str, Any] = {"kind": "agreement", "actor": desk.phone, "at": desk.now, f"{side}_agreed_at": desk.now}
    inquiry.change(desk.connection, row, status="agreed" if agreed else _answered(row, side), **fields)
    if not agreed:
        tell(desk, row, OTHER[side], "yes", origin)
        return
    buyer = contact.caller(desk.connection, row.buyer)
    people = {
        "buyer": {"name": buyer["name"] or "", "phone": row.buyer},
        "seller": {"name": row.seller_name, "phone": row.seller_phone},
    }
    for one, other in OTHER.items():
        tell(desk, row, one, "agreed", origin, other=people[other])


def _report(desk: Desk, row: AnyRow, side: Side, what: str, origin: str) -> None:
    """Who looks after the seller's village is told; from here on nothing is passed on. The other hears it, not why."""
    closed = "closed" if "closed" in inquiry.TRANSITIONS.get(row.status, ()) else ""
    inquiry.change(
        desk.connection, row, kind="report", status=closed, actor=desk.phone, at=desk.now, note=what,
        reported_at=desk.now,
    )  # fmt: skip
    if closed:
        tell(desk, row, OTHER[side], "ended", origin)
    notice = "inquiry_reported_head" if side == "buyer" else "inquiry_reported_by_seller_head"
    if notice not in desk.settings.notices:
        return
    who = shown(contact.caller(desk.connection, desk.phone), desk.phone)
    said = what if row.status == "agreed" else relay.without_numbers(what, (row.buyer, row.seller_phone))
    other = phone_of(row, OTHER[side])
    told = _told(row, said) | {"contact": who, "seller": {"name": row.seller_name}}
    told["other"] = shown(contact.caller(desk.connection, other), other)
    for phone in officer.guardians(desk.connection, row.village, {row.buyer, row.seller_phone}):
        text = notices.text(desk.settings, notice, desk.language_of(phone), told)
        desk.tell(phone, text, f"{origin}/head/{phone}", row.village, inquiry=row.id, notice=notice)


def tell(desk: Desk, row: AnyRow, side: Side, event: str, origin: str, *, said: str = "", **more: Any) -> None:
    """The notice `inquiry_EVENT_SIDE`, where config.toml has it; to the buyer on the channel by which they came."""
    notice, phone = f"inquiry_{event}_{side}", phone_of(row, side)
    if notice not in desk.settings.notices:
        return
    if side == "buyer" and row.channel in desk.settings.channels:
        desk = replace(desk, channel=row.channel)
    text = notices.text(desk.settings, notice, desk.language_of(phone), _told(row, said) | more)
    contact.change_contact(desk.connection, phone, last_inquiry=row.code)
    desk.tell(phone, text.strip(), f"{origin}/{side}", row.village, inquiry=row.id, notice=notice)


def _told(row: AnyRow, said: str) -> dict[str, Any]:
    return {
        "inquiry": {
            "code": codes.show(row.code), "status": row.status, "quantity": row.quantity,
            "question": relay.without_numbers(row.question, (row.buyer, row.seller_phone)), "said": said,
        },
        "product": {"code": row.product, "name": relay.without_numbers(row.product_name, [row.seller_phone])},
        "village": {"name": row.village_name},
    }  # fmt: skip
