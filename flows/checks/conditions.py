"""`when`: CEL that compiles, with functions that there are. Its names are proved with those of the texts."""

from __future__ import annotations

import re

from flows import condition
from flows.checks.base import Examination, nearest
from flows.checks.parts import conditions_of
from flows.inputs.pattern import BadPattern, compiled
from flows.positions import Path

LONGEST = 300
"""Characters of a condition; one that nests thousands deep would exhaust the stack of whoever reads it."""

FUNCTIONS = frozenset(
    "size contains startsWith endsWith matches int uint double string bool type min max duration timestamp".split()
)

MENDED = "compare with ==, join with && and ||, quote texts"


def check(found: Examination) -> None:
    """Every condition of every flow."""
    for name, flow in found.flows.items():
        for node, body in flow.node.items():
            for path, source in conditions_of(body):
                _check_condition(found, f"{name}.toml", ("node", node, *path), source)


def _check_condition(found: Examination, file: str, path: Path, source: str) -> None:
    if len(source) > LONGEST:
        found.at_value(file, path, f"a condition has at most {LONGEST} characters: use two branches")
        return
    try:
        program = condition.compiled(source)
    except condition.BadCondition as error:
        _report(found, file, path, source, str(error))
        return
    for pattern in re.finditer(r"\.matches\(\s*(?:'([^'\\]*)'|\"([^\"\\]*)\")\s*\)", source):
        try:
            compiled(pattern[1] or pattern[2] or "")
        except BadPattern as error:
            found.within(file, path, source[: pattern.start() + 1], f"this pattern is not RE2: {error}")
            return
    for name in [one for one in program.functions() if one.isidentifier() and one not in FUNCTIONS]:
        close = nearest(name, FUNCTIONS) or f"; it can call {', '.join(sorted(FUNCTIONS))}"
        found.within(file, path, source[: source.find(name)], f'a condition can\'t call "{name}"{close}')


def _report(found: Examination, file: str, path: Path, source: str, message: str) -> None:
    place = re.search(r"<input>:(\d+):(\d+): (?:Syntax error: )?(.*)", message)
    if not source.strip():
        found.at_value(file, path, "this condition is empty: write one, or leave `when` out")
    elif place is None or place[1] != "1":
        found.at_value(file, path, f"this condition is not CEL: {MENDED}")
    else:
        detail = place[3].partition(" expecting")[0].replace("<EOF>", "the end")
        found.within(file, path, source[: int(place[2]) - 1], f"this condition is not CEL: {detail}; {MENDED}")
