"""Products at the desk: offered and changed by their sellers, let in by an officer of the village."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flows.effects import ChangeProduct, OpenProduct
from flows.host import Query
from gateway import look_ups, notices, relay
from gateway.desk import pins
from gateway.desk.base import Desk, DeskError
from models import contact, officer, product
from models.base import AnyRow

ALL_YEAR = "-"


def open_product(desk: Desk, effect: OpenProduct, origin: str) -> dict[str, Any]:
    """What somebody sells waits for the officers of their village, who are told. What they sell there already is
    changed instead; what was rejected waits again.
    """
    caller = contact.caller(desk.connection, desk.phone)
    if caller["village"] is None:
        raise DeskError("a product needs the caller's village: the flow must ask for it first")
    phones = [desk.phone]
    name = relay.without_numbers(effect.name, phones)
    unit = relay.without_numbers(effect.unit, phones, [name])
    there = product.own(desk.connection, desk.phone, caller["village"], name)
    before = product.lock(desk.connection, there.code) if there else None
    fields: dict[str, Any] = {"price": int(effect.price), "unit": unit, "stock": int(effect.stock)}
    told = relay.gives_away([name, unit, str(fields["price"]), str(fields["stock"])], desk.phone)
    if before is None:
        known_as = relay.without_numbers(effect.seller or caller["name"] or effect.name, phones, [name, unit])
        code = product.add(
            desk.connection, phone=desk.phone, seller_name=known_as, name=name, category=effect.category,
            village=caller["village"], status="rejected" if told else "waiting", **fields,
        )  # fmt: skip
    else:
        code = before.code
        again = {"status": "rejected"} if told else {"status": "waiting"} if before.status == "rejected" else {}
        product.change(desk.connection, code, **fields, **again)
    if not told and (before is None or before.status == "rejected"):
        _tell_officers(desk, code, origin)
    return {"product": _seen(desk, code)}


def change_product(desk: Desk, effect: ChangeProduct, origin: str) -> dict[str, Any]:
    """What its seller or an officer does with it, if they may; the seller hears what an officer decided."""
    code = effect.code.replace(" ", "").upper()
    if effect.season not in {None, ALL_YEAR} and not product.SEASON.fullmatch(effect.season or ""):
        raise DeskError(f"{effect.season!r} is no season: the flow must ask for one such as 11-2")
    row, changed = product.lock(desk.connection, code), _changes(effect)
    result = "unknown" if row is None else _refusal(desk, row, effect)
    if row is not None and not result and _tells_number(row, changed):
        result = "number"
    if row is not None and not result:
        if changed:
            product.change(desk.connection, code, **changed)
        if _decides(row, effect):
            _tell_seller(desk, row, effect, origin)
        result = "done"
    return {"product": _seen(desk, code), "result": result}


def _changes(effect: ChangeProduct) -> dict[str, Any]:
    fields = {
        "price": int(effect.price) if effect.price else None, "stock": int(effect.stock) if effect.stock else None,
        "status": effect.status, "season": "" if effect.season == ALL_YEAR else effect.season,
    }  # fmt: skip
    return {name: value for name, value in fields.items() if value is not None}


def _tells_number(row: AnyRow, changed: Mapping[str, Any]) -> bool:
    """Whether buyers would read the seller's number out of a product's card once that is changed."""
    if not changed.keys() & {"price", "stock"} and changed.get("status") != "active":
        return False
    card = row._asdict() | dict(changed)
    return relay.gives_away([str(card[name]) for name in ("name", "unit", "price", "stock")], row.seller_phone)


def _decides(row: AnyRow, effect: ChangeProduct) -> bool:
    """Whether it is for an officer: to let a product in, or to keep it out."""
    return effect.status == "rejected" or (effect.status == "active" and row.status in {"waiting", "rejected"})


def _refusal(desk: Desk, row: AnyRow, effect: ChangeProduct) -> str:
    """Why the caller may not; "" where they may. Who sells it does not decide about it, be they an officer or not."""
    if _decides(row, effect):
        if row.seller_phone == desk.phone:
            return "not_allowed"
        posts = officer.posts_of(desk.connection, desk.phone)
        if not any(row.village.startswith(post.area) for post in posts):
            return "not_yours"
        if not pins.is_open(desk):
            return "closed"
    elif row.seller_phone != desk.phone:
        ours = any(row.village.startswith(post.area) for post in officer.posts_of(desk.connection, desk.phone))
        return "not_allowed" if effect.status and ours else "not_yours"
    allowed = effect.status is None or effect.status in product.TRANSITIONS[row.status]
    return "" if allowed else "not_allowed"


def _seen(desk: Desk, code: str) -> dict[str, Any]:
    query = Query("products", desk.language, {"code": code})
    found = look_ups.look_up(desk.connection, desk.settings, query, desk.phone, desk.now)
    return found[0] if found else {}


def _tell_officers(desk: Desk, code: str, origin: str) -> None:
    """Those of the village but its seller, where there are none those of the district and up."""
    notice, row = "product_opened_officer", product.product_by_code(desk.connection, code)
    if row is None or notice not in desk.settings.notices:
        return
    for level in officer.LEVELS:
        at_level = officer.officers_at(desk.connection, row.village, level)
        people = [one for one in at_level if one.phone != row.seller_phone]
        for one in people:
            text = notices.text(desk.settings, notice, desk.language_of(one.phone), _told(row))
            desk.tell(one.phone, text, f"{origin}/officer/{one.phone}", row.village, notice=notice)
        if people:
            return


def _tell_seller(desk: Desk, row: AnyRow, effect: ChangeProduct, origin: str) -> None:
    notice = f"product_{effect.status}_seller"
    if notice in desk.settings.notices:
        told = _told(row, effect.said or "")
        text = notices.text(desk.settings, notice, desk.language_of(row.seller_phone), told)
        desk.tell(row.seller_phone, text.strip(), f"{origin}/seller", row.village, notice=notice)


def _told(row: AnyRow, said: str = "") -> dict[str, Any]:
    shown = {"code": row.code, "name": row.name, "price": row.price, "unit": row.unit, "stock": row.stock, "said": said}
    return {"product": shown, "seller": {"name": row.seller_name}, "village": {"name": row.village_name}}
