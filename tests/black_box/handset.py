"""A feature phone and its telco: Africa's Talking's forms over plain HTTP. Knows nothing of our code."""

from __future__ import annotations

import http.client
import itertools
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

CODE = "*384*36#"
TELCO_WAITS = 10
"""Seconds after which a telco gives up on a hop."""

LONGEST_GSM7, LONGEST_UCS2 = 160, 70
BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = "\f^{}\\[~]|€"

UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Control characters but for the new line, and marks that turn the direction of what follows."""

_numbers = itertools.count(1)


def new_number() -> str:
    """A phone that no other test of this process has used."""
    return f"+62813{next(_numbers):08d}"


def size(screen: str) -> tuple[int, int]:
    """(how much it takes, how much there is): septets of GSM 03.38, or UTF-16 units where it holds anything else."""
    if all(character in BASIC or character in EXTENDED for character in screen):
        return len(screen) + sum(character in EXTENDED for character in screen), LONGEST_GSM7
    return len(screen.encode("utf-16-le")) // 2, LONGEST_UCS2


@dataclass(frozen=True)
class Reply:
    """What came back over HTTP."""

    status: int
    content_type: str
    body: bytes


class Line:
    """One connection that is kept open, as a telco keeps it."""

    def __init__(self, url: str) -> None:
        self.url = url
        parts = urlsplit(url)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        self._path = parts.path

    def post(self, form: Mapping[str, str] | bytes, path: str = "", **headers: str) -> Reply:
        body = form if isinstance(form, bytes) else urlencode(form).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        for attempt in (1, 2):
            try:
                self._connection.request("POST", path or self._path, body, headers)
                answer = self._connection.getresponse()
                break
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                # an idle connection may have been closed
                self._connection.close()
                if attempt == 2:
                    raise
        return Reply(answer.status, answer.headers.get("Content-Type", ""), answer.read())

    def close(self) -> None:
        self._connection.close()


@dataclass(frozen=True)
class Screen:
    """What the phone shows; `final`: the dialogue is over."""

    text: str
    final: bool


def read(reply: Reply) -> Screen:
    """The screen of an answer to a hop, which keeps to the telco's rules whatever was asked."""
    body = reply.body.decode()
    assert reply.status == 200, reply
    assert reply.content_type.split(";")[0] == "text/plain", reply
    assert body[:4] in {"CON ", "END "}, body
    assert body[4:].strip(), "an empty screen"
    taken, room = size(body)
    assert taken <= room, body
    assert not [character for character in body if UNSEEN.match(character)], body
    assert "Traceback" not in body
    return Screen(body[4:], body.startswith("END "))


@dataclass
class Handset:
    """One phone. The telco's `text` is the whole input so far."""

    line: Line
    number: str = field(default_factory=new_number)
    session: str = field(default_factory=lambda: f"ATUid_{uuid.uuid4().hex}")
    text: str = ""

    def form(self, text: str) -> dict[str, str]:
        return {
            "sessionId": self.session, "serviceCode": CODE, "phoneNumber": self.number, "networkCode": "99999",
            "text": text,
        }  # fmt: skip

    def post(self, text: str) -> Screen:
        """One hop with this whole input, whatever was typed before."""
        return read(self.line.post(self.form(text)))

    def dial(self, text: str = "") -> Screen:
        """A new session."""
        self.session = f"ATUid_{uuid.uuid4().hex}"
        self.text = text
        return self.post(text)

    def answer(self, *inputs: str) -> Screen:
        """Type each in turn; the last screen."""
        for typed in inputs:
            self.text = f"{self.text}*{typed}" if self.text else typed
            shown = self.post(self.text)
        return shown

    def register(self, village: str = "mekarsari panimbang", language: str = "1") -> Screen:
        """Dial for the first time and say all that is asked; the home menu."""
        self.dial()
        return self.answer(language, village, "1", "1")
