"""The menus that somebody dials, as boxes and the ways between them: menus alone, without what a flow does between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flows.drawings.graph import Box, Graph, Way
from flows.drawings.tree import Line


def menus(title: str, code: str, lines: Sequence[Line]) -> Graph:
    """The graph of the menu that `code` opens. A box has the name of what is dialled to come there."""
    return Graph(title, code, tuple(_boxes(code, title, lines)))


def _boxes(code: str, label: str, lines: Sequence[Line]) -> Iterator[Box]:
    names = [f"{code.removesuffix('#')}*{line.number}#" if line.lines else "" for line in lines]
    yield Box(
        code, "menu", label, tuple(Way(f"{one.number} {one.label}", to) for one, to in zip(lines, names, strict=True))
    )
    for name, line in zip(names, lines, strict=True):
        if line.lines:
            yield from _boxes(name, line.label, line.lines)
