"""A telco in a thread: a real HTTP server that answers as Africa's Talking's messaging endpoint does, or fails to."""

from __future__ import annotations

import itertools
import json
import threading
import time
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

CUT_BEFORE = "the connection is cut before the answer"
CUT_MID = "the connection is cut in the middle of the answer"
BAD_JSON = "the answer is no JSON"
OTHER_JSON = "the answer is some other JSON"
WRONG_TYPE = "the answer says that it is text/html"
WITH_CHARSET = "the content type has a charset"
MISSING = "the recipients are missing from the answer"
HANG = "there is no answer for as long as `hang` says"

Fault = int | str
"""An HTTP status, one of the above, or the `Message` of a request that is refused as a whole."""

WORDS = {
    100: "Processed", 101: "Success", 102: "Queued", 401: "RiskHold", 402: "InvalidSenderId", 403: "InvalidPhoneNumber",
    404: "UnsupportedNumberType", 405: "InsufficientBalance", 406: "UserInBlacklist", 407: "CouldNotRoute",
    409: "DoNotDisturbRejection", 500: "InternalServerError", 501: "GatewayError", 502: "RejectedByGateway",
}  # fmt: skip


_numbers = itertools.count(1)


@dataclass(frozen=True)
class Post:
    """One request as it came."""

    path: str
    api_key: str
    phones: tuple[str, ...]
    text: str
    sender: str
    form: dict[str, str]


@dataclass
class Stub:
    """What it was sent, and how it shall answer.

    codes   phone -> statusCode, where it is not 101
    faults  phone -> what goes wrong with the next requests to it, one after another; then all is well
    fault   what goes wrong with every request to a phone that has no faults of its own
    delay   seconds before an answer
    """

    url: str = ""
    posts: list[Post] = field(default_factory=list)
    connections: set[object] = field(default_factory=set)
    codes: dict[str, int] = field(default_factory=dict)
    faults: dict[str, deque[Fault]] = field(default_factory=dict)
    fault: Fault = ""
    delay: float = 0.0
    hang: float = 30.0
    under_way: int = 0
    most_under_way: int = 0
    stopping: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def fail(self, phone: str, *faults: Fault) -> None:
        self.faults[phone] = deque(faults)

    def times(self) -> Counter[tuple[str, str]]:
        """(phone, text) -> how often it was posted."""
        return Counter((phone, post.text) for post in list(self.posts) for phone in post.phones)

    def take(self, post: Post) -> Fault:
        with self.lock:
            self.posts.append(post)
            waiting = [self.faults[phone] for phone in post.phones if self.faults.get(phone)]
            return waiting[0].popleft() if waiting else self.fault

    def answer(self, post: Post) -> dict[str, Any]:
        recipients = [self._recipient(phone) for phone in post.phones]
        taken = sum(recipient["statusCode"] <= 102 for recipient in recipients)
        summary = f"Sent to {taken}/{len(recipients)} Total Cost: KES {0.8 * taken:.4f} Message parts: 1"
        return {"SMSMessageData": {"Message": summary, "Recipients": recipients}}

    def _recipient(self, phone: str) -> dict[str, Any]:
        code = self.codes.get(phone, 101)
        taken = {"cost": "KES 0.8000", "messageId": f"ATXid_{time.monotonic_ns()}_{next(_numbers)}"}
        refused = {"cost": "0", "messageId": "None"}
        return {"number": phone, "status": WORDS.get(code, "New"), "statusCode": code} | (
            taken if code <= 102 else refused
        )


@contextmanager
def telco_stub(port: int = 0) -> Iterator[Stub]:
    """A stub that listens until the end of the block."""
    stub = Stub()
    server = _Server(("127.0.0.1", port), type("Handler", (_Handler,), {"stub": stub}))
    stub.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield stub
    finally:
        stub.stopping.set()
        server.shutdown()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    """A telco's own: with the five of the library, a burst of connections is reset after they were accepted."""


class _Handler(BaseHTTPRequestHandler):
    stub: Stub
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        raw = self.rfile.read(length).decode()
        if len(raw) < length:
            return  # the caller was killed between its headers and its form: no telco acts on that
        form = {name: values[0] for name, values in parse_qs(raw, keep_blank_values=True).items()}
        phones = tuple(form.get("to", "").split(","))
        api_key = self.headers.get("apiKey", "")
        post = Post(self.path, api_key, phones, form.get("message", ""), form.get("from", ""), form)
        stub = self.stub
        with stub.lock:
            stub.connections.add(self.client_address)
            stub.under_way += 1
            stub.most_under_way = max(stub.most_under_way, stub.under_way)
        fault = stub.take(post)
        stub.stopping.wait(stub.hang if fault == HANG else stub.delay)
        with stub.lock:
            stub.under_way -= 1
        self.react(post, fault)

    def react(self, post: Post, fault: Fault) -> None:
        if fault in {CUT_BEFORE, HANG}:
            self.close_connection = True
        elif isinstance(fault, int):
            self.send(fault, "text/plain", self.plain(fault))
        elif fault == CUT_MID:
            self.send(201, "application/json", json.dumps(self.stub.answer(post)), cut=True)
        elif fault == BAD_JSON:
            self.send(201, "application/json", '{"SMSMessageData": {"Mess')
        elif fault == OTHER_JSON:
            self.send(201, "application/json", '{"ok": true}')
        elif fault in {"", WRONG_TYPE, WITH_CHARSET}:
            kinds = {WRONG_TYPE: "text/html", WITH_CHARSET: "application/json; charset=utf-8"}
            self.send(201, kinds.get(str(fault), "application/json"), json.dumps(self.stub.answer(post)))
        else:
            summary = "Sent to 0/0" if fault == MISSING else fault
            self.send(201, "application/json", json.dumps({"SMSMessageData": {"Message": summary, "Recipients": []}}))

    def plain(self, status: int) -> str:
        return "The supplied authentication is invalid" if status == 401 else f"error {status}"

    def send(self, status: int, kind: str, body: str, *, cut: bool = False) -> None:
        raw = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(raw)))
        if status in {301, 302, 307, 308}:
            self.send_header("Location", f"{self.stub.url}/elsewhere")
        self.end_headers()
        self.wfile.write(raw[: len(raw) // 2] if cut else raw)
        self.close_connection = cut

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""
