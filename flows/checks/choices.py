"""What can be chosen: options that are shown to somebody, cases that are reached, not too many at once."""

from __future__ import annotations

from flows.checks.base import Examination
from flows.checks.graphs import reached
from flows.checks.parts import ways_of
from flows.checks.values import known_values
from flows.checks.worlds import Worlds, disjuncts
from flows.definition import Branch, Flow, Menu
from flows.limits import LIMITS
from flows.part import Part
from flows.positions import Path


def check(found: Examination) -> None:
    """Every menu and every branch. What an unreadable file gives is not known, so then nothing is told."""
    if found.broken:
        return
    worlds = worlds_of(found)
    for name, flow in found.flows.items():
        dialled = reached_on_ussd(flow, worlds)
        for node, body in flow.node.items():
            if isinstance(body, Menu):
                _check_menu(found, f"{name}.toml", ("node", node, "options"), body, worlds)
            if isinstance(body, Menu) and node in dialled:
                _check_number(found, f"{name}.toml", ("node", node, "options"), body, worlds)
            if isinstance(body, Branch):
                _check_branch(found, f"{name}.toml", ("node", node, "branch"), body, worlds)


def worlds_of(found: Examination) -> Worlds:
    """What the conditions of a catalog can come to; worked out once for all families."""
    if found.worlds is None:
        found.worlds = Worlds(known_values(found.flows.values(), found.languages))
    return found.worlds


def reached_on_ussd(flow: Flow, worlds: Worlds) -> set[str]:
    """The nodes of a flow that somebody who dials can come to."""
    return reached({node: ways_on_ussd(body, worlds) for node, body in flow.node.items()}, [flow.start])


def ways_on_ussd(node: Part, worlds: Worlds) -> list[str]:
    """The nodes to which somebody who dials may come from `node`."""
    closed: set[Path] = set()
    if isinstance(node, Menu):
        shut = (i for i, one in enumerate(node.options) if one.when and not worlds.can_hold(one.when, dialled=True))
        closed = {("options", index, "goto") for index in shut}
    if isinstance(node, Branch):
        taken = False
        for index, case in enumerate(node.branch):
            if taken or (case.when and not worlds.can_hold(case.when, dialled=True)):
                closed |= {("branch", index, "goto"), ("branch", index, "else")}
            taken = taken or (case.when is not None and not worlds.can_fail(case.when, dialled=True))
    return [target for path, target in ways_of(node) if path not in closed]


def _check_menu(found: Examination, file: str, path: Path, menu: Menu, worlds: Worlds) -> None:
    for index, option in enumerate(menu.options):
        if option.when and not worlds.can_hold(option.when):
            said = "nobody can choose this option, for its condition is never true: mend it, or take the option out"
            found.at_value(file, (*path, index, "when"), said)
        elif option.when and _has_dead_part(found, file, (*path, index, "when"), option.when, worlds):
            continue
        elif option.when and not worlds.can_fail(option.when):
            found.warn(file, (*path, index, "when"), "this condition is always true: leave `when` out")
    lost = worlds.with_none([one.when for one in menu.options])
    if lost:
        said = f"nothing can be chosen here where {lost}: leave a `when` out, or branch off before"
        found.warn_at_key(file, path, said)


def _check_number(found: Examination, file: str, path: Path, menu: Menu, worlds: Worlds) -> None:
    most = max((len(one) for one in worlds.together([one.when for one in menu.options])), default=0)
    if most > LIMITS.options:
        said = (
            f"{most} options on one screen: more than {LIMITS.options} are hard to read on a small phone;"
            " put some into a menu of their own"
        )
        found.warn(file, path, said)


def _check_branch(found: Examination, file: str, path: Path, branch: Branch, worlds: Worlds) -> None:
    before: list[str] = []
    for index, case in enumerate(branch.branch):
        if case.when is None:
            continue
        if not worlds.can_hold(case.when):
            said = "this condition is never true, so nobody comes this way: mend it, or take the case out"
            found.at_value(file, (*path, index, "when"), said)
        elif _has_dead_part(found, file, (*path, index, "when"), case.when, worlds):
            pass
        elif before and worlds.is_covered(case.when, before):
            said = "this case is never reached: those before it hold wherever it does; put it first, or take it out"
            found.at_value(file, (*path, index, "when"), said)
        elif not worlds.can_fail(case.when):
            said = "this condition is always true, so nothing after it is ever reached: mend it, or take the branch out"
            found.at_value(file, (*path, index, "when"), said)
        before.append(case.when)


def _has_dead_part(found: Examination, file: str, path: Path, when: str, worlds: Worlds) -> bool:
    """Report the first part of an `a || b` that never holds."""
    dead = next((one for one in disjuncts(when) if not worlds.can_hold(one)), None)
    if dead is None:
        return False
    said = f"this part of the condition is never true: {dead.strip()}; mend it, or take it out"
    found.within(file, path, when[: when.index(dead.strip())], said)
    return True
