"""Africa's Talking's forms, as it posts them to our webhooks (TELCO.md), and how its USSD network reads an answer."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

NETWORK = "99999"
"""The network code of Africa's Talking's own sandbox."""


class Answer(NamedTuple):
    """What a webhook answered. `status` 0: it could not be reached."""

    status: int
    body: str


Post = Callable[[str, str, Mapping[str, str]], Answer]
"""Posts a form to the hook of a channel: (channel, kind, form) -> Answer. Never raises."""


@dataclass(frozen=True, slots=True)
class Call:
    """A USSD session as the network knows it. `text`: every input so far, joined by `*`; `last`: the newest answer."""

    session_id: str
    channel: str
    phone: str
    code: str
    text: str
    begun_at: datetime
    hops: int = 0
    last: str = ""

    def typed(self, answer: str) -> Call:
        """The session after one more input. Nothing of it is escaped, an empty first one cannot be told from none."""
        return replace(self, text=f"{self.text}*{answer}" if self.text else answer)


@dataclass(frozen=True, slots=True)
class Screen:
    """What the phone shows. `failed`: the answer was no USSD answer; the network ends the session."""

    text: str
    final: bool
    failed: bool = False


def new_session_id() -> str:
    return f"ATUid_{uuid.uuid4().hex}"


def new_message_id() -> str:
    return f"ATXid_{uuid.uuid4().hex}"


def hop(call: Call, post: Post) -> tuple[Call, Screen]:
    """Send the session's whole input to the gateway and read its answer."""
    answer = post(call.channel, "ussd", hop_form(call))
    return replace(call, hops=call.hops + 1, last=answer.body), read_answer(answer)


def read_answer(answer: Answer) -> Screen:
    """200 and `CON ` or `END ` first, or the session is over."""
    kind, text = answer.body[:4], answer.body[4:]
    if answer.status != 200 or kind not in {"CON ", "END "}:
        return Screen("", final=True, failed=True)
    return Screen(text, final=kind == "END ")


def hop_form(call: Call) -> dict[str, str]:
    return {
        "sessionId": call.session_id,
        "serviceCode": call.code,
        "phoneNumber": call.phone,
        "networkCode": NETWORK,
        "text": call.text,
    }


def end_form(call: Call, screen: Screen, now: datetime) -> dict[str, str]:
    """The end event. A screen that is not final means that the person hung up."""
    status = "Failed" if screen.failed else "Success" if screen.final else "Incomplete"
    form = {
        "date": stamp(now),
        "sessionId": call.session_id,
        "serviceCode": call.code,
        "networkCode": NETWORK,
        "phoneNumber": call.phone,
        "status": status,
        "cost": "IDR 0.0000",
        "durationInMillis": str(int((now - call.begun_at).total_seconds() * 1000)),
        "hopsCount": str(call.hops),
        "input": call.text,
        "lastAppResponse": call.last,
    }
    return form | ({"errorMessage": "Invalid response from the application"} if screen.failed else {})


def sms_form(phone: str, to: str, text: str, now: datetime) -> dict[str, str]:
    """A text from a phone to one of our short codes."""
    return {
        "date": stamp(now),
        "from": phone,
        "to": to,
        "text": text,
        "id": str(uuid.uuid4()),
        "linkId": str(uuid.uuid4()),
        "networkCode": NETWORK,
    }


def report_form(external_id: str, phone: str, status: str) -> dict[str, str]:
    return {"id": external_id, "status": status, "phoneNumber": phone, "networkCode": NETWORK, "retryCount": "0"}


def stamp(now: datetime) -> str:
    """`2017-05-03T06:04:45Z`."""
    return now.strftime("%Y-%m-%dT%H:%M:%SZ")
