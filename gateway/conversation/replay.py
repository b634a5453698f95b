"""A dialogue rebuilt from the telco's cumulative text: what Redis lost, PostgreSQL and the text still know."""

from __future__ import annotations

from collections.abc import Sequence

from flows import engine
from flows.engine import Catalogs, Turn
from flows.session import Session
from gateway.host import DeskHost, NotMade

MOST_INPUTS = 100
"""Of one dialogue. The telco ends a session after 180 seconds, so nobody comes near; a forged text might."""


class Lost(Exception):
    """No way leads through the dialogue with this text: it is not what the caller has typed."""


def needs_journal(given: str, before: Session, after: Session) -> bool:
    """Whether an input is kept in the database at once: splitting the telco's text would not surely give it back.

    Callers type `*` too, and the telco does not escape it. So all that is more than a number, or was refused, is kept.
    """
    return not after.ended and (not given.strip().isdigit() or after.tries > before.tries)


def play(catalogs: Catalogs, first: Turn, inputs: Sequence[str], host: DeskHost) -> Turn:
    """The turn after `inputs`, for the first time (a deep dial); what is over does not hear the rest. Raises Lost."""
    if len(inputs) > MOST_INPUTS:
        raise Lost("too many inputs")
    turn = first
    for given in inputs:
        if not turn.final:
            turn = engine.answer(catalogs, turn.session, given, host)
    return turn


def rebuild(
    catalogs: Catalogs, first: Turn, text: str, journal: Sequence[str] | None, host: DeskHost
) -> tuple[Turn, list[str]]:
    """The turn before the last input of `text`, and all its inputs. Raises Lost.

    After what the journal knows come inputs that did not need it, and then the last one, which may have any `*` in it.
    """
    known, rest = _known(text, journal or [])
    turn = first
    for given in known if rest else known[:-1]:
        turn = again(catalogs, turn, given, host)
    if rest:
        turn, plain = _plain(catalogs, turn, rest[:-1], host)
        known = [*known, *rest[:plain], "*".join(rest[plain:])]
    if known and turn.final:
        raise Lost("it is over")
    return turn, known


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
        beginning = "*".join(journal[:count])
        if text == beginning:
            return list(journal[:count]), []
        if count == len(journal) and text.startswith(beginning + "*"):
            return list(journal), text[len(beginning) + 1 :].split("*")
    raise Lost("not what was typed before")


def _plain(catalogs: Catalogs, turn: Turn, pieces: Sequence[str], host: DeskHost) -> tuple[Turn, int]:
    """The turn after those of `pieces` that can have been inputs without a journal, and how many they are."""
    for count, given in enumerate(pieces[:MOST_INPUTS]):
        try:
            after = again(catalogs, turn, given, host)
        except Lost:
            return turn, count
        if after.final or needs_journal(given, turn.session, after.session):
            return turn, count
        turn = after
    return turn, min(len(pieces), MOST_INPUTS)


def first_turn(began: dict[str, object]) -> Turn:
    """The first turn as a `ussd_session` row keeps it."""
    session, text = began["session"], began["text"]
    assert isinstance(session, dict)  # noqa: S101 - written by `kept`
    return Turn(Session.from_dict(session), str(text), bool(began["final"]))


def kept(turn: Turn) -> dict[str, object]:
    """A first turn as plain JSON."""
    return {"session": turn.session.to_dict(), "text": turn.text, "final": turn.final}
