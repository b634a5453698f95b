"""Golden dialogues: the scripts of `transcripts/scripts.toml`, played in each language and written to be read."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import asdict, dataclass, field, fields, replace
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

from flows import gsm7
from flows.catalog import Catalog
from flows.checks.examples import watched
from flows.definition import Call, Flow, targets
from flows.effects import SendMessage
from flows.engine import Turn
from gateway.conversation import keywords
from tests.flows import calling_out
from tests.flows.banten import LANGUAGES, MEKARSARI, caller, newcomer, officer, settings, shipped
from tests.flows.in_memory import Village, play

FOLDER = Path(__file__).parent / "transcripts"

ANSWERED = {"tanggapan": "ticket_resolved_villager", "balas": "inquiry"}
"""Flow -> the notice that a text message with `about` answers."""

Place = tuple[str, str]
"""A flow and a node of it."""


@dataclass(frozen=True)
class Script:
    """One dialogue: a dial, or the text message `sms`, and what is typed then.

    `begin` is the flow that leads there (its own when not said), `{language}` in `says` the number of the caller's on
    the very first screen, `who` one of known, newcomer, stranger (neither village nor consent), placeless (no village),
    unasked (no consent), officer, head and operator, `pin` the state of the caller's PIN, `last` the ticket that they
    saw last, `last_inquiry` the inquiry, `about` that of the notice which the text message answers, `named` the
    caller's name. `world`: what else the host knows, by its field (`Village`). `calls`: what there is to call out
    (tests/flows/calling_out.py; `who` is head or operator then).
    """

    flow: str
    name: str
    says: tuple[str, ...] = ()
    begin: str = ""
    sms: str = ""
    who: str = "known"
    village: str = MEKARSARI
    deep: bool = False
    pin: str = ""
    last: str = ""
    last_inquiry: str = ""
    about: str = ""
    named: str = ""
    world: dict[str, Any] = field(default_factory=dict)
    calls: dict[str, Any] = field(default_factory=dict)

    def host(self, language: str) -> Village:
        if self.who in calling_out.ROLES:
            return calling_out.office(self.who, language, self.calls)
        people = {
            "known": caller(language, self.village),
            "newcomer": newcomer(),
            "stranger": caller(language, "", consent=False),
            "placeless": caller(language, ""),
            "unasked": caller(language, consent=False),
            "officer": officer(language),
        }
        seen = {"last_ticket": self.last, "last_inquiry": self.last_inquiry}
        seen |= {"name": self.named}
        known = people[self.who] | seen | ({"pin": self.pin} if self.pin else {})
        return Village(known, **deepcopy(self.world))


@dataclass(frozen=True)
class Hop:
    """What was typed, what it showed and what it made."""

    typed: str
    turn: Turn
    made: tuple[Any, ...]
    language: str

    @property
    def answer(self) -> str:
        """As the telco gets it: a screen with its prefix, or a text message."""
        prefix = "END " if self.turn.final else "CON "
        return (prefix if self.turn.session.medium == "ussd" else "") + self.turn.text


@lru_cache
def scripts() -> tuple[Script, ...]:
    said = tomllib.loads((FOLDER / "scripts.toml").read_text(encoding="utf-8"))
    return tuple(_script(flow, one) for flow in said for one in said[flow])


def _script(flow: str, said: dict[str, Any]) -> Script:
    own = {one.name for one in fields(Script)}
    world = {name: value for name, value in said.items() if name not in own}
    known = {name: value for name, value in said.items() if name in own}
    return Script(flow, **{**known, "says": tuple(said.get("says", ())), "world": world})


def played(script: Script, language: str, catalog: Catalog | None = None) -> list[Hop]:
    """The hops of a script for a caller of that language."""
    host = script.host(language)
    says = [said.replace("{language}", str(LANGUAGES.index(language) + 1)) for said in script.says]
    begin = script.begin or script.flow
    more: dict[str, Any] = {"deep": script.deep}
    if script.about:
        reply = settings().replies[ANSWERED[begin]]
        more = {"medium": "sms", "fills": reply.fills, "rest": script.sms, "about": script.about}
    elif script.sms:
        word = keywords.find(settings(), script.sms)
        assert word is not None
        assert word.settings.flow == begin, f"{script.sms!r} does not begin {begin}"
        more = {"medium": "sms", "fills": word.settings.fills, "rest": word.rest}
    marks: list[int] = []
    turns = play(begin, says, host=host, catalog=catalog, after=lambda: marks.append(len(host.effects)), **more)
    begun = [0, *marks[:-1]]
    made = [tuple(host.effects[start:stop]) for start, stop in zip(begun, marks, strict=True)]
    first = script.sms or "(dial)"
    return [Hop(*hop, language) for hop in zip([first, *says], turns, made, strict=True)]


def transcript(flow: str, language: str) -> str:
    """All dialogues of a flow, as they are kept in `transcripts/`."""
    parts = [f"# {flow}, {language}. Written by `pytest --update` from scripts.toml."]
    for script in scripts():
        if script.flow == flow:
            parts.append(f"=== {script.name}")
            parts += ["\n".join(_lines(hop)) for hop in played(script, language)]
    return "\n\n".join(parts) + "\n"


def _lines(hop: Hop) -> Iterator[str]:
    yield f"> {hop.typed}"
    yield from (f"  {line}" for line in hop.turn.text.split("\n"))
    if hop.turn.session.medium == "ussd":
        yield f"  [{hop.answer[:3]} {gsm7.septets(hop.answer)}]"
    else:
        yield f"  [SMS {gsm7.septets(hop.answer)}{', the last' if hop.turn.final else ''}]"
    yield from (f"  + {_told(effect, hop.language)}" for effect in hop.made)


def _told(effect: Any, language: str) -> str:
    said = asdict(effect)
    if isinstance(effect, SendMessage):
        said = {"to": effect.to, "text": effect.texts[language]}
    given = ", ".join(f"{name} = {value!r}" for name, value in said.items() if value not in {None, ""})
    return f"{type(effect).__name__}: {given}"


def walked(script: Script, language: str) -> list[Place]:
    """Where a dialogue stood, in order, with the nodes that only pass it on."""
    seen: list[Place] = []
    played(script, language, replace(shipped(), flows=watched(shipped().flows, seen)))
    return [place for place, _again in groupby(seen)]


def steps() -> set[tuple[Place, Place]]:
    """Every step from a node to the next that the flows have."""
    return {
        ((name, key), to)
        for name, flow in shipped().flows.items()
        for key in flow.node
        for to in _onward(flow, name, key)
    }


def _onward(flow: Flow, name: str, key: str) -> Iterator[Place]:
    node = flow.node[key]
    yield from ((name, target) for target in targets(node))
    if isinstance(node, Call):
        yield node.call, shipped().flows[node.call].start
