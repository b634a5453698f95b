"""A dialogue rebuilt from the telco's cumulative text: what Redis lost, PostgreSQL and the text still know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flows import engine
from flows.engine import Catalogs, Turn
from flows.session import Session
from gateway.host import DeskHost, NotMade


def readings(text: str, journal: Sequence[str] | None) -> Iterator[list[str]]:
    """The inputs that `text` may stand for, likeliest first.

    Callers type `*` too, and the telco does not escape it. Inputs with a `*` are journaled, so only what came after
    the journal is in doubt; where there is none, only the last input, whose `*` may be its own.
    """
    if not text:
        yield []
        return
    if journal is not None:
        known = "*".join(journal)
        if journal and (text == known or known.startswith(text + "*")):
            yield _beginning(text, journal)
        elif not journal or text.startswith(known + "*"):
            yield [*journal, text[len(known) + 1 :] if journal else text]
        return
    pieces = text.split("*")
    for merged in range(1, len(pieces) + 1):
        yield [*pieces[:-merged], "*".join(pieces[-merged:])]


def play(catalogs: Catalogs, first: Turn, inputs: Sequence[str], host: DeskHost, *, fresh: bool) -> Turn | None:
    """The turn after `inputs`; None when these can't have been the inputs.

    Unless the dialogue is `fresh` (a deep dial), whatever an earlier input did has been done already, and no earlier
    input ended the dialogue.
    """
    turn = first
    try:
        for index, text in enumerate(inputs):
            if turn.final:
                return None
            host.replaying = not fresh and index < len(inputs) - 1
            turn = engine.answer(catalogs, turn.session, text, host)
    except NotMade:
        return None
    finally:
        host.replaying = False
    return turn


def first_turn(began: dict[str, object]) -> Turn:
    """The first turn as a `ussd_session` row keeps it."""
    session, text = began["session"], began["text"]
    assert isinstance(session, dict)  # noqa: S101 - written by `kept`
    return Turn(Session.from_dict(session), str(text), bool(began["final"]))


def kept(turn: Turn) -> dict[str, object]:
    """A first turn as plain JSON."""
    return {"session": turn.session.to_dict(), "text": turn.text, "final": turn.final}


def _beginning(text: str, journal: Sequence[str]) -> list[str]:
    """The journaled inputs that `text` is made of."""
    for count in range(len(journal) + 1):
        if "*".join(journal[:count]) == text:
            return list(journal[:count])
    return text.split("*")
