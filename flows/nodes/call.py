"""Another flow.

    [node.alamat]
    call = "desa-saya"
    next = "lanjut"         # back here, with its answers; its closing text is not shown

Without `next` the dialogue goes on in that flow and ends with it.
"""

from __future__ import annotations

from flows.definition import Call
from flows.dialogue import Dialogue
from flows.session import Frame


def step(dialogue: Dialogue, node: Call) -> None:
    begin = Frame(node.call, dialogue.catalog.flows[node.call].start)
    outer = dialogue.session.frames if node.next else dialogue.session.frames[:-1]
    dialogue.stand((*outer, begin))


def come_back(dialogue: Dialogue) -> bool:
    """At an end: return to the caller's `next`; False when nobody called."""
    if len(dialogue.session.frames) < 2:
        return False
    dialogue.stand(dialogue.session.frames[:-1])
    caller = dialogue.node
    assert isinstance(caller, Call)  # noqa: S101 - only a call leaves a frame behind
    dialogue.go(caller.next or "")
    return True
