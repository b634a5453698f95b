"""A graph in Mermaid's language, which many pages show as a drawing."""

from __future__ import annotations

from collections.abc import Iterator

from flows.drawings.graph import Graph

FRAMES = {"end": ("([", "])"), "branch": ("{", "}"), "call": ("[[", "]]")}
"""Kind of a node -> what stands around its text; around all others a box."""


def write(graph: Graph) -> str:
    return "\n".join(_lines(graph)) + "\n"


def _lines(graph: Graph) -> Iterator[str]:
    names = {box.name: f"n{number}" for number, box in enumerate(graph.boxes)}
    yield "flowchart LR"
    yield f"  start(( )) --> {names[graph.start]}"
    for box in graph.boxes:
        said = "\n".join([box.text or box.name, *box.undrawn])
        before, after = FRAMES.get(box.kind, ("[", "]"))
        yield f"  {names[box.name]}{before}{_quoted(said)}{after}"
        for way in box.drawn:
            label = f"|{_quoted(way.label)}|" if way.label else ""
            yield f"  {names[box.name]} -->{label} {names[way.to]}"


def _quoted(text: str) -> str:
    """Mermaid has no escape: what would end a text, or mean something in it, is written as an entity."""
    for sign, entity in (("#", "#35;"), ('"', "#quot;"), ("<", "#lt;"), (">", "#gt;"), ("\n", "<br>")):
        text = text.replace(sign, entity)
    return f'"{text}"'
