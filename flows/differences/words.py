"""Two catalogs side by side, in words of menus: `option 3 of beranda.menu, "Produk", is now "Pasar"`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flows.catalog import Catalog
from flows.definition import Flow, Menu, kind_of
from flows.differences.menus import changed_options, changed_texts
from flows.part import Part, Text


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that changed. `node` is "" where it is of the whole flow, and `flow` where it is of all."""

    flow: str
    node: str
    words: str


def differences(old: Catalog, new: Catalog) -> list[Difference]:
    """Everything that people meet and that is not as it was, in the order of flows and nodes. Tests are left out."""
    found = [Difference("", "", words) for words in _around(old, new)]
    for name in sorted(old.flows.keys() | new.flows.keys()):
        before, after = old.flows.get(name), new.flows.get(name)
        if before is None or after is None:
            found.append(Difference(name, "", f"the flow {name} is {'new' if before is None else 'gone'}"))
        else:
            found += _flow(name, before, after)
    return found


def _around(old: Catalog, new: Catalog) -> Iterator[str]:
    """What is of no flow."""
    if old.languages != new.languages:
        yield f"the languages were {', '.join(old.languages)}, are now {', '.join(new.languages)}"
    if old.navigation != new.navigation:
        yield f"the keys were {old.navigation}, are now {new.navigation}"
    for name in sorted(old.phrases.keys() & new.phrases.keys()):
        yield from changed_texts(f"the phrase {name}", old.phrases[name], new.phrases[name])


def _flow(name: str, old: Flow, new: Flow) -> Iterator[Difference]:
    for words in changed_texts(f"the title of {name}", old.title, new.title):
        yield Difference(name, "", words)
    if old.start != new.start:
        yield Difference(name, "", f"{name} began with {old.start}, begins now with {new.start}")
    for node in dict.fromkeys((*old.node, *new.node)):
        before, after = old.node.get(node), new.node.get(node)
        at = f"{name}.{node}"
        if before is None or after is None:
            kind = kind_of(after or before)
            yield Difference(name, node, f"{at}, {_a(kind)}, is {'new' if before is None else 'gone'}")
        elif kind_of(before) != kind_of(after):
            yield Difference(name, node, f"{at} was {_a(kind_of(before))}, is now {_a(kind_of(after))}")
        else:
            yield from (Difference(name, node, words) for words in _node(at, before, after))


def _a(kind: str) -> str:
    return f"an {kind}" if kind[:1] in "aeu" else f"a {kind}"


def _node(at: str, old: Part, new: Part) -> Iterator[str]:
    """Its texts by language, its options one by one, and of all else which words of the file changed."""
    rest = []
    for key in type(old).model_fields:
        before, after = getattr(old, key), getattr(new, key)
        if before == after:
            continue
        if isinstance(old, Menu) and isinstance(new, Menu) and key == "options":
            yield from changed_options(at, old, new)
        elif key == "send":
            yield from _sent(at, before, after)
        elif isinstance(before, Text) and isinstance(after, Text):
            yield from changed_texts(f"the text of {at}", before, after)
        else:
            rest.append(key)
    if rest:
        yield f"{at}: {', '.join(rest)} changed"


def _sent(at: str, old: Mapping[Any, Text], new: Mapping[Any, Text]) -> Iterator[str]:
    for to in dict.fromkeys((*old, *new)):
        yield from changed_texts(f"what {at} sends to {to}", old.get(to, Text({})), new.get(to, Text({})))
