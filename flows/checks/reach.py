"""Ways through one flow: nodes that nobody reaches, loops that ask nothing, flows that never end."""

from __future__ import annotations

from flows.checks.base import Examination, listed
from flows.checks.graphs import first_loop, reached, unreached
from flows.checks.parts import ways_of
from flows.definition import Ask, Call, Choose, End, Flow, Menu
from flows.part import Part


def check(found: Examination) -> None:
    """Each flow of which all ways are known."""
    silent = _silent_flows(found)
    for name, flow in found.flows.items():
        if name not in found.loose and not _has_loop(found, name, flow, silent):
            _check_nodes(found, name, flow)


def silent_ways(flow: Flow, silent: set[str]) -> dict[str, list[str]]:
    """Where each node may lead without asking anything; `silent`: flows that may pass without a question."""
    return {node: _silent_ways(body, silent) for node, body in flow.node.items()}


def _has_loop(found: Examination, name: str, flow: Flow, silent: set[str]) -> bool:
    loop = first_loop(silent_ways(flow, silent))
    if loop:
        found.loose.add(name)
        way = " -> ".join([*loop, loop[0]])
        said = f"a loop without a question, which would turn for ever: {way}; put a menu, ask or choose into it"
        found.at_key(f"{name}.toml", ("node", loop[0]), said)
    return bool(loop)


def _check_nodes(found: Examination, name: str, flow: Flow) -> None:
    file = f"{name}.toml"
    ways = {node: [target for _, target in ways_of(body)] for node, body in flow.node.items()}
    lost = unreached(ways, [flow.start])
    for first, others in lost.items():
        found.loose.add(name)
        also = f" (nor to {listed(others)}, which it leads to)" if others else ""
        said = f'nothing leads to the node "{first}"{also}: name it in a next or goto, or take it out'
        found.at_key(file, ("node", first), said)
    ending = _ending(name, flow)
    trapped = next((node for node in flow.node if node not in ending), None)
    if not lost and flow.start not in ending:
        found.at_value(file, ("start",), f'the flow "{name}" never ends: it needs a node with an end')
    elif not lost and trapped:
        found.at_key(file, ("node", trapped), "from here no way leads to last words: lead it to an end")


def _ending(name: str, flow: Flow) -> set[str]:
    """The nodes from which some way leads to last words, or on to another flow."""
    back: dict[str, list[str]] = {node: [] for node in flow.node}
    for node, body in flow.node.items():
        for _, target in ways_of(body):
            back[target].append(node)
    return reached(back, [node for node, body in flow.node.items() if _is_an_end(name, body)])


def _is_an_end(name: str, node: Part) -> bool:
    return isinstance(node, End) or (isinstance(node, Call) and node.next is None and node.call != name)


def _silent_ways(node: Part, silent: set[str]) -> list[str]:
    if isinstance(node, Menu | Ask | End):
        return []
    if isinstance(node, Call):
        return [node.next] if node.next is not None and node.call in silent else []
    if isinstance(node, Choose):
        looks = not node.typed or bool(node.search)
        return [node.empty] * looks + [node.next] * (looks and node.single)
    return [target for _, target in ways_of(node)]


def _silent_flows(found: Examination) -> set[str]:
    """Flows that may come to their end without asking anything."""
    silent: set[str] = set()
    while more := {name for name, flow in found.flows.items() if name not in silent and _passes(flow, silent)}:
        silent |= more
    return silent


def _passes(flow: Flow, silent: set[str]) -> bool:
    passed = [flow.node[node] for node in reached(silent_ways(flow, silent), [flow.start])]
    tails = {body.call for body in passed if isinstance(body, Call) and body.next is None}
    return any(isinstance(body, End) for body in passed) or bool(tails & silent)
