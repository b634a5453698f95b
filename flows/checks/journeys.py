"""Ways from the dial to the last words: how many hops, and how long beside what the network gives a session."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from flows.checks.base import Examination
from flows.checks.choices import ways_on_ussd, worlds_of
from flows.checks.room import filled, screen_pages
from flows.definition import Ask, Call, End
from flows.limits import LIMITS
from flows.part import Part


class Way(NamedTuple):
    """A way, with each of its screens read to the end at its longest. `nodes`: those that ask something, by name."""

    seconds: int = 0
    hops: int = 0
    nodes: tuple[str, ...] = ()

    def and_then(self, further: Way) -> Way:
        return Way(self.seconds + further.seconds, self.hops + further.hops, self.nodes + further.nodes)


class Ways(NamedTuple):
    """Of a flow: the shortest way through it, and the shortest to those last words that are farthest away."""

    through: Way
    farthest: Way


def check(found: Examination) -> None:
    """Every flow. What takes too long in a flow to which another goes on is told there alone."""
    if found.broken or any(problem.severity == "error" for problem in found.problems):
        return
    ways = ways_of_all(found)
    for name, flow in found.flows.items():
        way = ways[name].farthest
        called = [ways[body.call].farthest.seconds for body in flow.node.values() if isinstance(body, Call)]
        if way.seconds > LIMITS.session_seconds >= max(called, default=0):
            said = (
                f"the farthest last words are {way.hops} hops and about {way.seconds} s from the dial, where a USSD"
                f" session has {LIMITS.session_seconds}: {_listed(way.nodes)}; ask less, or in another dialogue"
            )
            found.warn(f"{name}.toml", ("start",), said)


def _listed(nodes: tuple[str, ...]) -> str:
    """Enough of them to find the way."""
    told = nodes if len(nodes) <= MOST else (*nodes[: MOST // 2], "...", *nodes[-MOST // 2 :])
    return ", ".join(told)


MOST = 10
"""Nodes that are named of a way."""


def ways_of_all(found: Examination) -> dict[str, Ways]:
    """Of each flow, on USSD, in the language in which its screens are longest."""
    fillings = [filled(found, language) for language in found.languages]
    calls = {
        name: [body.call for body in flow.node.values() if isinstance(body, Call)] for name, flow in found.flows.items()
    }
    ways: dict[str, Ways] = {}
    for name in _inner_first(calls):
        flow = found.flows[name]
        own = {
            node: _own(node, body, max(len(screen_pages(found, body, shown)) for shown in fillings))
            for node, body in flow.node.items()
        }
        graph = {node: ways_on_ussd(body, worlds_of(found)) for node, body in flow.node.items()}
        ways[name] = _ways(flow.start, flow.node, graph, own, ways)
    return ways


def _own(name: str, node: Part, screens: int) -> Way:
    """What a node takes by itself. The last words come with the answer to what was asked before."""
    if isinstance(node, Ask):
        return Way((screens - 1) * LIMITS.hop_seconds + LIMITS.typing_seconds, screens, (name,))
    hops = screens - 1 if isinstance(node, End) else screens
    return Way(hops * LIMITS.hop_seconds, hops, (name,) if hops else ())


def _ways(
    start: str,
    nodes: Mapping[str, Part],
    graph: Mapping[str, Iterable[str]],
    own: Mapping[str, Way],
    others: Mapping[str, Ways],
) -> Ways:
    """The shortest way to each node (Dijkstra), and so to each of the last words."""
    reached: dict[str, Way] = {}
    waiting = [(own[start], start)]
    through, farthest = [], [Way()]
    while waiting:
        way, node = heapq.heappop(waiting)
        if node in reached:
            continue
        body = nodes[node]
        inside = others.get(body.call, Ways(Way(), Way())) if isinstance(body, Call) else Ways(Way(), Way())
        reached[node] = after = way.and_then(inside.through)
        if isinstance(body, End) or (isinstance(body, Call) and body.next is None):
            through.append(after)
            farthest.append(way.and_then(inside.farthest))
        for further in graph[node]:
            if further not in reached:
                heapq.heappush(waiting, (after.and_then(own[further]), further))
    return Ways(min(through, default=Way()), max(farthest))


def _inner_first(graph: Mapping[str, Iterable[str]]) -> list[str]:
    """Each flow after those that it calls; a call back to where one comes from does not count."""
    done: dict[str, None] = {}
    for start in graph:
        under_way = {start: iter(graph[start])} if start not in done else {}
        while under_way:
            node, steps = next(reversed(under_way.items()))
            further = next((one for one in steps if one in graph and one not in done and one not in under_way), None)
            if further is None:
                del under_way[node]
                done[node] = None
            else:
                under_way[further] = iter(graph[further])
    return list(done)
