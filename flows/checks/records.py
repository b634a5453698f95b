"""What is created, changed, sent and looked up: fields that there are, and all that are needed."""

from __future__ import annotations

import dataclasses

from flows.checks.base import Examination, listed, nearest
from flows.checks.parts import changes_of
from flows.definition import Choose, Create, Send, Update
from flows.effects import BY_TARGET
from flows.part import Part
from flows.positions import Path

NARROWED_BY = {
    "villages": ("district", "regency"),
    "categories": ("kind",),
    "products": ("category", "village", "code", "mine", "queue"),
    "tickets": ("code", "queue"),
    "inquiries": ("code", "open"),
    "officers": ("village",),
    "takers": ("ticket",),
    "workload": (),
    "kept": (),
    "audience": ("area", "text"),
    "broadcast": (),
}
"""What a look-up can be narrowed by (flows/host.py)."""


def check(found: Examination) -> None:
    """Every node that does or looks up something."""
    for name, flow in found.flows.items():
        for node, body in flow.node.items():
            path: Path = ("node", node)
            _check_changes(found, f"{name}.toml", path, body)
            if isinstance(body, Choose):
                _check_where(found, f"{name}.toml", path, body)
            if isinstance(body, Send) and not body.send:
                found.at_key(f"{name}.toml", (*path, "send"), "this sends to nobody: send.contact, send.officers, ...")


def _check_changes(found: Examination, file: str, path: Path, node: Part) -> None:
    changes = list(changes_of(node))
    if isinstance(node, Create | Update) and not changes:
        targets = [one.split(".")[1] for one in BY_TARGET if one.startswith("create") == isinstance(node, Create)]
        kind = "create" if isinstance(node, Create) else "update"
        found.at_key(file, (*path, kind), f"this does nothing: say what to {kind}, {listed(targets)}")
    for target, fields in changes:
        _check_fields(found, file, (*path, *target), fields, ".".join(target))


def _check_fields(found: Examination, file: str, path: Path, fields: dict[str, str], target: str) -> None:
    known = {one.name: one for one in dataclasses.fields(BY_TARGET[target])}
    missing = [name for name, one in known.items() if one.default is dataclasses.MISSING and name not in fields]
    for name in [name for name in fields if name not in known]:
        close = nearest(name, missing) or nearest(name, known)
        missing = [one for one in missing if f'"{one}"' not in close]
        said = f'{target} has no field "{name}"{close or "; it has " + listed(known)}'
        found.at_key(file, (*path, name), said)
    if missing:
        found.at_key(file, path, f"{target} needs {listed(missing)} too")
    if not fields and not missing:
        found.at_key(file, path, f"this changes nothing: {target} has {listed(known)}")


def _check_where(found: Examination, file: str, path: Path, node: Choose) -> None:
    known = NARROWED_BY[node.source]
    strange = [name for name in node.where if name not in known]
    for name in strange:
        close = nearest(name, known) or (f"; only by {listed(known)}" if known else "; by nothing")
        found.at_key(file, (*path, "where", name), f'{node.source} can\'t be narrowed by "{name}"{close}')
    if strange:
        return
    if not any("{" in words for words in node.label.root.values()):
        said = "all that is listed would look alike: put a name of it into the label, such as {name}"
        found.at_value(file, (*path, "label"), said)
    if node.source == "officers" and "village" not in node.where:
        said = 'officers are looked up by village: where = { village = "{village.code}" }'
        found.at_key(file, (*path, "from"), said)
    if node.source == "takers" and "ticket" not in node.where:
        said = 'who may take a ticket is looked up by it: where = { ticket = "{ticket.code}" }'
        found.at_key(file, (*path, "from"), said)
    if node.source == "villages" and not (node.typed or node.search or "district" in node.where):
        said = "there are too many villages to list: add typed = true, a search, or where = { district = ... }"
        found.at_key(file, (*path, "from"), said)
