"""A ticket and a product belong to the caller's village: the desk opens none for somebody who has told no village."""

from __future__ import annotations

import re

from flows.checks.answered import passes_on_every_way
from flows.checks.base import Examination
from flows.checks.worlds import conjuncts
from flows.definition import Branch, Create, Menu, Update
from flows.part import Part
from flows.positions import Path

VILLAGE = "contact.village"
WITH, WITHOUT, EITHER = "with", "without", "either"


def check(flows: Examination) -> None:
    """Report each node that opens one, and to which a way leads that never asks whether the village is known."""
    if not flows.whole:
        return
    asked = passes_on_every_way(flows, VILLAGE, _settles)
    for name, flow in flows.flows.items():
        for node, body in flow.node.items():
            opened = [target for target in ("ticket", "product") if _opens(body, target)]
            if opened and asked.lacks(name, node, VILLAGE):
                way = " -> ".join(asked.way_without(name, node, VILLAGE))
                said = (
                    f"a {opened[0]} belongs to the caller's village, and on the way {way} nobody asks for one:"
                    f" branch before (when = \"{VILLAGE} == ''\"), and call what asks for it"
                )
                flows.at_key(f"{name}.toml", ("node", node, "create", opened[0]), said)


def _opens(body: Part, target: str) -> bool:
    return isinstance(body, Create) and getattr(body.create, target) is not None


def _settles(body: Part, path: Path) -> bool:
    """Whether who goes this way has a village, or was told apart from those who have none."""
    if isinstance(body, Update):
        return "village" in (body.update.contact or {})
    if isinstance(body, Branch):
        here = int(path[1])
        before = any(_leaves(case.when) in {WITHOUT, EITHER} for case in body.branch[:here])
        return before or _leaves(body.branch[here].when) in {WITH, EITHER}
    return (
        isinstance(body, Menu) and path[0] == "options" and _leaves(body.options[int(path[1])].when) in {WITH, EITHER}
    )


def _leaves(when: str | None) -> str:
    """Whom a condition lets through: those WITH a village, those WITHOUT one, EITHER by something that is not taken
    apart here, or "" where it does not look at the village.
    """
    looks = [one.strip().replace('"', "'") for one in conjuncts(when or "") if VILLAGE in one]
    if not looks:
        return ""
    if any(re.fullmatch(r"contact\.village\s*==\s*''", one) for one in looks):
        return WITHOUT
    if any(re.fullmatch(r"contact\.village\s*(!=\s*''|==\s*'[^']+')", one) for one in looks):
        return WITH
    return EITHER
