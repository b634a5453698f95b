"""What is known where: the names that some way to a node gives, and those that every way gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from typing import NamedTuple

from flows.checks.base import Examination
from flows.checks.graphs import reached
from flows.checks.names import given_by, used_by
from flows.checks.parts import ways_of
from flows.checks.tested import NONE, Names, decided_by, tested_by, unknown_on
from flows.definition import Call, Choose, End, Flow, Menu
from flows.part import Part
from flows.positions import Path

AGAIN = "?"
"""No name: that a condition looks at what was decided before."""

Join = Callable[[Names, Names], Names]
Marks = Callable[[Part, Path], bool]
"""Of a node and the place of a way from it."""


class Way(NamedTuple):
    """From a node to `target`. `tests`: the names by which it is decided that it leads there; `lacks`: those that who
    goes there does not know, for the condition says so.
    """

    target: str
    gives: Names
    tests: Names
    lacks: Names = NONE


class Step(NamedTuple):
    """What a node comes to here. `last`: the flow goes back from it to the one that called it; `may`: what is taken to
    be known once a condition has looked at a name that may be missing (`inquiry.mine == true`, or else it is a ticket).
    """

    ways: tuple[Way, ...]
    call: str | None
    last: bool
    may: Names = NONE


class Answered(NamedTuple):
    """before  flow -> node -> what is known where the dialogue comes to it
    back    flow -> what is known in addition when it comes back to a `call`; none for one that never does
    starts  flow -> its first node
    """

    before: dict[str, dict[str, Names]]
    back: dict[str, Names]
    steps: Mapping[str, Mapping[str, Step]]
    starts: Mapping[str, str]

    def lacks(self, flow: str, node: str, name: str) -> bool:
        known = self.before.get(flow, {}).get(node)
        return known is not None and name not in known

    def way_without(self, flow: str, node: str, name: str) -> list[str]:
        """The shortest way to a node on which nothing gives `name`."""
        before: dict[str, list[str]] = {}
        for one, step in self.steps[flow].items():
            for way in step.ways if self.lacks(flow, one, name) else ():
                taken = name in step.may and name not in way.lacks and way.tests - self.before[flow][one]
                if not (taken or name in way.gives or name in self.back.get(step.call or "", NONE)):
                    before.setdefault(way.target, []).append(one)
        ways, seen = [[node]], {node}
        for way_here in ways:
            further = before.get(way_here[0], [])
            if not further or way_here[0] == self.starts[flow]:
                return way_here
            ways += [[one, *way_here] for one in further if one not in seen]
            seen |= set(further)
        return ways[-1]


def on_some_way(found: Examination) -> Answered:
    """What some way to each node gives."""
    return _answered(found, lambda one, other: one | other, found.flows, lambda body: _step(body, {}))


def on_every_way(found: Examination) -> Answered:
    """What every way to each node gives, from where a flow is started."""
    some, steps = on_some_way(found), {}
    for name, flow in found.flows.items():
        tests = _tests_in(flow)
        for node, body in flow.node.items():
            known = some.before[name].get(node, NONE)
            steps[id(body)] = _step(body, tests[node])._replace(may=known)
    return _answered(found, _both, _starts(found), lambda body: steps[id(body)])


def _tests_in(flow: Flow) -> dict[str, dict[Path, Names]]:
    """As `tested_by`, of each node. What was decided before counts too: what is told apart twice by the same goes
    together, and who skipped a question there need not come by it here.
    """
    looks = {node: [use for use in used_by(body) if use.condition] for node, body in flow.node.items()}
    graph = {node: [target for _, target in ways_of(body)] for node, body in flow.node.items()}
    decided: dict[str, list[str]] = {use.name: [] for uses in looks.values() for use in uses}
    for node, body in flow.node.items():
        save = body.save if isinstance(body, Menu) else None
        for name in {use.name for use in looks[node]} | {save or ""}:
            decided.get(name, []).extend(graph[node])
    again = {name: reached(graph, targets) for name, targets in decided.items()}
    found: dict[str, dict[Path, Names]] = {}
    for node, body in flow.node.items():
        found[node] = tested_by(body)
        for use in looks[node]:
            if node in again[use.name]:
                found[node][use.path] = found[node].get(use.path, NONE) | {AGAIN}
    return found


def _starts(found: Examination) -> list[str]:
    called = {body.call for flow in found.flows.values() for body in flow.node.values() if isinstance(body, Call)}
    starts = found.flows.keys() - called if found.entries is None else found.entries
    return [name for name in found.flows if name in starts]


def passes_on_every_way(found: Examination, mark: str, marks: Marks) -> Answered:
    """As `on_every_way`, for `mark`: what `marks` says that is settled on a way from a node."""
    return _answered(
        found,
        _both,
        _starts(found),
        lambda body: _step(body, {}, lambda *way: frozenset({mark} if marks(*way) else ())),
    )


def _both(one: Names, other: Names) -> Names:
    return one & other


def _answered(found: Examination, join: Join, starts: Iterable[str], step_of: Callable[[Part], Step]) -> Answered:
    """A flow is gone through again when one that leads to it, or that it calls, turns out to know something else."""
    steps = {name: {node: step_of(body) for node, body in flow.node.items()} for name, flow in found.flows.items()}
    callers: dict[str, set[str]] = {name: set() for name in steps}
    for name, nodes in steps.items():
        for step in nodes.values():
            if step.call:
                callers[step.call].add(name)
    begins = {name: flow.start for name, flow in found.flows.items()}
    orders = {name: _in_order(begins[name], steps[name]) for name in steps}
    told, given = Answered({}, {}, steps, begins), dict[str, Names](dict.fromkeys(starts, NONE))
    waiting = dict.fromkeys(given)
    while waiting:
        name = next(iter(waiting))
        del waiting[name]
        told.before[name] = before = _through(orders[name], steps[name], given[name], told.back, join)
        for node, known in before.items():
            call = steps[name][node].call
            if call and (call not in given or given[call] != join(given[call], known)):
                given[call] = join(given[call], known) if call in given else known
                waiting[call] = None
        ends = list(_at_the_ends(steps[name], before, told.back))
        if ends and (name not in told.back or told.back[name] != reduce(join, ends)):
            told.back[name] = reduce(join, ends)
            waiting |= dict.fromkeys(callers[name] & given.keys())
    return told


def _through(
    order: Sequence[str], steps: Mapping[str, Step], given: Names, back: Mapping[str, Names], join: Join
) -> dict[str, Names]:
    """Each node after those that lead to it, and all of them again where a way round leads back."""
    before = {order[0]: given}
    moved = True
    while moved:
        moved = False
        for node in order:
            step = steps[node]
            for way in step.ways if node in before and (step.call is None or step.call in back) else ():
                after = _after(before[node], step, way, back)
                known = join(before[way.target], after) if way.target in before else after
                if way.target not in before or known != before[way.target]:
                    before[way.target], moved = known, True
    return before


def _in_order(start: str, steps: Mapping[str, Step]) -> list[str]:
    """The nodes to which `start` leads, each before those to which it leads, but for ways round."""
    done: dict[str, None] = {}
    under_way = {start: iter(steps[start].ways)}
    while under_way:
        node, ways = next(reversed(under_way.items()))
        further = next((one.target for one in ways if one.target not in done and one.target not in under_way), None)
        if further is None:
            del under_way[node]
            done[node] = None
        else:
            under_way[further] = iter(steps[further].ways)
    return list(done)[::-1]


def _after(known: Names, step: Step, way: Way, back: Mapping[str, Names]) -> Names:
    added = back.get(step.call, NONE) if step.call else NONE
    return ((step.may if way.tests - known else known) - way.lacks) | way.gives | added


def _at_the_ends(steps: Mapping[str, Step], before: Mapping[str, Names], back: Mapping[str, Names]) -> Iterator[Names]:
    for node, known in before.items():
        step = steps[node]
        if step.last and (step.call is None or step.call in back):
            yield _after(known, step, Way("", NONE, NONE), back)


def _step(body: Part, tests: Mapping[Path, Names], marks: Callable[[Part, Path], Names] = lambda *_: NONE) -> Step:
    gives = frozenset(given_by(body))
    ways = tuple(
        Way(
            target,
            (NONE if _gives_nothing(body, path) else gives) | marks(body, path),
            decided_by(body, path, tests),
            unknown_on(body, path),
        )
        for path, target in ways_of(body)
    )
    call = body.call if isinstance(body, Call) else None
    return Step(ways, call, (isinstance(body, End) and not body.stop) or (isinstance(body, Call) and body.next is None))


def _gives_nothing(body: Part, path: Path) -> bool:
    """A list that holds nothing, and an option without a value, answer nothing."""
    if isinstance(body, Menu) and path[0] == "options":
        return body.options[int(path[1])].value is None
    return isinstance(body, Choose) and path == ("empty",)
