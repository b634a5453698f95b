"""TOML that can't be read, with its place. Serves flow files and config.toml alike."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from flows.problem import Problem

DEEPEST = 12
"""How deep tables and lists may nest. What people write needs six."""

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def read(file: str, text: str) -> dict[str, Any] | Problem:
    """What stands in `text`, or why it can't be read. Never raises."""
    broken = re.search(r"[\ud800-\udfff]", text)
    if broken:
        reason = "these bytes are not UTF-8: save the file with the encoding UTF-8"
        return Problem(file, *_line_and_column(text, broken.start()), reason)
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return _unreadable(file, text, str(error))
    except (ValueError, RecursionError):
        return Problem(file, 1, 1, "this is not TOML that can be read: a number or a nesting in it is endless")
    if _is_deep(raw):
        return Problem(file, 1, 1, f"tables nest more than {DEEPEST} deep")
    return raw


def _unreadable(file: str, text: str, message: str) -> Problem:
    found = _PLACE.search(message)
    words = _PLACE.sub("", message)
    twice = re.fullmatch(r"Cannot declare \((.*?),?\) twice", words)
    if twice:
        names = re.findall(r"'([^']*)'", twice[1])
        words = f"the table [{'.'.join(names)}] stands twice"
    words = words.replace("Cannot overwrite a value", "this key stands twice")
    reason = f"this is not TOML: {words[:1].lower()}{words[1:]}"
    if found and found[1]:
        return Problem(file, int(found[1]), int(found[2]), reason)
    return Problem(file, *_line_and_column(text, len(text.rstrip("\n"))), f"{reason}, at the end of the file")


def _line_and_column(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset]
    return before.count("\n") + 1, offset - before.rfind("\n")


def _is_deep(raw: Any) -> bool:
    level: list[Any] = [raw]
    for _ in range(DEEPEST):
        level = [inner for value in level for inner in _inside(value)]
    return bool(level)


def _inside(value: Any) -> list[Any]:
    return list(value.values()) if isinstance(value, Mapping) else value if isinstance(value, list) else []
