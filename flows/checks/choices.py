"""What can be chosen: options that are shown to somebody, cases that are reached, not too many at once."""

from __future__ import annotations

from flows import condition
from flows.checks import worlds
from flows.checks.base import Examination
from flows.checks.graphs import reached
from flows.checks.parts import ways_of
from flows.checks.values import Values, known_values
from flows.checks.worlds import can_fail, can_hold
from flows.definition import Branch, Flow, Menu
from flows.limits import LIMITS
from flows.part import Part
from flows.positions import Path


def check(found: Examination) -> None:
    """Every menu and every branch. What an unreadable file gives is not known, so then nothing is told."""
    if found.broken:
        return
    known = known_values(found.flows.values(), found.languages)
    for name, flow in found.flows.items():
        dialled = reached_on_ussd(flow, known)
        for node, body in flow.node.items():
            if isinstance(body, Menu):
                _check_menu(found, f"{name}.toml", ("node", node, "options"), body, known)
            if isinstance(body, Menu) and node in dialled:
                _check_number(found, f"{name}.toml", ("node", node, "options"), body, known)
            if isinstance(body, Branch):
                _check_branch(found, f"{name}.toml", ("node", node, "branch"), body, known)


USSD = {"dialogue.medium": "ussd"}


def reached_on_ussd(flow: Flow, known: dict[str, Values]) -> set[str]:
    """The nodes of a flow that somebody who dials can come to."""
    return reached({node: ways_on_ussd(body, known) for node, body in flow.node.items()}, [flow.start])


def ways_on_ussd(node: Part, known: dict[str, Values]) -> list[str]:
    """The nodes to which somebody who dials may come from `node`."""
    ways = dict(ways_of(node))
    closed: set[Path] = set()
    if isinstance(node, Menu):
        shut = (index for index, one in enumerate(node.options) if one.when and not can_hold(one.when, known, USSD))
        closed = {("options", index, "goto") for index in shut}
    if isinstance(node, Branch):
        taken = False
        for index, case in enumerate(node.branch):
            if taken or (case.when and not can_hold(case.when, known, USSD)):
                closed |= {("branch", index, "goto"), ("branch", index, "else")}
            taken = taken or (case.when is not None and not can_fail(case.when, known, USSD))
    return [target for path, target in ways.items() if path not in closed]


def shown_together(menu: Menu, known: dict[str, Values]) -> list[frozenset[int]]:
    """The options, by number from 0, of each screen that USSD can show of a menu; [] where that can't be told."""
    always = frozenset(index for index, one in enumerate(menu.options) if one.when is None)
    told = {one.when for one in menu.options if one.when and worlds.paths_in(one.when, known) is not None}
    unsure = frozenset(index for index, one in enumerate(menu.options) if one.when and one.when not in told)
    found = worlds.worlds(sorted(told), known, USSD)
    screens = {
        frozenset(index for index, one in enumerate(menu.options) if one.when in told and one.when in true)
        for world in found or ()
        for true in [{one for one in told if condition.holds(one, world)}]
    }
    return [always | unsure | one for one in sorted(screens, key=sorted)]


def _check_menu(found: Examination, file: str, path: Path, menu: Menu, known: dict[str, Values]) -> None:
    for index, option in enumerate(menu.options):
        if option.when and not can_hold(option.when, known):
            said = "nobody can choose this option, for its condition is never true: mend it, or take the option out"
            found.at_value(file, (*path, index, "when"), said)
        elif option.when and not can_fail(option.when, known):
            found.warn(file, (*path, index, "when"), "this condition is always true: leave `when` out")


def _check_number(found: Examination, file: str, path: Path, menu: Menu, known: dict[str, Values]) -> None:
    most = max((len(one) for one in shown_together(menu, known)), default=0)
    if most > LIMITS.options:
        said = (
            f"{most} options on one screen: more than {LIMITS.options} are hard to read on a small phone;"
            " put some into a menu of their own"
        )
        found.warn(file, path, said)


def _check_branch(found: Examination, file: str, path: Path, branch: Branch, known: dict[str, Values]) -> None:
    before: list[str] = []
    for index, case in enumerate(branch.branch):
        if case.when is None:
            continue
        if not can_hold(case.when, known):
            said = "this condition is never true, so nobody comes this way: mend it, or take the case out"
            found.at_value(file, (*path, index, "when"), said)
        elif before and worlds.is_covered(case.when, before, known):
            said = "this case is never reached: those before it hold wherever it does; put it first, or take it out"
            found.at_value(file, (*path, index, "when"), said)
        elif not can_fail(case.when, known):
            said = "this condition is always true, so nothing after it is ever reached: mend it, or take the branch out"
            found.at_value(file, (*path, index, "when"), said)
        before.append(case.when)
