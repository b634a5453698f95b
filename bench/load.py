"""The load client: telephones in a process of their own, on plain sockets, so cheap that it does not measure itself."""

from __future__ import annotations

import re
import selectors
import socket
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from urllib.parse import urlencode

Dialogue = Sequence[bytes]
"""Requests that follow each other: one is sent when the one before it is answered."""

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
PATIENCE = 60.0
"""Seconds without any answer after which the server counts as stuck."""


@dataclass
class Played:
    """`latencies` in seconds; `began`, `ended`: monotonic, the same in all processes; `busy`: seconds of our CPU."""

    began: float
    ended: float
    latencies: list[float] = field(default_factory=list)
    busy: float = 0.0

    @property
    def rate(self) -> float:
        return len(self.latencies) / (self.ended - self.began)

    @property
    def strain(self) -> float:
        """Which part of the time a client was at work itself: near 1, it measures itself."""
        return self.busy / (self.ended - self.began)


class Clients:
    """Processes that play dialogues, each over `connections` connections."""

    def __init__(self, processes: int, connections: int) -> None:
        self._pool = ProcessPoolExecutor(processes, get_context("spawn"))
        self._processes, self._connections = processes, connections

    def __enter__(self) -> Clients:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown()

    def play(self, port: int, dialogues: Sequence[Dialogue], expected: bytes) -> Played:
        """All of them. Raises ValueError for an answer that is not 200 or does not begin as expected."""
        shares = [dialogues[number :: self._processes] for number in range(self._processes)]
        tasks = [self._pool.submit(play, port, share, expected, self._connections) for share in shares]
        done = [task.result() for task in tasks]
        return Played(
            began=min(one.began for one in done),
            ended=max(one.ended for one in done),
            latencies=[latency for one in done for latency in one.latencies],
            busy=max(one.busy for one in done),
        )


def post(path: str, form: dict[str, str]) -> bytes:
    """A form as it goes over the wire."""
    body = urlencode(form).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def play(port: int, dialogues: Sequence[Dialogue], expected: bytes, connections: int) -> Played:
    """In this process: each connection plays one dialogue after another, all connections at once."""
    waiting = iter(dialogues)
    lines = [_Line(port, waiting, expected) for _ in range(min(connections, len(dialogues)))]
    with selectors.DefaultSelector() as selector:
        busy, began = time.process_time(), time.monotonic()
        for line in lines:
            line.next()
            selector.register(line.socket, selectors.EVENT_READ, line)
        while selector.get_map():
            ready = selector.select(PATIENCE)
            if not ready:
                raise ValueError(f"no answer for {PATIENCE:g} s")
            for key, _ in ready:
                if not key.data.go_on():
                    selector.unregister(key.fileobj)
                    key.data.socket.close()
        played = Played(began, time.monotonic(), busy=time.process_time() - busy)
    played.latencies = [latency for line in lines for latency in line.latencies]
    return played


class _Line:
    """One connection, kept alive."""

    def __init__(self, port: int, waiting: Iterator[Dialogue], expected: bytes) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.latencies: list[float] = []
        self._requests = _one_after_another(waiting)
        self._expected = expected
        self._answer = b""
        self._sent = 0.0

    def next(self) -> bool:
        """Send the next request; False when there is none."""
        request = next(self._requests, None)
        if request is None:
            return False
        self._sent = time.monotonic()
        self.socket.sendall(request)
        return True

    def go_on(self) -> bool:
        """Something has come in. False when there is no more to do."""
        received = self.socket.recv(65_536)
        if not received:
            raise ValueError("the server closed the connection")
        self._answer += received
        head, found, body = self._answer.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        if not found or (length and len(body) < int(length[1])):
            return True
        self.latencies.append(time.monotonic() - self._sent)
        if not head.startswith(b"HTTP/1.1 200") or not length or not body.startswith(self._expected):
            raise ValueError(f"not {self._expected!r}: {self._answer[:300]!r}")
        self._answer = b""
        return self.next()


def _one_after_another(dialogues: Iterable[Dialogue]) -> Iterator[bytes]:
    for dialogue in dialogues:
        yield from dialogue
