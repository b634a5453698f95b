"""A ticket and a product belong to the caller's village: the desk opens none for somebody who has told no village."""

from __future__ import annotations

from flows.checks.answered import passes_on_every_way
from flows.checks.base import Examination
from flows.checks.names import used_by
from flows.definition import Branch, Create, Menu, Update
from flows.part import Part
from flows.positions import Path

VILLAGE = "contact.village"


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
    places = {use.path for use in used_by(body) if use.condition and use.name == VILLAGE}
    if isinstance(body, Branch):
        return any(int(place[1]) <= int(path[1]) for place in places)
    return isinstance(body, Menu) and (*path[:2], "when") in places
