"""What each kind of node does: one small file each.

`STEPS` run without waiting; `SHOW` and `TAKE` belong to the kinds that wait for an input.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flows.dialogue import Dialogue
from flows.inputs import Wrong
from flows.nodes import ask, branch, create, menu, send, update
from flows.nodes import choose as choose_node

STEPS: dict[str, Callable[[Dialogue, Any], str]] = {
    "create": create.step, "update": update.step, "send": send.step, "branch": branch.step,
}  # fmt: skip
SHOW: dict[str, Callable[[Dialogue, Any], tuple[str, list[str]]]] = {
    "menu": menu.show, "choose": choose_node.show, "ask": ask.show,
}  # fmt: skip
TAKE: dict[str, Callable[[Dialogue, Any, str], str | Wrong | None]] = {
    "menu": menu.take, "choose": choose_node.take, "ask": ask.take,
}  # fmt: skip
