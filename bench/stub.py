"""A telco that takes everything at once: a process of its own, as cheap as an HTTP server in Python can be."""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
IDS = itertools.count(1)


class Telco(asyncio.Protocol):
    """Answers each request as Africa's Talking's messaging endpoint does, connections kept alive."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.received = b""

    def data_received(self, data: bytes) -> None:
        self.received += data
        while (end := self.received.find(b"\r\n\r\n")) >= 0:
            length = LENGTH.search(self.received, 0, end + 2)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self.received) < whole:
                return
            body, self.received = self.received[end + 4 : whole], self.received[whole:]
            self.transport.write(answer(body))


def answer(body: bytes) -> bytes:
    """201, every recipient taken."""
    phones = parse_qs(body.decode())["to"][0].split(",")
    taken = [
        {
            "cost": "KES 0.8000",
            "messageId": f"ATXid_{next(IDS)}",
            "number": phone,
            "status": "Success",
            "statusCode": 101,
        }
        for phone in phones
    ]
    said = json.dumps(
        {"SMSMessageData": {"Message": f"Sent to {len(taken)}/{len(taken)}", "Recipients": taken}}
    ).encode()
    head = f"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: {len(said)}\r\n\r\n"
    return head.encode() + said


async def serve() -> None:
    """On a free port, which is said on stdout, until stdin ends."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Telco, "127.0.0.1", 0, backlog=1024)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await loop.run_in_executor(None, sys.stdin.read)


@contextmanager
def stub() -> Iterator[str]:
    """Its address. It ends with whoever started it."""
    command = [sys.executable, "-m", "bench.stub"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"


if __name__ == "__main__":
    asyncio.run(serve())
