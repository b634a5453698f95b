"""Where things stand in a TOML file, so that a mistake can be pointed at: path -> line and column, both from 1."""

from __future__ import annotations

import tomllib

import tree_sitter_toml
from tree_sitter import Language, Node, Parser

Path = tuple[str | int, ...]
"""The way to a value: `("node", "kategori", "options", 1, "goto")`."""

Position = tuple[int, int]
"""Line and column (in characters), from 1."""

_LANGUAGE = Language(tree_sitter_toml.language())
_DEEPEST = 40
"""What nests deeper has the place of what it nests in."""


class Positions:
    """The places of one file. What does not stand in it has the place of the nearest thing around it that does."""

    def __init__(self, text: str) -> None:
        self._source = text.encode("utf-8", "replace")
        self._lines = self._source.split(b"\n")
        self._keys: dict[Path, Node] = {}
        self._values: dict[Path, Node] = {}
        self._last: dict[Path, int] = {}
        """The index of the last table of each `[[array of tables]]`."""
        for child in Parser(_LANGUAGE).parse(self._source).root_node.children:
            if child.type in {"table", "table_array_element"}:
                self._table(child)
            elif child.type == "pair":
                self._pairs([(child, ())])

    def key(self, path: Path) -> Position:
        """Where the key stands: the `[header]` of a table, the beginning of an item of a list."""
        return self._nearest(self._keys, path)

    def value(self, path: Path) -> Position:
        """Where the value begins."""
        return self._nearest(self._values, path)

    def inside(self, path: Path, written: str) -> Position:
        """Where `written`, the beginning of a text, ends: its first character that is not part of it.

        The beginning of the text where it holds escapes, so that its characters can't be counted.
        """
        node = self._values.get(path)
        if node is None or node.type != "string":
            return self.value(path)
        source = (node.text or b"").decode("utf-8", "replace").replace("\r\n", "\n")
        quotes = 3 if source.startswith(('"""', "'''")) else 1
        if quotes == 3 and source[3:4] == "\n":
            quotes = 4
        if source[quotes : quotes + len(written)] != written or "\\" in written:
            return self.value(path)
        line, column = self._place(node)
        before = source[:quotes] + written
        newlines = before.count("\n")
        return line + newlines, len(before) - before.rfind("\n") if newlines else column + len(before)

    def _nearest(self, places: dict[Path, Node], path: Path) -> Position:
        while path and path not in places:
            path = path[:-1]
        return self._place(places[path]) if path else (1, 1)

    def _place(self, node: Node) -> Position:
        row, column = node.start_point
        return row + 1, len(self._lines[row][:column].decode("utf-8", "replace")) + 1

    def _table(self, table: Node) -> None:
        header = next((child for child in table.children if child.type.endswith("_key")), None)
        if header is None:
            return
        path: Path = ()
        for name in _names(header):
            if path in self._last:
                path = (*path, self._last[path])
            path = (*path, name)
            self._note(path, table)
        if table.type == "table_array_element":
            self._last[path] = self._last.get(path, -1) + 1
            path = (*path, self._last[path])
            self._note(path, table)
        self._pairs([(child, path) for child in reversed(table.children)])

    def _pairs(self, waiting: list[tuple[Node, Path]]) -> None:
        """Note pairs and all that is in them; a list and not recursion, for a file may nest as deep as it likes."""
        while waiting:
            node, path = waiting.pop()
            if node.type != "pair" or len(node.children) < 3 or len(path) > _DEEPEST:
                continue
            key, _, value = node.children[:3]  # behind them a comment, where there is one in this line
            for name in _names(key):
                path = (*path, name)
                self._note(path, key)
            self._values[path] = value
            waiting += self._within(value, path)

    def _within(self, value: Node, path: Path) -> list[tuple[Node, Path]]:
        """The pairs of an inline table, or those of the tables in a list."""
        found: list[tuple[Node, Path]] = []
        open_values = [(value, path)]
        while open_values:
            node, here = open_values.pop()
            if len(here) > _DEEPEST:
                continue
            if node.type == "inline_table":
                found += [(child, here) for child in reversed(node.children)]
            elif node.type == "array":
                items = [child for child in node.children if child.is_named and child.type != "comment"]
                for index, item in enumerate(items):
                    self._note((*here, index), item)
                    open_values.append((item, (*here, index)))
        return found

    def _note(self, path: Path, node: Node) -> None:
        self._keys.setdefault(path, node)
        self._values.setdefault(path, node)


def _names(key: Node) -> tuple[str, ...]:
    """The names of a key: `a."b c".d` has three. The tree of a dotted key leans to the left."""
    parts: list[Node] = []
    while key.type == "dotted_key":
        parts.append(key.children[-1])
        key = key.children[0]
    return tuple(_name(part) for part in [key, *reversed(parts)][:_DEEPEST])


def _name(key: Node) -> str:
    text = (key.text or b"").decode("utf-8", "replace")
    if key.type != "quoted_key":
        return text
    try:
        return next(iter(tomllib.loads(f"{text} = 0")))
    except tomllib.TOMLDecodeError:
        return text
