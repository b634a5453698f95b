"""Names: each is given by something, and by some way that leads to where it is used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from flows.checks.base import Examination, listed, nearest
from flows.checks.names import ALWAYS, Use, given_by, given_by_all, used_by, uses_in
from flows.checks.parts import ways_of
from flows.definition import Call, End, Flow, Menu
from flows.part import Part

Names = frozenset[str]
NONE: Names = frozenset()


class _Place(NamedTuple):
    node: str
    use: Use


def check(found: Examination) -> None:
    """All names of all flows, each once: a `save` that is misspelt is one fault, however often its name is used.

    What an unreadable file would give is not known, so then only what all dialogues know is proved.
    """
    known = given_by_all(iter(found.flows.values()))
    labelled = {node.save for flow in found.flows.values() for node in flow.node.values() if isinstance(node, Menu)}
    before = _answered_before(found) if found.whole else {}
    told: set[tuple[str, str]] = set()
    for name, flow in found.flows.items():
        for node, use in _uses(flow):
            first = use.name.partition(".")[0]
            reason, fault = _fault(found, use, known, labelled), (name, use.name)
            if not reason and node in before.get(name, {}):
                reason, fault = _too_early(use, before[name][node]), (name, first)
            if first not in known:
                fault = ("", first)
            if reason and fault not in told:
                told.add(fault)
                path = ("node", node, *use.path) if node else use.path
                found.within(f"{name}.toml", path, use.before, reason)


def _uses(flow: Flow) -> Iterator[_Place]:
    for language, words in flow.title.root.items():
        yield from (_Place("", use) for use in uses_in(("title", language), words))
    for node, body in flow.node.items():
        yield from (_Place(node, use) for use in used_by(body))


def _fault(found: Examination, use: Use, known: dict[str, list[Names]], labelled: set[str | None]) -> str:
    """What is wrong with a name, wherever it is used."""
    first, _, part = use.name.partition(".")
    shown = first if use.condition else f"{{{use.name}}}"
    if first in use.record:
        return f'"{first}" is a text here, of the record that is shown: it has no part "{part}"' if part else ""
    if first not in known:
        close = nearest(first, known.keys() | use.record)
        return "" if found.broken else f"nothing gives {shown}{close or '; an ask, menu or choose must save it'}"
    if part and not any(part in fields for fields in known[first]) and not found.broken:
        fields = sorted(set().union(*known[first]))
        return f'"{first}" has no part "{part}"' + (nearest(part, fields) or f"; it has {listed(fields) or 'none'}")
    if not part and not use.condition and all(fields and "name" not in fields for fields in known[first]):
        return f"{shown} is not a text: say which part, such as {{{first}.{sorted(known[first][0])[0]}}}"
    if use.filter == "label" and use.name not in labelled and not found.broken:
        return f"{shown[:-1]}|label}}: no menu saves that, so there is no label of it"
    return ""


def _too_early(use: Use, answered: Names) -> str:
    name = use.name.partition(".")[0]
    if name in ALWAYS or name in answered or name in use.record:
        return ""
    return f'"{name}" is not known yet: no way that leads here gives it'


class _Step(NamedTuple):
    """What a node comes to here. `last`: the flow is over with it."""

    gives: Names
    leads_to: tuple[str, ...]
    call: str | None
    last: bool


def _step(body: Part) -> _Step:
    call = body.call if isinstance(body, Call) else None
    targets = tuple(target for _, target in ways_of(body))
    last = isinstance(body, End) or (isinstance(body, Call) and body.next is None)
    return _Step(frozenset(given_by(body)), targets, call, last)


def _answered_before(found: Examination) -> dict[str, dict[str, Names]]:
    """flow -> node -> the names that some way to that node gives.

    A flow is gone through again when one that leads to it gives more, or one that it calls.
    """
    steps = {name: {node: _step(body) for node, body in flow.node.items()} for name, flow in found.flows.items()}
    callers: dict[str, set[str]] = {name: set() for name in steps}
    for name, flow in steps.items():
        for step in flow.values():
            if step.call:
                callers[step.call].add(name)
    given, adds = dict.fromkeys(steps, NONE), dict.fromkeys(steps, NONE)
    before: dict[str, dict[str, Names]] = {}
    waiting = dict.fromkeys(steps)
    while waiting:
        name = next(iter(waiting))
        del waiting[name]
        before[name] = _through(found.flows[name].start, steps[name], given[name], adds)
        for node, names in before[name].items():
            call = steps[name][node].call
            if call and not names <= given[call]:
                given[call] |= names
                waiting[call] = None
        added = frozenset().union(*_at_the_ends(steps[name], before[name], adds))
        if added != adds[name]:
            adds[name] = added
            waiting |= dict.fromkeys(callers[name])
    return before


def _through(start: str, steps: Mapping[str, _Step], given: Names, adds: Mapping[str, Names]) -> dict[str, Names]:
    before = {start: given}
    waiting = [start]
    while waiting:
        node = waiting.pop()
        step = steps[node]
        after = before[node] | step.gives | (adds[step.call] if step.call else NONE)
        for target in step.leads_to:
            if target not in before or not after <= before[target]:
                before[target] = before.get(target, NONE) | after
                waiting.append(target)
    return before


def _at_the_ends(steps: Mapping[str, _Step], before: Mapping[str, Names], adds: Mapping[str, Names]) -> Iterator[Names]:
    for node, names in before.items():
        step = steps[node]
        if step.last:
            yield names | (adds[step.call] if step.call else NONE)
