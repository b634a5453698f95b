"""Branches, options, conditions, patterns and bounds."""

from __future__ import annotations

from flows import condition
from flows.checks.base import Examination, nearest
from flows.checks.texts import known_names
from flows.definition import Ask, Branch, Menu, Part
from flows.inputs.pattern import BadPattern, compiled
from flows.positions import Path


def check_flow(found: Examination, name: str) -> None:
    """Each node of a flow."""
    for node, body in found.flows[name].node.items():
        path: Path = ("node", node)
        if isinstance(body, Branch):
            _check_branch(found, name, path, body)
        elif isinstance(body, Menu):
            _check_menu(found, name, path, body)
        elif isinstance(body, Ask):
            _check_ask(found, name, path, body)


def _check_branch(found: Examination, flow: str, path: Path, node: Branch) -> None:
    others = [index for index, case in enumerate(node.branch) if case.otherwise]
    if not others:
        found.in_flow(flow, (*path, "branch"), "the branch has no else: say where to go when no condition holds")
    elif others != [len(node.branch) - 1]:
        found.in_flow(flow, (*path, "branch", others[0]), "else is the last case of a branch, and the only one")
    for index, case in enumerate(node.branch):
        if case.when is not None:
            _check_condition(found, flow, (*path, "branch", index, "when"), case.when)


def _check_menu(found: Examination, flow: str, path: Path, node: Menu) -> None:
    if not node.options:
        found.in_flow(flow, (*path, "options"), "a menu needs options")
    seen: dict[tuple[str, str], int] = {}
    for index, option in enumerate(node.options):
        here = (*path, "options", index)
        if option.when is not None:
            _check_condition(found, flow, (*here, "when"), option.when)
        if option.goto is None and node.next is None:
            found.in_flow(flow, here, "this option leads nowhere: give it a goto, or the menu a next")
        if node.save and option.value is None:
            found.in_flow(flow, here, f"the menu saves {node.save!r}, so this option needs a value")
        marks = [("value", option.value)] if option.value is not None else []
        marks += [(language, label.casefold()) for language, label in option.label.root.items()]
        if any(mark in seen for mark in marks) and option.when is None:
            first = next(seen[mark] for mark in marks if mark in seen)
            found.in_flow(flow, here, f"this option is the same as option {first + 1}")
        seen |= {mark: index for mark in marks if mark not in seen}


def _check_ask(found: Examination, flow: str, path: Path, node: Ask) -> None:
    here = (*path, "accept")
    rule = node.accept.rule
    if node.accept.pattern:
        try:
            compiled(node.accept.pattern.pattern)
        except BadPattern as error:
            found.in_flow(flow, (*here, "pattern"), f"the pattern is wrong: {error}")
        if not (node.hint or node.accept.pattern.hint):
            found.in_flow(flow, here, "a pattern needs a hint: what the caller should type")
    if _bounds_crossed(rule):
        found.in_flow(flow, here, "the smallest that is accepted is larger than the largest")


def _bounds_crossed(rule: Part) -> bool:
    for low, high in (("min", "max"), ("from_", "to")):
        smallest, largest = getattr(rule, low, None), getattr(rule, high, None)
        if smallest is not None and largest is not None and smallest > largest:
            return True
    return False


def _check_condition(found: Examination, flow: str, path: Path, source: str) -> None:
    try:
        used = condition.names(source)
    except condition.BadCondition as error:
        found.in_flow(flow, path, f"the condition can't be read: {error}")
        return
    known = known_names(found)
    for name in sorted(used - known.keys()):
        found.in_flow(flow, path, f"nothing gives {name!r}{nearest(name, known)}")
