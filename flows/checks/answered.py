"""What is known where: the names that some way to a node gives, and those that every way gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from typing import NamedTuple

from flows.checks.base import Examination
from flows.checks.names import ALWAYS, given_by, used_by
from flows.checks.parts import ways_of
from flows.definition import Branch, Call, Choose, End, Menu
from flows.part import Part
from flows.positions import Path

Names = frozenset[str]
NONE: Names = frozenset()

Known = Names | None
"""None: all of them, as far as can be told. A condition has looked at a name that may be missing, and who knows what
follows from it (`inquiry.mine == true`, or else it is a ticket that was found).
"""

Join = Callable[[Known, Known], Known]
Marks = Callable[[Part, Path], bool]
"""Of a node and the place of a way from it."""


class Way(NamedTuple):
    """From a node to `target`. `tests`: the names by which it is decided that it leads there."""

    target: str
    gives: Names
    tests: Names


class Step(NamedTuple):
    """What a node comes to here. `last`: the flow goes back from it to the one that called it."""

    ways: tuple[Way, ...]
    call: str | None
    last: bool


class Answered(NamedTuple):
    """before  flow -> node -> what is known where the dialogue comes to it
    back    flow -> what is known in addition when it comes back to a `call`; none for one that never does
    starts  flow -> its first node
    """

    before: dict[str, dict[str, Known]]
    back: dict[str, Known]
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
                if not (name in way.gives or name in (self.back.get(step.call or "") or NONE)):
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
    return _answered(
        found, lambda one, other: (one or NONE) | (other or NONE), found.flows, lambda body: _step(body, {})
    )


def on_every_way(found: Examination) -> Answered:
    """What every way to each node gives, from where a flow is started."""
    return _answered(found, _both, _starts(found), lambda body: _step(body, tested_by(body)))


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


def _both(one: Known, other: Known) -> Known:
    return other if one is None else one if other is None else one & other


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
    told, given = Answered({}, {}, steps, begins), dict[str, Known](dict.fromkeys(starts, NONE))
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
    order: Sequence[str], steps: Mapping[str, Step], given: Known, back: Mapping[str, Known], join: Join
) -> dict[str, Known]:
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


def _after(known: Known, step: Step, way: Way, back: Mapping[str, Known]) -> Known:
    added = back.get(step.call, NONE) if step.call else NONE
    if known is None or added is None or way.tests - known:
        return None
    return known | way.gives | added


def _at_the_ends(steps: Mapping[str, Step], before: Mapping[str, Known], back: Mapping[str, Known]) -> Iterator[Known]:
    for node, known in before.items():
        step = steps[node]
        if step.last and (step.call is None or step.call in back):
            yield _after(known, step, Way("", NONE, NONE), back)


def _step(body: Part, tests: Mapping[Path, Names], marks: Callable[[Part, Path], Names] = lambda *_: NONE) -> Step:
    gives = frozenset(given_by(body))
    ways = tuple(
        Way(target, (NONE if _gives_nothing(body, path) else gives) | marks(body, path), _before(body, path, tests))
        for path, target in ways_of(body)
    )
    call = body.call if isinstance(body, Call) else None
    return Step(ways, call, (isinstance(body, End) and not body.stop) or (isinstance(body, Call) and body.next is None))


def tested_by(body: Part) -> dict[Path, Names]:
    """The place of each condition -> the names at which it looks and that may be missing."""
    found: dict[Path, Names] = {}
    for use in used_by(body):
        first = use.name.partition(".")[0]
        if use.condition and first not in ALWAYS:
            found[use.path] = found.get(use.path, NONE) | {first}
    return found


def _before(body: Part, path: Path, tests: Mapping[Path, Names]) -> Names:
    """What the conditions look at that decide for the way at `path`: of a branch, those of the cases before it too."""
    if isinstance(body, Branch):
        return frozenset().union(*(names for case, names in tests.items() if int(case[1]) <= int(path[1])))
    return tests.get((*path[:2], "when"), NONE)


def _gives_nothing(body: Part, path: Path) -> bool:
    """A list that holds nothing, and an option without a value, answer nothing."""
    if isinstance(body, Menu) and path[0] == "options":
        return body.options[int(path[1])].value is None
    return isinstance(body, Choose) and path == ("empty",)
