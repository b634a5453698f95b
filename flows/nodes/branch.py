"""The first condition that holds; the last case is the `else`. Conditions are CEL.

[node.siapa]
branch = [
  { when = "contact.role == 'head'", goto = "kades" },
  { else = "warga" },
]
"""

from __future__ import annotations

from flows import condition
from flows.definition import Branch
from flows.dialogue import Dialogue


def step(dialogue: Dialogue, node: Branch) -> str:
    names = dialogue.names()
    return next(case.target for case in node.branch if case.when is None or condition.holds(case.when, names))
