"""The last screen.

[node.selesai]
end.id = "Laporan {ticket.code} diterima kantor desa {village.name}."
sms    = true        # also send it as an SMS
stop   = true        # and go back to no flow that called this one
"""

from __future__ import annotations

from flows.definition import End
from flows.dialogue import Dialogue
from flows.effects import SendMessage


def arrive(dialogue: Dialogue, node: End) -> None:
    """Send the closing text where it is not an SMS already."""
    if node.sms and dialogue.session.medium == "ussd":
        dialogue.perform(SendMessage("contact", dialogue.say_all(node.end), dict(dialogue.session.names)))
