"""PINs: set, asked, locked after too many wrong ones, and taken away where somebody forgot theirs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from flows.effects import ForgetPin
from gateway import notices, phone_number
from gateway.desk.base import Desk, DeskError
from models import audit, contact, officer, pin

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""As OWASP's password storage cheat sheet asks of Argon2id: 19 MiB, two rounds, one thread."""


def change(desk: Desk, digits: str) -> None:
    """A new PIN, which counts as asked. Raises DeskError where the one there is was not asked before."""
    before = pin.lock(desk.connection, desk.phone)
    if before is not None and pin.state(before.open_until, before.locked_until, desk.now, is_set=True) != "open":
        raise DeskError("a PIN is changed only by who has just said the one before: the flow must ask it first")
    made: dict[str, Any] = {"hash": HASHER.hash(digits), "open_until": _until(desk), "now": desk.now}
    if not pin.keep(desk.connection, desk.phone, first=before is None, **made):
        raise DeskError("somebody else has just chosen the first PIN of this phone")


def forget_pin(desk: Desk, effect: ForgetPin, origin: str) -> dict[str, Any]:
    """Take somebody's PIN away, whom the caller knows, so that they choose another; they are told of it."""
    if not is_open(desk):
        return {"result": "closed"}
    if not _may_vouch(desk, effect.phone) or not pin.remove(desk.connection, effect.phone):
        return {"result": "not_yours"}
    who = _officer(desk)
    about = phone_number.masked(effect.phone)
    audit.record(desk.connection, at=desk.now, kind="pin", actor=who["masked"], about=about, details={})
    text = notices.text(desk.settings, "pin_forgotten_owner", desk.language_of(effect.phone), {"officer": who})
    village = contact.caller(desk.connection, effect.phone)["village"]
    desk.tell(effect.phone, text, f"{origin}/forgotten", village, notice="pin_forgotten_owner")
    return {"result": "done"}


def _may_vouch(desk: Desk, phone: str) -> bool:
    """An officer for the villagers there; for another officer only one above them in everything that they are."""
    mine, theirs = officer.posts_of(desk.connection, desk.phone), officer.posts_of(desk.connection, phone)
    if theirs:
        return all(any(officer.is_above(one, other) for one in mine) for other in theirs)
    village = contact.caller(desk.connection, phone)["village"] or ""
    return any(village.startswith(one.area) for one in mine)


def is_open(desk: Desk) -> bool:
    """Whether the caller's PIN was asked lately."""
    caller = contact.caller(desk.connection, desk.phone)
    asked = pin.state(caller["open_until"], caller["locked_until"], desk.now, is_set=caller["has_pin"])
    return asked == "open"


def unlock(desk: Desk, digits: str, origin: str) -> None:
    """Try a PIN. Too many wrong ones lock it for a while, and the head of the village is told."""
    kept = pin.lock(desk.connection, desk.phone)
    if kept is None or pin.state(kept.open_until, kept.locked_until, desk.now, is_set=True) == "locked":
        return
    try:
        HASHER.verify(kept.hash, digits)
    except VerifyMismatchError:
        _wrong(desk, kept.tries + 1, origin)
    else:
        pin.change(desk.connection, desk.phone, tries=0, locked_until=None, open_until=_until(desk))


def _wrong(desk: Desk, tries: int, origin: str) -> None:
    if tries < desk.settings.desk.pin_tries:
        pin.change(desk.connection, desk.phone, tries=tries, open_until=None)
        return
    until = desk.now + timedelta(minutes=desk.settings.desk.pin_locked_minutes)
    pin.change(desk.connection, desk.phone, tries=0, open_until=None, locked_until=until)
    _tell_guardians(desk, origin)


def _tell_guardians(desk: Desk, origin: str) -> None:
    """In each village in which the caller is an officer the head hears of it, of a head's who stands nearest; not the
    caller, who may be a thief.
    """
    for area in {post.area for post in officer.posts_of(desk.connection, desk.phone) if post.level == "village"}:
        who = _officer(desk)
        for phone in officer.guardians(desk.connection, area, {desk.phone}):
            text = notices.text(desk.settings, "pin_locked_head", desk.language_of(phone), {"officer": who})
            desk.tell(phone, text, f"{origin}/locked/{phone}", area, notice="pin_locked_head")


def _officer(desk: Desk) -> dict[str, str]:
    """The caller as those who hear of it may see them."""
    return {"name": officer.name_of(desk.connection, desk.phone), "masked": phone_number.masked(desk.phone)}


def _until(desk: Desk) -> datetime:
    return desk.now + timedelta(hours=desk.settings.desk.pin_hours)
