"""A dialogue rebuilt from the telco's cumulative text: what Redis lost, PostgreSQL and the text still know."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flows import engine
from flows.definition import Ask
from flows.engine import Catalogs, Turn
from flows.session import Session
from gateway.host import DeskHost, NotMade

MOST_INPUTS = 100
"""Of one dialogue. The telco ends a session after 180 seconds, so nobody comes near; a forged text might."""


LEFT_OUT = "######"
"""What is kept in the place of a PIN. The telco's text, which is not kept, has it where a dialogue is replayed."""


class Lost(Exception):
    """No way leads through the dialogue with this text: it is not what the caller has typed."""


def needs_journal(given: str, before: Session, after: Session) -> bool:
    """Whether an input is kept in the database at once: splitting the telco's text would not surely give it back.

    Callers type `*` too, and the telco does not escape it. So all that is more than a number, or was refused, is kept.
    """
    return not after.ended and (not given.strip().isdigit() or after.tries > before.tries)


def kept_of(catalogs: Catalogs, before: Session, given: str) -> str:
    """An input as it may be kept: not what answers the question for a PIN."""
    at = before.frames[-1]
    node = catalogs(before.revision).flows[at.flow].node[at.node]
    is_pin = isinstance(node, Ask) and node.accept.pin is not None
    return "*".join(LEFT_OUT for _ in given.split("*")) if is_pin else given


def play(catalogs: Catalogs, first: Turn, inputs: Sequence[str], host: DeskHost) -> tuple[Turn, list[str]]:
    """The turn after `inputs`, for the first time (a deep dial), and they as they are kept; what is over does not hear
    the rest. Raises Lost.
    """
    if len(inputs) > MOST_INPUTS:
        raise Lost("too many inputs")
    turn, kept = first, []
    for given in inputs:
        kept.append(given if turn.final else kept_of(catalogs, turn.session, given))
        if not turn.final:
            turn = engine.answer(catalogs, turn.session, given, host)
    return turn, kept


def rebuild(
    catalogs: Catalogs, first: Turn, text: str, journal: Sequence[str] | None, host: DeskHost
) -> tuple[Turn, str | None, list[str]]:
    """The turn before the last input of `text`, that input (None: there is none), and all inputs as they are kept.

    After what the journal knows come inputs that did not need it, and then the last one, which may have any `*` in it.
    Raises Lost.
    """
    known, rest = _known(text, journal or [])
    turn, kept = first, []
    for given in known if rest else known[:-1]:
        kept.append(kept_of(catalogs, turn.session, given))
        turn = again(catalogs, turn, given, host)
    if rest:
        turn, plain = _plain(catalogs, turn, rest[:-1], host)
        kept += plain
        last = "*".join(rest[len(plain) :])
    elif known:
        last = known[-1]
    else:
        return turn, None, []
    if turn.final:
        raise Lost("it is over")
    return turn, last, [*kept, kept_of(catalogs, turn.session, last)]


def again(catalogs: Catalogs, turn: Turn, given: str, host: DeskHost) -> Turn:
    """The turn after an input that was answered before: what it did has been done. Raises Lost where it can't have."""
    if turn.final:
        raise Lost("it is over")
    host.replaying = True
    try:
        return engine.answer(catalogs, turn.session, given, host)
    except NotMade:
        raise Lost("an effect that never was") from None
    finally:
        host.replaying = False


def _known(text: str, journal: Sequence[str]) -> tuple[list[str], list[str]]:
    """The inputs of `text` that the journal has, and the pieces of what comes after. Raises Lost."""
    if not text:
        return [], []
    if not journal:
        return [], text.split("*")
    for count in range(len(journal), 0, -1):
        beginning = _pattern(journal[:count])
        if found := beginning.fullmatch(text):
            return list(found.groups()), []
        if count == len(journal) and (found := beginning.match(text)) and text[found.end() :].startswith("*"):
            return list(found.groups()), text[found.end() + 1 :].split("*")
    raise Lost("not what was typed before")


def is_of(kept: str, text: str, *, more: bool = False) -> bool:
    """Whether `kept` was made of `text`; `more`: of the beginning of it."""
    return re.match(_pattern([kept]).pattern + (r"\*" if more else r"\Z"), text) is not None


def without_pins(text: str, journal: Sequence[str] | None) -> str:
    """The telco's text as it may be kept: the journal has each PIN at once, left out."""
    kept = "*".join(journal or ())
    if LEFT_OUT not in kept:
        return text
    return kept + text[found.end() :] if (found := _pattern([kept]).match(text)) else kept


def _pattern(kept: Sequence[str]) -> re.Pattern[str]:
    """What inputs were before they were kept, each a group."""
    anything = "[^*]*"
    return re.compile(r"\*".join(f"({re.escape(one).replace(re.escape(LEFT_OUT), anything)})" for one in kept))


def _plain(catalogs: Catalogs, turn: Turn, pieces: Sequence[str], host: DeskHost) -> tuple[Turn, list[str]]:
    """The turn after those of `pieces` that can have been inputs without a journal, and they as they are kept."""
    kept: list[str] = []
    for given in pieces[:MOST_INPUTS]:
        try:
            after = again(catalogs, turn, given, host)
        except Lost:
            return turn, kept
        if after.final or needs_journal(given, turn.session, after.session):
            return turn, kept
        kept.append(kept_of(catalogs, turn.session, given))
        turn = after
    return turn, kept


def first_turn(began: dict[str, object]) -> Turn:
    """The first turn as a `ussd_session` row keeps it."""
    session, text = began["session"], began["text"]
    assert isinstance(session, dict)  # noqa: S101 - written by `kept`
    return Turn(Session.from_dict(session), str(text), bool(began["final"]))


def kept(turn: Turn) -> dict[str, object]:
    """A first turn as plain JSON."""
    return {"session": turn.session.to_dict(), "text": turn.text, "final": turn.final}
