"""What is proved of config.toml beyond its form: words that can be told apart, texts in every language."""

from __future__ import annotations

import re

from flows import template
from flows.checks.base import Examination, listed, nearest
from flows.checks.texts import check_text
from flows.part import Text
from flows.positions import Path
from gateway.config import Settings
from gateway.telco import ADAPTERS
from models.officer import LEVELS
from models.ticket import TRANSITIONS

_SERVICE = frozenset({"service_code", "short_code", "name"})
_TICKET = frozenset(
    f"ticket.{part}"
    for part in "code status status_text category category_text description due said office reopen_days".split()
) | {"village.name", "village.district"}
_INQUIRY = frozenset(f"inquiry.{part}" for part in ("code", "status", "quantity", "question"))
_CALL = frozenset({"village.name", "village.district", "village.regency", "broadcast.text"})
_SENDER = frozenset({"contact.name", "contact.masked"})
_PRODUCT = frozenset({"product.code", "product.name", "village.name"})
_SAID = _PRODUCT | {"inquiry.code", "inquiry.quantity", "inquiry.question", "inquiry.said"}
_OFFER = _PRODUCT | {"product.price", "product.unit", "product.stock", "seller.name"}
_SIDES = ("buyer", "seller")
_EVENTS = ("message", "talk", "yes", "declined", "closed", "ended")
NOTICES: dict[str, frozenset[str]] = {
    "help": _SERVICE,
    "help_officer": _SERVICE,
    "stopped": _SERVICE,
    "started": _SERVICE,
    "unavailable": _SERVICE,
    "too_many": _SERVICE,
    "unfinished": frozenset({"question"}),
    "consent": frozenset(),
    "ticket_opened_officer": _TICKET | _SENDER,
    "inquiry_opened_seller": _INQUIRY | _SENDER | _PRODUCT,
    **dict.fromkeys(("broadcast_village", "broadcast_district", "broadcast_regency"), _CALL),
    "broadcast_stop": frozenset(),
    "pin_locked_head": frozenset({"officer.name", "officer.masked"}),
    "pin_forgotten_owner": frozenset({"officer.name", "officer.masked"}),
}
"""Each notice that the gateway must have, and the `{names}` that it may use."""

_BY_OFFICERS = "assigned in_progress waiting resolved rejected answer handover".split()
OPTIONAL: dict[str, frozenset[str]] = {
    **{f"ticket_{one}_villager": _TICKET for one in _BY_OFFICERS},
    **dict.fromkeys(("ticket_escalated_villager", "ticket_closed_villager"), _TICKET),
    **{
        f"ticket_{one}_officer": _TICKET | _SENDER
        for one in "handover reopened closed withdrawn addition reminder escalated".split()
    },
    "digest_officer": frozenset({"digest.new", "digest.open", "digest.late"}),
    **{f"inquiry_{event}_{side}": _SAID for event in _EVENTS for side in _SIDES},
    **{f"inquiry_agreed_{side}": _SAID | {"other.name", "other.phone"} for side in _SIDES},
    "product_opened_officer": _OFFER,
    **{f"product_{one}_seller": _OFFER | {"product.said"} for one in ("active", "rejected")},
    "inquiry_reported_head": _SAID | _SENDER | {"seller.name", "other.name", "other.masked"},
    "inquiry_reported_by_seller_head": _SAID | _SENDER | {"seller.name", "other.name", "other.masked"},
}
"""What is told only where config.toml has it."""

_STATUSES = ("new", *sorted({one for later in TRANSITIONS.values() for one in later}))
WORDS = frozenset(
    [
        *(f"ticket.{one}" for one in _STATUSES),
        *(f"inquiry.{one}" for one in "new answered agreed declined closed".split()),
        *(f"inquiry.{one}_agreed" for one in ("you", *_SIDES)),
        *(f"level.{one}" for one in "village district regency province".split()),
        *(f"who.{one}" for one in "villager you officer operator head".split()),
        *(f"said.{one}" for one in "note answer addition".split()),
        *(f"office.{one}" for one in LEVELS),
        *(f"broadcast.{one}" for one in "running stopped done".split()),
        *(f"product.{one}" for one in "waiting active paused rejected out_of_season".split()),
    ]
)
"""Each status that a villager may read, the levels and offices of a ticket, and what its history is told with."""
_PLACE = frozenset({"village.name", "village.district", "village.regency"})


def check(found: Examination, file: str, settings: Settings) -> None:
    """Report what is wrong in `file`, whose settings these are."""
    _check_languages(found, file, settings)
    _check_navigation(found, file, settings)
    _check_keywords(found, file, settings)
    for name, channel in settings.channels.items():
        if channel.adapter not in ADAPTERS:
            close = nearest(channel.adapter, ADAPTERS) or f"; there is {listed(ADAPTERS)}"
            found.at_value(file, ("channels", name, "adapter"), f'there is no adapter "{channel.adapter}"{close}')
    _check_categories(found, file, settings)
    _check_present(found, file, "notices", settings.notices.keys() - OPTIONAL.keys(), NOTICES)
    for name in settings.replies:
        if name not in {"inquiry", *settings.notices}:
            close = nearest(name, settings.notices)
            found.at_key(file, ("replies", name), f'there is no notice "{name}" that could be answered{close}')
    known = NOTICES | OPTIONAL
    for name, words in settings.notices.items():
        check_text(found, file, ("notices", name), Text(words))
        if name in known:
            check_names(found, file, ("notices", name), words, known[name])
    _check_present(found, file, "words", settings.words.keys(), WORDS)
    for name, words in settings.words.items():
        check_text(found, file, ("words", name), Text(words))
        check_names(found, file, ("words", name), words, _PLACE if name.startswith("office.") else frozenset())


def _check_categories(found: Examination, file: str, settings: Settings) -> None:
    named: dict[tuple[str, ...], str] = {}
    for name, category in settings.categories.items():
        check_text(found, file, ("categories", name, "name"), Text(category.name))
        for language, words in category.name.items():
            other = named.setdefault((category.kind, language, words.casefold()), name)
            if other != name:
                said = f'"{words}" is the name of "{other}" too: nobody could tell the two apart in a list'
                found.at_value(file, ("categories", name, "name", language), said)
                break
            if template.is_filled(words):
                said = "the name of a category is said as it stands: write no {name} into it"
                found.at_value(file, ("categories", name, "name", language), said)


def _check_languages(found: Examination, file: str, settings: Settings) -> None:
    for index, language in enumerate(settings.languages):
        if language in settings.languages[:index]:
            found.at_value(file, ("languages", index), f'the language "{language}" stands twice')
    if settings.language_abroad not in {"", *settings.languages}:
        close = nearest(settings.language_abroad, settings.languages) or f"; there is {listed(settings.languages)}"
        found.at_value(file, ("language_abroad",), f'there is no language "{settings.language_abroad}"{close}')


def _check_navigation(found: Examination, file: str, settings: Settings) -> None:
    keys = settings.navigation.model_dump()
    for index, (name, key) in enumerate(keys.items()):
        path: Path = ("navigation", name)
        same = next((other for other in list(keys)[:index] if keys[other] == key), "")
        if same:
            found.at_value(file, path, f'"{key}" is the key for "{same}" already')
        elif not re.fullmatch("0[0-9]?|5[1-9]|[6-9][0-9]", key):
            said = f'"{key}" can\'t be this key: 0, 00 to 09, or 51 to 99, so that nothing in a list has that number'
            found.at_value(file, path, said)


def _check_keywords(found: Examination, file: str, settings: Settings) -> None:
    before = len(found.problems)
    for name, keyword in settings.keywords.items():
        here: Path = ("keywords", name)
        if bool(keyword.flow) == bool(keyword.action):
            found.at_key(file, here, f'{name} needs either a flow ("lapor") or an action ("stop", "start", "help")')
        elif keyword.fills and not keyword.flow:
            found.at_key(file, (*here, "fills"), f"{name} starts no flow, so there is nothing to fill")
        twice = next((index for index, one in enumerate(keyword.fills) if one in keyword.fills[:index]), 0)
        if twice:
            said = f'"{keyword.fills[twice]}" stands twice, and is filled once: leave one of them out'
            found.at_value(file, (*here, "fills", twice), said)
        if keyword.role and keyword.action:
            found.at_key(file, (*here, "role"), f"{name} must be open to everybody: who may text us may stop it")
    if len(found.problems) == before and not any(keyword.action == "stop" for keyword in settings.keywords.values()):
        said = 'no word ends all messages, and people have a right to one: add STOP = { action = "stop" }'
        found.at_key(file, ("keywords",) if settings.keywords else (), said)


def _check_present(found: Examination, file: str, section: str, there: object, known: object) -> None:
    has, needs = list(there), list(known)  # type: ignore[call-overload]
    missing = [name for name in sorted(needs) if name not in has]
    for name in [one for one in has if one not in needs]:
        close = nearest(name, missing) or (nearest(name, OPTIONAL) if section == "notices" else "")
        missing = [one for one in missing if f'"{one}"' not in close]
        found.at_key(file, (section, name), f'nothing uses "{name}" of [{section}]{close}')
    if missing:
        found.at_key(file, (section,), f"[{section}] needs {listed(missing)} too")


def check_names(
    found: Examination, file: str, path: tuple[str, ...], words: dict[str, str], allowed: frozenset[str]
) -> None:
    """Report each `{name}` in the texts at `path` that is not one of those `allowed`."""
    for language, text in words.items():
        try:
            used = template.placeholders(text)
        except template.TemplateError:
            continue
        for one in used:
            if one.name not in allowed:
                close = nearest(one.name, allowed) or (f"; it knows {listed(sorted(allowed))}" if allowed else "")
                reason = f'the {path[-2][:-1]} "{path[-1]}" can\'t say {{{one.name}}}{close}'
                found.within(file, (*path, language), text[: one.offset], reason)
