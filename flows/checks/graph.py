"""Where everything leads: unknown nodes and flows, places nobody reaches, loops that wait for no one."""

from __future__ import annotations

from collections.abc import Iterator

from flows.phrases import FILE as PHRASES
from flows.checks.base import Examination, nearest
from flows.checks.texts import saves_of
from flows.definition import Ask, Branch, Call, Choose, End, Flow, Menu, Part, targets
from flows.positions import Path


def check(found: Examination) -> None:
    """All flows together."""
    for name, flow in found.flows.items():
        if _check_targets(found, name, flow):
            _check_reach(found, name, flow)
            _check_loops(found, name, flow)
    _check_calls(found)
    _check_entries(found)


def places(node: Part) -> Iterator[tuple[Path, str]]:
    """Each node that a node leads to, with the place that names it."""
    if isinstance(node, Menu):
        yield from ((("options", index, "goto"), one.goto) for index, one in enumerate(node.options) if one.goto)
    if isinstance(node, Branch):
        for index, case in enumerate(node.branch):
            yield ("branch", index, "else" if case.otherwise else "goto"), case.target
    if getattr(node, "next", None):
        yield ("next",), getattr(node, "next")  # noqa: B009 - a node of any kind that has one
    if isinstance(node, Choose):
        yield ("empty",), node.empty


def _check_targets(found: Examination, name: str, flow: Flow) -> bool:
    """Whether all that is named is there."""
    wrong = 0
    if flow.start not in flow.node:
        found.in_flow(
            name, ("start",), f'start = "{flow.start}": there is no such node{nearest(flow.start, flow.node)}'
        )
        wrong += 1
    for node, body in flow.node.items():
        for path, target in places(body):
            if target not in flow.node:
                said = (
                    f'{path[-1]} = "{target}": there is no node of that name in this flow{nearest(target, flow.node)}'
                )
                found.in_flow(name, ("node", node, *path), said)
                wrong += 1
    return not wrong


def _check_reach(found: Examination, name: str, flow: Flow) -> None:
    reached: set[str] = set()
    waiting = [flow.start]
    while waiting:
        node = waiting.pop()
        if node not in reached:
            reached.add(node)
            waiting += targets(flow.node[node])
    for node in flow.node:
        if node not in reached:
            found.in_flow(name, ("node", node), f"nothing leads to the node {node!r}")
    if not any(_leaves(flow.node[node]) for node in reached):
        found.in_flow(name, ("start",), "this flow never ends: no way leads to an end")


def _leaves(node: Part) -> bool:
    """Whether the dialogue ends here, or goes on in another flow for good."""
    return isinstance(node, End) or (isinstance(node, Call) and node.next is None)


def _check_loops(found: Examination, name: str, flow: Flow) -> None:
    """A way round through nodes that ask nothing would never come to rest."""
    silent = {node for node, body in flow.node.items() if not isinstance(body, Menu | Ask | Choose | End | Call)}
    done: set[str] = set()
    for first in flow.node:
        way = [first]
        stack = [(first, iter(_silent_steps(flow, first, silent)))] if first in silent - done else []
        while stack:
            follower = next(stack[-1][1], None)
            if follower is None:
                done.add(stack.pop()[0])
                way.pop()
            elif follower in way:
                found.in_flow(name, ("node", follower), f"a loop without a question: {' -> '.join([*way, follower])}")
                return
            elif follower not in done:
                way.append(follower)
                stack.append((follower, iter(_silent_steps(flow, follower, silent))))


def _silent_steps(flow: Flow, node: str, silent: set[str]) -> list[str]:
    return [target for target in targets(flow.node[node]) if target in silent]


def _calls(flow: Flow) -> list[tuple[str, str]]:
    return [(node, body.call) for node, body in flow.node.items() if isinstance(body, Call)]


def _check_calls(found: Examination) -> None:
    for name, flow in found.flows.items():
        for node, called in _calls(flow):
            if f"{called}.toml" not in found.files or f"{called}.toml" == PHRASES:
                said = f'call = "{called}": there is no flow of that name{nearest(called, found.flows)}'
                found.in_flow(name, ("node", node, "call"), said)
            elif _reaches(found, called, name):
                found.in_flow(
                    name, ("node", node, "call"), f'the flow "{called}" calls this one again: that never ends'
                )


def _reaches(found: Examination, start: str, goal: str) -> bool:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        flow = waiting.pop()
        if flow == goal:
            return True
        if flow in found.flows and flow not in seen:
            seen.add(flow)
            waiting += [called for _, called in _calls(found.flows[flow])]
    return False


def _check_entries(found: Examination) -> None:
    """What config.toml starts is there, and all that is there is started or called by something."""
    called = {target for flow in found.flows.values() for _, target in _calls(flow)}
    for entry in found.entries:
        if f"{entry}.toml" not in found.files:
            said = f'config.toml starts the flow "{entry}", which is not in this folder{nearest(entry, found.flows)}'
            found.report(min(found.files, default="config.toml"), (), said)
    for name in found.flows:
        if name not in called and name not in found.entries:
            found.in_flow(name, (), f"nothing starts the flow {name!r}: no code, no keyword, no call")
    for name, fills in found.fills.items():
        for fill in fills:
            if name in found.flows and fill not in saves_of(found.flows[name]):
                found.in_flow(name, (), f"a keyword of config.toml fills {fill!r}, which this flow does not ask")
