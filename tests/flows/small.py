"""Catalogs of a few lines, and a way to play a dialogue on them as the gateway does: each session written and read again.

A flow is given without its title; `PHRASES` are short, so that a screen can be written out in a test.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from flows import engine, phrases
from flows.catalog import Catalog, load
from flows.engine import Turn
from flows.gsm7 import fits
from flows.navigation import Navigation
from flows.session import Medium, Session
from tests.fakes import FakeHost, village_of

TODAY = "2026-11-24"
SAID = {
    "back": "Back", "home": "Home", "more": "More", "resume": "Go on?", "resume_yes": "Yes", "resume_no": "Anew",
    "wrong_option": "Not {min} to {max}.", "help": "Help: {home}.", "help_typed": "Help: {home}.", "empty_input": "Nothing.", "ended": "Over.",
    "not_found": "No {typed}.", "too_long": "Over {max}.", "wrong_text_short": "Under {min}.", "wrong_pattern": "Not {hint}.",
    "wrong_number": "No number {min} to {max}.",
}  # fmt: skip
PHRASES = "\n".join(f'{name} = "{SAID.get(name, name)}"' for name in phrases.NAMES)


@lru_cache(maxsize=256)
def _loaded(files: tuple[tuple[str, str], ...], languages: tuple[str, ...], navigation: Navigation) -> Catalog:
    return load(dict(files), languages=languages, navigation=navigation, entries=None)


def catalog(*, languages: tuple[str, ...] = ("id",), navigation: Navigation | None = None, **flows: str) -> Catalog:
    """A catalog that passed its check. `utama="start = ..."` is the file `utama.toml`."""
    files = {f"{name}.toml": f'title = "T"\n{text}' for name, text in flows.items()} | {phrases.FILE: PHRASES}
    return _loaded(tuple(files.items()), languages, navigation or Navigation())


def reread(session: Session) -> Session:
    """The session as the next process finds it."""
    return Session.from_dict(json.loads(json.dumps(session.to_dict())))


def begin(flows: Catalog, host: FakeHost | None = None, *, medium: Medium = "ussd", **more: Any) -> Turn:
    """The first turn of the flow `utama`."""
    host = host or FakeHost()
    given: dict[str, Any] = {
        "reference": "r", "flow": "utama", "today": TODAY,
        "contact": dict(host.contact), "village": village_of(host.contact),
    }  # fmt: skip
    return engine.begin(flows, host, medium=medium, **(given | more))


def go_on(flows: Catalog, turn: Turn, host: FakeHost, *says: str) -> list[Turn]:
    """The turns after more inputs; every screen of them fits a phone."""
    turns = []
    for said in says:
        turn = engine.answer(lambda _revision: flows, reread(turn.session), said, host)
        assert turn.session.medium == "sms" or fits(turn.text, 156, 66), turn.text
        turns.append(turn)
    return turns


def play(flows: Catalog, says: Iterable[str] = (), host: FakeHost | None = None, **more: Any) -> list[Turn]:
    """The turns of a dialogue of the flow `utama`: the first screen, then one for each of `says`."""
    host = host or FakeHost()
    first = begin(flows, host, **more)
    return [first, *go_on(flows, first, host, *says)]


def shown(turns: Sequence[Turn]) -> list[str]:
    """The screens, each in one line."""
    return [" / ".join(turn.text.split("\n")) for turn in turns]
