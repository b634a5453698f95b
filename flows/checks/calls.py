"""Flows among each other: calls that nest for ever, flows that nothing starts."""

from __future__ import annotations

from dataclasses import dataclass

from flows.checks.base import Examination, listed
from flows.checks.graphs import first_loop, reached, unreached
from flows.checks.reach import silent_ways
from flows.definition import Call
from flows.limits import LIMITS


@dataclass(frozen=True, slots=True)
class _Edge:
    """One call. It waits when it has a `next`: the called flow comes back to it."""

    flow: str
    node: str
    called: str
    waits: bool


def check(found: Examination) -> None:
    """All flows together; only where all ways are known."""
    if not found.whole:
        return
    edges = [
        _Edge(name, node, body.call, body.next is not None)
        for name, flow in found.flows.items()
        for node, body in flow.node.items()
        if isinstance(body, Call)
    ]
    if not (_nests_for_ever(found, edges) or _turns_for_ever(found, edges)):
        _check_depth(found, edges)
    _check_started(found, edges)


def _graph(found: Examination, edges: list[_Edge]) -> dict[str, list[str]]:
    return {name: [edge.called for edge in edges if edge.flow == name] for name in found.flows}


def _nests_for_ever(found: Examination, edges: list[_Edge]) -> bool:
    """A call that waits, and leads back to itself: each round is one deeper, until there is no room."""
    graph = _graph(found, edges)
    inner = {name: reached(graph, [name]) for name in graph}
    rounds = [edge for edge in edges if edge.waits and edge.flow in inner[edge.called]]
    told: set[str] = set()
    depth = _distances(graph, found.entries or ())
    for edge in sorted(rounds, key=lambda one: depth.get(one.called, 0) - depth.get(one.flow, 0)):
        if edge.flow not in told:
            told |= {name for name in inner[edge.called] if edge.flow in inner[name]}
            said = (
                f'calls that nest for ever: "{edge.called}" leads back to this flow, "{edge.flow}";'
                " leave out the next of a call that need not come back"
            )
            found.loose.add(edge.flow)
            found.at_value(f"{edge.flow}.toml", ("node", edge.node, "call"), said)
    return bool(rounds)


def _distances(graph: dict[str, list[str]], starts: tuple[str, ...]) -> dict[str, int]:
    """How many calls away from the starts each flow is."""
    found: dict[str, int] = {}
    ring, distance = set(starts) & graph.keys(), 0
    while ring:
        found |= dict.fromkeys(ring, distance)
        ring = {called for name in ring for called in graph[name]} - found.keys()
        distance += 1
    return found


def _turns_for_ever(found: Examination, edges: list[_Edge]) -> bool:
    """Flows that hand on to each other (calls without a next) and never ask anything."""
    hands_on: dict[str, list[str]] = {}
    for name, flow in found.flows.items():
        passed = reached(silent_ways(flow, set()), [flow.start])
        hands_on[name] = [edge.called for edge in edges if edge.flow == name and edge.node in passed and not edge.waits]
    loop = first_loop(hands_on)
    if loop:
        edge = next(one for one in edges if one.flow == loop[0] and one.called == loop[1 % len(loop)] and not one.waits)
        found.loose.add(edge.flow)
        said = f"flows that call each other without a question, for ever: {' -> '.join([*loop, loop[0]])}"
        found.at_value(f"{edge.flow}.toml", ("node", edge.node, "call"), said)
    return bool(loop)


def _check_depth(found: Examination, edges: list[_Edge]) -> None:
    depth = dict.fromkeys(found.flows, 1)
    moved = True
    while moved:
        moved = False
        for edge in edges:
            deeper = depth[edge.flow] + edge.waits
            if deeper > LIMITS.calls:
                said = f"flows call each other more than {LIMITS.calls} deep"
                found.at_value(f"{edge.flow}.toml", ("node", edge.node, "call"), said)
                return
            if deeper > depth[edge.called]:
                depth[edge.called], moved = deeper, True


def _check_started(found: Examination, edges: list[_Edge]) -> None:
    if found.entries is None or not set(found.entries) <= found.flows.keys():
        return
    for first, others in unreached(_graph(found, edges), found.entries).items():
        also = f" (nor {listed(others)}, which it calls)" if others else ""
        said = f'nothing starts the flow "{first}"{also}: no code, no keyword, no call'
        found.at_key(f"{first}.toml", (), said)
