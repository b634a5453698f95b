"""`[[test]]`: dialogues that must come out as their author wrote them, played in a made-up village."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flows.checks import given
from flows.checks.base import Examination, listed, nearest
from flows.checks.sample import TODAY, Sample
from flows.definition import Flow
from flows.effects import (
    ChangeBroadcast,
    ChangeContact,
    ChangeInquiry,
    ChangeProduct,
    ChangeTicket,
    ForgetPin,
    OpenBroadcast,
    OpenInquiry,
    OpenProduct,
    OpenTicket,
    SendMessage,
)
from flows.example import Example
from flows.positions import Path

MAKES = {
    "ticket": OpenTicket, "inquiry": OpenInquiry, "contact": ChangeContact, "pin": ForgetPin, "message": SendMessage,
    "ticket_change": ChangeTicket, "broadcast": OpenBroadcast, "broadcast_change": ChangeBroadcast,
    "inquiry_change": ChangeInquiry, "product": OpenProduct,
    "product_change": ChangeProduct,
}  # fmt: skip
"""What `makes` may name."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one test. Where `reason` is "" it came out as written; else `place` is the part of the test that is
    wrong: the test itself, a step (`dialog`, number) or something in `makes`, of which `wanted` and `got` tell apart.

    visited  the nodes that the dialogue passed, as (flow, node)
    """

    flow: str
    test: Example
    language: str
    place: Path
    reason: str = ""
    wanted: str = ""
    got: str = ""
    visited: frozenset[tuple[str, str]] = frozenset()


def check(found: Examination) -> None:
    """Play every test, where nothing else is wrong: any other problem may be why one fails."""
    if any(problem.severity == "error" for problem in found.problems):
        return
    for outcome in play(found):
        file = f"{outcome.flow}.toml"
        if outcome.language not in found.languages:
            found.warn(file, outcome.place, f"this test is not played: {outcome.reason}")
        elif outcome.reason:
            add = found.at_value if "dialog" in outcome.place else found.at_key
            add(file, outcome.place, f'the test "{outcome.test.name}" {outcome.reason}')


def play(found: Examination, only: Collection[str] = ()) -> Iterator[Outcome]:
    """What comes of each test, or of those of some flows."""
    for name, flow in found.flows.items():
        for index, example in enumerate(flow.test if not only or name in only else ()):
            language = example.language or found.languages[0]
            begun = Outcome(name, example, language, ("test", index))
            if language in found.languages:
                yield _played(found, begun)
            else:
                said = f'"{language}" is not one of the languages of config.toml'
                yield replace(begun, place=(*begun.place, "language"), reason=said)


class _Watched(dict[str, Any]):
    """The nodes of a flow, which note each look at one of them."""

    def __init__(self, flow: str, nodes: Mapping[str, Any], seen: list[tuple[str, str]]) -> None:
        super().__init__(nodes)
        self._flow, self._seen = flow, seen

    def __getitem__(self, node: str) -> Any:
        self._seen.append((self._flow, node))
        return super().__getitem__(node)


def watched(flows: Mapping[str, Flow], seen: list[tuple[str, str]]) -> dict[str, Flow]:
    """The same flows, which note in `seen` each node that a dialogue looks at, as (flow, node), in order."""
    return {name: flow.model_copy(update={"node": _Watched(name, flow.node, seen)}) for name, flow in flows.items()}


def _played(found: Examination, begun: Outcome) -> Outcome:
    example = begun.test
    unmet = given.strange(example.given)
    if unmet:
        place, said = unmet
        return replace(begun, place=(*begun.place, "given", *place), reason=f"can't be played: {said}")
    host = Sample(begun.language, newcomer=example.newcomer, role=example.role, pin=example.pin, given=example.given)
    seen: list[tuple[str, str]] = []
    try:
        outcome = _dialogue(found, begun, host, seen)
    except Exception as error:  # whatever a flow does to the engine, the check says so and goes on
        return replace(begun, reason=f"broke off: {type(error).__name__}: {error}", visited=frozenset(seen))
    return replace(outcome if outcome.reason else _made(begun, host), visited=frozenset(seen))


def _dialogue(found: Examination, begun: Outcome, host: Sample, seen: list[tuple[str, str]]) -> Outcome:
    """Up to the first step that goes wrong."""
    from flows import catalog, engine  # noqa: PLC0415 - both load what is checked here

    noted = watched(found.flows, seen)
    flows = catalog.Catalog("", found.languages, found.navigation, noted, found.phrases, found.files)
    by_text = begun.test.medium == "sms"
    fills = found.fills.get(begun.flow, ()) if by_text else ()
    turn = engine.begin(
        flows, host, reference="test", medium=begun.test.medium, flow=begun.flow, contact=host.contact,
        village=host.village, today=TODAY, fills=fills,
        rest=next((typed for typed, _ in begun.test.dialog), "") if fills else "",
    )  # fmt: skip
    for step, (typed, shown) in enumerate(begun.test.dialog):
        place = (*begun.place, "dialog", step)
        if step or (typed and not by_text):
            if turn.final:
                said = f'fails: the dialogue is over before "{typed}" is typed'
                return replace(begun, place=place, reason=said, wanted=shown, got=turn.text)
            turn = engine.answer(lambda _revision: flows, turn.session, typed, host)
        if " ".join(shown.split()) not in " ".join(turn.text.split()):
            said = f'after "{typed}"' if typed else "at first"
            reason = f'fails: {said} it should show "{shown}", and shows "{" / ".join(turn.text.splitlines())}"'
            return replace(begun, place=place, reason=reason, wanted=shown, got=turn.text)
    return begun


def _made(begun: Outcome, host: Sample) -> Outcome:
    for target, wanted in begun.test.makes.items():
        place = (*begun.place, "makes", target)
        if target not in MAKES:
            close = nearest(target, MAKES) or f"; it makes {listed(MAKES)}"
            said = f'fails: a dialogue makes no "{target}"{close}'
            return replace(begun, place=place, reason=said)
        made = [one for one in host.effects if isinstance(one, MAKES[target])]
        if any(_differences(one, wanted) == "" for one in made):
            continue
        got = _differences(made[0], wanted) if made else "none"
        fields = ", ".join(f'{key} = "{value}"' for key, value in wanted.items())
        reason = f"fails: it should make a {target} with {fields}, and makes {got}"
        return replace(begun, place=place, reason=reason, wanted=fields, got=got)
    return begun


def _differences(effect: object, wanted: dict[str, object]) -> str:
    """What is other than wanted, as `category = "air"`."""
    got = {key: getattr(effect, key, None) for key in wanted}
    return ", ".join(f'{key} = "{got[key]}"' for key, value in wanted.items() if str(got[key]) != str(value))
