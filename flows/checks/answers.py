"""Names: each is given by something, and by every way that leads to where a text would have a gap without it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import NamedTuple

from flows.checks.answered import Answered, on_every_way, on_some_way
from flows.checks.base import Examination, listed, nearest
from flows.checks.names import ALWAYS, Use, given_by_all, used_by, uses_in
from flows.checks.tested import NONE, Names, tested_by
from flows.definition import Create, Flow, Menu, Update
from flows.effects import BY_TARGET, OpenTicket
from flows.part import Part

MOST = 6
"""Nodes that are named of a way."""


UNKNOWN = Answered({}, {}, {}, {})


class _Place(NamedTuple):
    node: str
    use: Use


def check(found: Examination) -> None:
    """All names of all flows, each once: a `save` that is misspelt is one fault, however often its name is used.

    What an unreadable file would give is not known, so then only what all dialogues know is proved.
    """
    known = given_by_all(iter(found.flows.values()))
    labelled = {node.save for flow in found.flows.values() for node in flow.node.values() if isinstance(node, Menu)}
    some, every = (on_some_way(found), on_every_way(found)) if found.whole else (UNKNOWN, UNKNOWN)
    told: set[tuple[str, str]] = set()
    for name, flow in found.flows.items():
        for node, use in _uses(flow):
            first = use.name.partition(".")[0]
            reason, fault = _fault(found, use, known, labelled), (name, use.name)
            if not reason and first not in ALWAYS and first not in use.record:
                fault = (name, first)
                if some.lacks(name, node, first):
                    reason = f'"{first}" is not known yet: no way that leads here gives it'
                elif every.lacks(name, node, first) and not _may_be_empty(flow.node[node], use):
                    reason = _gap(first, every.way_without(name, node, first), known[first])
            if first not in known:
                fault = ("", first)
            if reason and fault not in told:
                told.add(fault)
                path = ("node", node, *use.path) if node else use.path
                found.within(f"{name}.toml", path, use.before, reason)


def _uses(flow: Flow) -> Iterator[_Place]:
    for language, words in flow.title.root.items():
        yield from (_Place("", use) for use in uses_in(("title", language), words))
    for node, body in flow.node.items():
        yield from (_Place(node, use) for use in used_by(body))


def _fault(found: Examination, use: Use, known: dict[str, list[Names]], labelled: set[str | None]) -> str:
    """What is wrong with a name, wherever it is used."""
    first, _, part = use.name.partition(".")
    shown = first if use.condition else f"{{{use.name}}}"
    if first in use.record:
        return f'"{first}" is a text here, of the record that is shown: it has no part "{part}"' if part else ""
    if first not in known:
        close = nearest(first, known.keys() | use.record)
        return "" if found.broken else f"nothing gives {shown}{close or '; an ask, menu or choose must save it'}"
    if part and not any(part in fields for fields in known[first]) and not found.broken:
        fields = sorted(set().union(*known[first]))
        return f'"{first}" has no part "{part}"' + (nearest(part, fields) or f"; it has {listed(fields) or 'none'}")
    if not part and not use.condition and all(fields and "name" not in fields for fields in known[first]):
        return f"{shown} is not a text: say which part, such as {{{first}.{sorted(known[first][0])[0]}}}"
    if use.filter == "label" and use.name not in labelled and not found.broken:
        return f"{shown[:-1]}|label}}: no menu saves that, so there is no label of it"
    return ""


def _gap(name: str, way: list[str], known: list[Names]) -> str:
    told = way if len(way) <= MOST else [*way[: MOST // 2], "...", *way[-MOST // 2 :]]
    part = "" if NONE in known else ".code" if all("code" in one for one in known) else f".{sorted(known[0])[0]}"
    return (
        f'nothing gives "{name}" on the way {" -> ".join(told)}, so this would have a gap: ask for it on that way too,'
        f" or branch off before (when = \"{name}{part} != ''\")"
    )


def _may_be_empty(body: Part, use: Use) -> bool:
    """Whether a gap does no harm: what need not be filled, and a label that is shown only where its name is known."""
    if use.condition or use.path[0] in {"default", "search"}:
        return True
    if isinstance(body, Create | Update):
        fields = dataclasses.fields(BY_TARGET.get(".".join(map(str, use.path[:2])), OpenTicket))
        return any(one.name == use.path[2] and one.default is not dataclasses.MISSING for one in fields)
    own = (*use.path[:2], "when") if isinstance(body, Menu) else ()
    return use.name.partition(".")[0] in tested_by(body).get(own, NONE)
