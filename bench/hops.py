"""USSD hops: the gateway, a bare Flask view, and the gateway with its sessions in PostgreSQL, in turns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bench.house import CODE, phone
from bench.load import Clients, Dialogue, Played, post

BROWSING = ("1", "0", "2", "0", "5", "0", "1", "1")
"""From the home menu through four others and back, to where the problem is typed: nothing is looked up or kept."""
REPORT = "Jembatan ambruk di RT 02"
TYPED = {
    "dial": ("",),
    "hop": tuple("*".join(BROWSING[:count]) for count in range(1, len(BROWSING) + 1)),
    "report": ("*".join((*BROWSING, REPORT)),),
}
"""What the telco posts, by part of a dialogue: its beginning, its navigating hops, and the one that opens a ticket."""

Servers = Mapping[str, int]
"""`gateway`, `bare` and `synchronous` -> port."""


def play_round(clients: Clients, servers: Servers, path: str, callers: int, first: int) -> dict[str, Played]:
    """One round: `"gateway hop"`, `"bare hop"` ... -> how it went. The callers' numbers begin with `first`."""
    played = {}
    for name in ("gateway", "synchronous"):
        numbers = range(first, first + callers)
        first += callers
        for part in TYPED:
            expected = b"END " if part == "report" else b"CON "
            asked = dialogues(path, numbers, part)
            played[f"{name} {part}"] = clients.play(servers[name], asked, expected)
    played["bare hop"] = clients.play(servers["bare"], dialogues(path, numbers, "hop"), b"CON ")
    return played


def dialogues(path: str, numbers: Iterable[int], part: str) -> list[Dialogue]:
    """For each caller, the requests of that part of their dialogue."""
    return [
        [
            post(path, {"sessionId": f"ATUid_bench{number}", "serviceCode": CODE, "phoneNumber": phone(number),
                        "networkCode": "51010", "text": text})
            for text in TYPED[part]
        ]
        for number in numbers
    ]  # fmt: skip
