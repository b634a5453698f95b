"""The texts, values, conditions and ways of a node, each with its path in the node."""

from __future__ import annotations

from collections.abc import Iterator

from flows.definition import Ask, Branch, Choose, Create, Menu, Send, Update
from flows.part import Part, Text
from flows.positions import Path


def texts_of(node: Part) -> Iterator[tuple[Path, Text]]:
    """What a villager reads, by language."""
    for key in ("menu", "choose", "ask", "end", "hint"):
        if isinstance(getattr(node, key, None), Text):
            yield (key,), getattr(node, key)
    if isinstance(node, Menu):
        for index, option in enumerate(node.options):
            yield ("options", index, "label"), option.label
        for index, one in enumerate(node.retired):
            yield ("retired", index, "label"), one.label
    if isinstance(node, Choose):
        yield ("label",), node.label
    if isinstance(node, Send):
        for recipient, text in node.send.items():
            yield ("send", recipient), text
    if isinstance(node, Ask) and node.accept.pattern and node.accept.pattern.hint:
        yield ("accept", "pattern", "hint"), node.accept.pattern.hint


def values_of(node: Part) -> Iterator[tuple[Path, str]]:
    """Templates that are in no language."""
    if isinstance(node, Choose):
        yield from ((("where", key), value) for key, value in node.where.items())
        yield ("search",), node.search
    if isinstance(node, Ask):
        yield ("default",), node.default
    for path, fields in changes_of(node):
        yield from (((*path, key), value) for key, value in fields.items())


def changes_of(node: Part) -> Iterator[tuple[tuple[str, str], dict[str, str]]]:
    """(`create`, `ticket`) and its fields, for each thing that a node creates or updates."""
    if isinstance(node, Create):
        for name, fields in node.create:
            if fields is not None:
                yield ("create", name), fields
    if isinstance(node, Update):
        for name, fields in node.update:
            if fields is not None:
                yield ("update", name), fields


def conditions_of(node: Part) -> Iterator[tuple[Path, str]]:
    """Each `when`."""
    if isinstance(node, Menu):
        options = enumerate(node.options)
        yield from ((("options", index, "when"), one.when) for index, one in options if one.when is not None)
    if isinstance(node, Branch):
        cases = enumerate(node.branch)
        yield from ((("branch", index, "when"), one.when) for index, one in cases if one.when is not None)


def ways_of(node: Part) -> Iterator[tuple[Path, str]]:
    """Each node that a node leads to."""
    if isinstance(node, Menu):
        options = enumerate(node.options)
        yield from ((("options", index, "goto"), one.goto) for index, one in options if one.goto is not None)
    if isinstance(node, Branch):
        for index, case in enumerate(node.branch):
            yield ("branch", index, "goto" if case.otherwise is None else "else"), case.target
    if isinstance(getattr(node, "next", None), str):
        yield ("next",), getattr(node, "next")  # noqa: B009 - any kind that has one
    if isinstance(node, Choose):
        yield ("empty",), node.empty
