"""One hop, one message: the transaction around a dialogue."""

from gateway.conversation.sms import receive
from gateway.conversation.ussd import Answer, end, hop

__all__ = ["Answer", "end", "hop", "receive"]
