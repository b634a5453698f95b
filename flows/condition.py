"""`when`: CEL conditions. What a dialogue does not know yet is `""`, so `contact.village == ''` has an answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

_DOTTED = re.compile(r"\b([a-z_][a-z0-9_]*)((?:\.[a-z_][a-z0-9_]*(?!\w|\s*\())+)")
"""`contact.name` of `contact.name.startsWith('Ibu')`: what is called is no field."""


class BadCondition(ValueError):
    """A condition that does not compile; the message is one line."""


@lru_cache(maxsize=4096)
def compiled(source: str) -> Any:
    """The program. Raises BadCondition."""
    import cel  # noqa: PLC0415 - a sixth of a second, which a process without dialogues does not need

    try:
        return cel.compile(source)
    except ValueError as error:
        raise BadCondition(str(error).splitlines()[0]) from None


def names(source: str) -> set[str]:
    """The names it reads, without their fields."""
    return set(compiled(source).variables())


@lru_cache(maxsize=4096)
def _paths(source: str) -> tuple[tuple[str, ...], ...]:
    code = re.sub(r"'[^']*'|\"[^\"]*\"", "''", source)
    return tuple((found[1], *found[2].strip(".").split(".")) for found in _DOTTED.finditer(code))


def holds(source: str, known: Mapping[str, Any]) -> bool:
    """Whether it is true; a condition that fails while it is read (a text compared with a number) is not."""
    values: dict[str, Any] = {name: known.get(name, "") for name in names(source)}
    for path in _paths(source):
        if path[0] in values:
            values[path[0]] = _with_field(values[path[0]], path[1:])
    try:
        return compiled(source).execute(values) is True
    except (TypeError, ValueError, RuntimeError, KeyError, ArithmeticError):
        return False


def _with_field(value: Any, path: tuple[str, ...]) -> Any:
    if not path:
        return value
    inner = dict(value) if isinstance(value, Mapping) else {}
    return inner | {path[0]: _with_field(inner.get(path[0], ""), path[1:])}
