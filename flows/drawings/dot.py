"""A graph in Graphviz's language: `dot -Tpdf`."""

from __future__ import annotations

from collections.abc import Iterator

from flows.drawings.graph import Graph

SHAPES = {"end": "oval", "branch": "diamond", "call": "component", "create": "cds", "update": "cds", "send": "cds"}
"""Kind of a node -> its shape; what shows a screen and goes on is a box."""


def write(graph: Graph) -> str:
    return "\n".join(_lines(graph)) + "\n"


def _lines(graph: Graph) -> Iterator[str]:
    yield f"digraph {_quoted(graph.title)} {{"
    yield "  rankdir=LR; node [shape=box, fontname=sans]; edge [fontname=sans];"
    yield f'  " " [shape=point]; " " -> {_quoted(graph.start)};'
    for box in graph.boxes:
        said = "\n".join([box.name, *([box.text] if box.text else []), *box.undrawn])
        yield f"  {_quoted(box.name)} [shape={SHAPES.get(box.kind, 'box')}, label={_quoted(said)}];"
        for way in box.drawn:
            label = f" [label={_quoted(way.label)}]" if way.label else ""
            yield f"  {_quoted(box.name)} -> {_quoted(way.to)}{label};"
    yield "}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
