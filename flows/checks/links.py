"""Ways: every node and flow that is named is there, and every option and branch leads somewhere."""

from __future__ import annotations

from flows import phrases
from flows.checks.base import Examination, nearest
from flows.checks.parts import ways_of
from flows.definition import Branch, Call, Flow, Menu


def check(found: Examination) -> None:
    """All ways of all flows. A flow with one that leads nowhere is `loose`: what it reaches is not known."""
    for name, flow in found.flows.items():
        before = len(found.problems)
        _check_start(found, f"{name}.toml", flow)
        for node, body in flow.node.items():
            _check_ways(found, f"{name}.toml", flow, node)
            if isinstance(body, Menu):
                _check_menu(found, f"{name}.toml", node, body)
            if isinstance(body, Branch):
                _check_branch(found, f"{name}.toml", node, body)
            if isinstance(body, Call):
                _check_call(found, f"{name}.toml", node, body)
        if len(found.problems) > before:
            found.loose.add(name)


def _check_start(found: Examination, file: str, flow: Flow) -> None:
    if flow.start not in flow.node:
        said = f'start = "{flow.start}": there is no node of that name in this flow'
        found.at_value(file, ("start",), said + (nearest(flow.start, flow.node) or _add(flow.start)))


def _check_ways(found: Examination, file: str, flow: Flow, node: str) -> None:
    for path, target in ways_of(flow.node[node]):
        if target not in flow.node:
            said = f'{path[-1]} = "{target}": there is no node of that name in this flow'
            found.at_value(file, ("node", node, *path), said + (nearest(target, flow.node) or _add(target)))


def _add(node: str) -> str:
    return f"; add [node.{node}] or name another"


def _check_menu(found: Examination, file: str, node: str, menu: Menu) -> None:
    lost = [index for index, option in enumerate(menu.options) if option.goto is None]
    if not menu.options:
        found.at_value(file, ("node", node, "options"), "a menu needs options")
    elif lost and menu.next is None:
        numbers = ", ".join(str(index + 1) for index in lost)
        which, them = (f"option {numbers} leads", "it") if len(lost) == 1 else (f"the options {numbers} lead", "them")
        said = f"{which} nowhere: give {them} a goto, or the menu a next"
        found.at_key(file, ("node", node, "options", lost[0]), said)


def _check_branch(found: Examination, file: str, node: str, branch: Branch) -> None:
    others = [index for index, case in enumerate(branch.branch) if case.otherwise is not None]
    last = len(branch.branch) - 1
    if not others:
        said = 'this branch has no else: end it with { else = "..." }, where to go when no condition holds'
        found.at_key(file, ("node", node, "branch"), said)
    elif len(others) > 1:
        said = "a second else: what comes after the first is never reached; keep one, at the end"
        found.at_key(file, ("node", node, "branch", others[1]), said)
    elif others[0] != last:
        said = "the else must be the last case: what comes after it is never reached"
        found.at_key(file, ("node", node, "branch", others[0]), said)


def _check_call(found: Examination, file: str, node: str, call: Call) -> None:
    known = [name.removesuffix(".toml") for name in found.files if name != phrases.FILE]
    if call.call not in known:
        said = f'call = "{call.call}": there is no flow of that name in this folder{nearest(call.call, known)}'
        found.at_value(file, ("node", node, "call"), said)
