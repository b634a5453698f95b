"""A graph as a picture, laid out by itself: columns from left to right, each menu with its options as rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap
from xml.sax.saxutils import escape

from flows.drawings.graph import Box, Graph

WIDTH, GAP, COLUMN = 230, 18, 320
"""Pixels: of a box, between two of a column, from a column to the next."""
LINE, EDGE = 16, 8
LETTERS, MOST_LINES, MOST_LETTERS = 32, 7, 12
"""In a line of a box; lines of its text (longer ones end in three points); of the name to which a way leads back."""
TOP = 46
COLOURS = {
    "menu": "#e3f1e6", "choose": "#e3f1e6", "ask": "#fdf3d8", "end": "#f7e0da", "call": "#e4e9f5", "branch": "#f3f3f3",
}  # fmt: skip
OTHER = "#ececec"
STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#222}.name{font-weight:600}.row{fill:#1d5b33}"
    "rect{stroke:#999}path{fill:none;stroke:#777}.back{fill:#777;font-style:italic}.title{font-size:18px;font-weight:600}"
)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A box with the left upper corner of it, its lines of text, and the lines of its rows."""

    box: Box
    x: int
    y: int
    lines: tuple[str, ...]

    @property
    def rows(self) -> tuple[str, ...]:
        return tuple(_cut(way.label) for way in self.box.ways if way.label)

    @property
    def height(self) -> int:
        return (1 + len(self.lines) + len(self.rows)) * LINE + 2 * EDGE

    def way_out(self, number: int) -> tuple[int, int]:
        """Where the way of that number leaves: beside its row, or in the middle."""
        if not self.rows:
            return self.x + WIDTH, self.y + self.height // 2
        return self.x + WIDTH, self.y + EDGE + (1 + len(self.lines) + number) * LINE + LINE // 2

    @property
    def way_in(self) -> tuple[int, int]:
        return self.x, self.y + EDGE + LINE // 2


def write(graph: Graph) -> str:
    placed = _placed(graph)
    width = max(one.x for one in placed.values()) + WIDTH + GAP
    height = max(one.y + one.height for one in placed.values()) + GAP
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" {size}>', f"<style>{STYLE}</style>"]
    parts.append(f'<rect width="{width}" height="{height}" style="fill:#fff;stroke:none"/>')
    parts.append(f'<text class="title" x="{GAP}" y="28">{escape(graph.title)}</text>')
    parts += [line for one in placed.values() for line in _ways(one, placed)]
    parts += [line for one in placed.values() for line in _box(one)]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _placed(graph: Graph) -> dict[str, _Placed]:
    """Each box in the column of its layer, in the order in which those before lead there, from above."""
    layers, boxes = graph.layers(), {box.name: box for box in graph.boxes}
    placed: dict[str, _Placed] = {}

    def led_from(name: str) -> float:
        ways = [(one, number) for one in placed.values() for number, way in enumerate(one.box.ways) if way.to == name]
        heights = [one.way_out(number)[1] for one, number in ways]
        return sum(heights) / len(heights) if heights else 0

    for layer in range(max(layers.values()) + 1):
        y = TOP
        for name in sorted((name for name in layers if layers[name] == layer), key=led_from):
            placed[name] = _Placed(boxes[name], GAP + layer * COLUMN, y, _lines(boxes[name].text))
            y += placed[name].height + GAP
    return placed


def _lines(text: str) -> tuple[str, ...]:
    lines = [line for one in text.split("\n") for line in wrap(one, LETTERS) or [""]] if text else []
    return tuple(lines) if len(lines) <= MOST_LINES else (*lines[: MOST_LINES - 1], "...")


def _cut(label: str) -> str:
    return label if len(label) <= LETTERS else label[: LETTERS - 3] + "..."


def _ways(one: _Placed, placed: dict[str, _Placed]) -> Iterator[str]:
    for number, way in enumerate(one.box.ways):
        if not way.to:
            continue
        (x, y), (to_x, to_y) = one.way_out(number), placed[way.to].way_in
        if to_x <= one.x:  # a line back would run over all that lies between
            yield f'<text class="back" x="{x + 5}" y="{y + 4}">\u21a9 {escape(way.to[:MOST_LETTERS])}</text>'
            continue
        bend = max(40, (to_x - x) // 2)
        yield f'<path d="M{x} {y}C{x + bend} {y} {to_x - bend} {to_y} {to_x - 5} {to_y}"/>'
        yield f'<path style="fill:#777" d="M{to_x - 6} {to_y - 4}L{to_x} {to_y}L{to_x - 6} {to_y + 4}Z"/>'


def _box(one: _Placed) -> Iterator[str]:
    corner = 18 if one.box.kind == "end" else 4
    colour = COLOURS.get(one.box.kind, OTHER)
    place = f'x="{one.x}" y="{one.y}" width="{WIDTH}" height="{one.height}"'
    yield f'<rect {place} rx="{corner}" style="fill:{colour}"/>'
    shown = [("name", f"{one.box.kind}: {one.box.name}"), *(("", line) for line in one.lines)]
    shown += [("row", row) for row in one.rows]
    for number, (kind, text) in enumerate(shown):
        y = one.y + EDGE + number * LINE + 12
        yield f'<text class="{kind}" x="{one.x + EDGE}" y="{y}">{escape(text)}</text>'
