"""Call-outs at the desk: begun and stopped by who may."""

from __future__ import annotations

from typing import Any

from flows.effects import ChangeBroadcast, OpenBroadcast
from gateway import broadcasts
from gateway.desk.base import Desk
from models import broadcast, contact, pin


def open_broadcast(desk: Desk, effect: OpenBroadcast, origin: str) -> dict[str, Any]:
    """Call out to an area of the caller's, unless all of it had the same text just before."""
    refused = _refusal(desk, effect.area)
    if refused:
        return {"broadcast": {}, "result": refused}
    broadcast.lock_openings(desk.connection)
    plan = broadcasts.plan(desk.connection, desk.settings, effect.area, effect.text, desk.now)
    if plan is None or not plan.count:
        return {"broadcast": {}, "result": "repeated" if plan and plan.repeated else "nobody"}
    if plan.repeated:
        return {"broadcast": {}, "result": "repeated"}
    id = broadcasts.begin(desk.connection, desk.settings, desk.channel, desk.phone, origin, plan, desk.now)
    return {"broadcast": _shown(desk, id), "result": "done"}


def change_broadcast(desk: Desk, effect: ChangeBroadcast, origin: str) -> dict[str, Any]:
    """Stop a call-out of the caller's, or one to an area of theirs: what was not sent yet stays so."""
    id = int(effect.code) if effect.code.isdecimal() else 0
    row = broadcast.find(desk.connection, id)
    if row is None:
        return {"broadcast": {}, "result": "unknown"}
    result = _refusal(desk, row.area)
    if not result:
        stopped = effect.status == "stopped" and broadcast.stop(desk.connection, id, desk.now)
        result = "done" if stopped else "not_allowed"
    return {"broadcast": {} if result == "not_yours" else _shown(desk, id), "result": result}


def _refusal(desk: Desk, area: str) -> str:
    """Why the caller may not call out there; "" where they may."""
    if all(post.area != area for post in broadcasts.posts(desk.connection, desk.settings, desk.phone)):
        return "not_yours"
    caller = contact.caller(desk.connection, desk.phone)
    asked = pin.state(caller["open_until"], caller["locked_until"], desk.now, is_set=caller["has_pin"])
    return "" if asked == "open" else "closed"


def _shown(desk: Desk, id: int) -> dict[str, Any]:
    row = broadcast.find(desk.connection, id)
    return broadcasts.shown(desk.connection, desk.settings, row, desk.language) if row else {}
