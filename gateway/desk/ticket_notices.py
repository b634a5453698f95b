"""Who hears of a ticket, and what they read: config.toml's notices to officers and to whoever opened it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flows import codes
from gateway import notices, phone_number
from gateway.desk.base import NOTICE, URGENT, Desk, shown
from models import contact, officer
from models.base import AnyRow


def phones_at(desk: Desk, village: str, level: str) -> list[str]:
    """Of those who work a village's tickets at that level."""
    return [one.phone for one in officer.officers_at(desk.connection, village, level)]


def reached(desk: Desk, phones: Sequence[str]) -> list[str]:
    """Those of the phones that take messages: no STOP holds."""
    stopped = contact.opted_out(desk.connection, phones) if phones else set()
    return [phone for phone in phones if phone not in stopped]


def workers(desk: Desk, row: AnyRow) -> list[str]:
    """Phones of the officers whose turn it is, and whom an SMS reaches: the level's, where the one named takes none."""
    named = reached(desk, [row.assignee]) if row.assignee else []
    return named or reached(desk, phones_at(desk, row.village, row.level))


def tell_officers(desk: Desk, row: AnyRow, notice: str, phones: Sequence[str], origin: str, *, said: str = "") -> int:
    """The notice, where config.toml has it, to each of `phones` in their language: how many hear of it. A command of
    theirs without a code may mean this ticket now, or the one before: it asks which.
    """
    if notice not in desk.settings.notices:
        return 0
    sender = contact.caller(desk.connection, row.phone)
    for phone in phones:
        language = desk.language_of(phone)
        told = _told(desk, row, language, said) | {"contact": shown(sender, row.phone, row.name)}
        text = notices.text(desk.settings, notice, language, told)
        _put(desk, row, phone, text, f"{origin}/officer/{phone}", notice)
        contact.forget_last_ticket(desk.connection, phone, row.code)
    return len(phones)


def tell_villager(
    desk: Desk, row: AnyRow, notice: str, origin: str, *, said: str = "", level: str | None = None
) -> str:
    """The notice, where config.toml has it, to whoever opened the ticket: `yes`; `no` where no SMS reaches them, who
    said STOP or were forgotten; `self` where it is they who did it; `""` where there is nothing to tell.

    `level`: whose office did it; else whose turn it is.
    """
    if notice not in desk.settings.notices or row.phone == desk.phone:
        return "self" if row.phone == desk.phone else ""
    if not (phone_number.is_number(row.phone) and reached(desk, [row.phone])):
        return "no"
    language = desk.language_of(row.phone)
    text = notices.text(desk.settings, notice, language, _told(desk, row, language, said, level))
    _put(desk, row, row.phone, text, f"{origin}/villager", notice)
    return "yes"


def _put(desk: Desk, row: AnyRow, phone: str, text: str, origin: str, notice: str) -> None:
    priority = URGENT if row.urgent else NOTICE
    desk.tell(phone, text, origin, row.village, priority=priority, ticket=row.id, notice=notice)


def _told(desk: Desk, row: AnyRow, language: str, said: str, level: str | None = None) -> dict[str, Any]:
    category = desk.settings.categories.get(row.category)
    return {
        "ticket": {
            "code": codes.show(row.code), "status": row.status, "category": row.category,
            "description": row.description, "said": said,
            "status_text": desk.in_language(desk.settings.words.get(f"ticket.{row.status}", {}), language),
            "category_text": desk.in_language(category.name, language) if category else row.category,
            "office": notices.office(desk.settings, row, level or row.level, language),
            "reopen_days": desk.settings.desk.reopen_days,
            "due": row.due_at.astimezone(desk.settings.zone).date().isoformat() if row.due_at else "",
        },
        "village": {"name": row.village_name, "district": row.district},
    }  # fmt: skip
