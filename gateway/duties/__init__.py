"""What the clock does for the village desk. Each may run at any time, in several processes at once, and does nothing
twice: what is done is one transaction for each ticket or officer, which nobody else has at that moment.
"""

from gateway.duties.digests import send_digests
from gateway.duties.tickets import close_silent, tend_open

__all__ = ["close_silent", "send_digests", "tend_open"]
