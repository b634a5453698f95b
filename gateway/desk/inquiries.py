"""Inquiries at the desk: a buyer asks a seller."""

from __future__ import annotations

from typing import Any

from flows import codes
from flows.effects import OpenInquiry
from gateway import notices
from gateway.desk.base import Desk, DeskError, shown
from gateway.desk.cases import draw_code
from models import contact, inquiry, product


def open_inquiry(desk: Desk, effect: OpenInquiry, origin: str) -> dict[str, Any]:
    """An inquiry; the seller hears of it by SMS, without the buyer's number."""
    found = product.product_by_code(desk.connection, effect.product)
    if found is None:
        raise DeskError(f"there is no product {effect.product!r}")
    caller = contact.caller(desk.connection, desk.phone)
    code = draw_code(desk)
    opened = inquiry.open_inquiry(
        desk.connection, code=code, origin=origin, product=effect.product, quantity=effect.quantity,
        question=effect.question, buyer=desk.phone, seller=found.seller, created_at=desk.now,
    )  # fmt: skip
    made = {"code": codes.show(code), "status": "new", "quantity": effect.quantity, "question": effect.question}
    told = {
        "inquiry": made,
        "product": {"code": found.code, "name": found.name},
        "contact": shown(caller, desk.phone),
    }
    said = desk.language_of(found.seller_phone)
    text = notices.text(desk.settings, "inquiry_opened_seller", said, told)
    told_of = {"inquiry": opened.id, "notice": "inquiry_opened_seller"}
    desk.tell(found.seller_phone, text, f"{origin}/seller", found.village, **told_of)
    return {"inquiry": made}
