"""TOML that can't be read, with its place. Serves flow files and config.toml alike."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from flows.problem import Problem

DEEPEST = 12
"""How deep tables and lists may nest. What people write needs six."""

MENDED = {
    "Illegal character '\\n'": 'a text of this line lacks its closing "',
    "Expected newline": 'one thing stands in a line; a " within a text is written \\"',
    "Unclosed array": "a comma is missing before this, or the ] of the list",
    "Unclosed inline table": "a comma is missing before this, or the }",
    "Unescaped": "a \\ in a text is written \\\\",
    "Expected ']'": "a name is one word, and its ] closes the line: [node.NAME]",
    "Expected '='": "a key is one word, and = stands behind it",
    "Invalid initial": "a comma too many, or { ... } is not in one line",
    "Unterminated": 'the closing """ of a text is missing',
}
"""How the parser's message begins -> how to mend that."""
MENDED_VALUES = {
    "[\u201c\u201d\u2018\u2019]": 'the quotes around a text are plain ones: "',
    "(?i:true|false)": "true and false are written in small letters",
    r"\s*(#.*)?$": "nothing stands behind the =",
    r"[^\W\d]": 'a text stands between two ", and a list ends with ]',
}
"""How it goes on where the parser finds no value -> how to mend that."""

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
    line, column = _line_and_column(text, len(text.rstrip("\n")))
    if found and found[1]:
        line, column = int(found[1]), int(found[2])
    here = (text.splitlines() or [""])[line - 1]
    if words == "Cannot overwrite a value":
        key = re.match(r"\s*([\w.-]+)\s*=", here)
        words = f'this key stands twice: "{key[1]}"' if key else "this key stands twice"
    reason = f"this is not TOML: {words[:1].lower()}{words[1:]}"
    if not (found and found[1]):
        reason += ", at the end of the file"
    mended = _mended(words, here[column - 1 :])
    return Problem(file, line, column, f"{reason}; {mended}" if mended else reason)


def _mended(words: str, rest: str) -> str:
    """What to do about it, where that is known; `rest`: the line from its place on."""
    if words.startswith("Invalid value"):
        return next((told for begins, told in MENDED_VALUES.items() if re.match(begins, rest)), "")
    if words.startswith("Invalid statement"):
        return "a comment begins with #" if rest.startswith(("/", "-", "*", ";")) else ""
    return next((told for begins, told in MENDED.items() if words.startswith(begins)), "")


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
