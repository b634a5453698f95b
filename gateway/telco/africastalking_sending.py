"""Sending through Africa's Talking's official SDK, and what each of its answers means. The facts are TELCO.md's."""

from __future__ import annotations

import ssl
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

import requests
import structlog
from africastalking.Service import validate_phone
from africastalking.SMS import SMSService
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies
from urllib3.exceptions import MaxRetryError, NewConnectionError

from gateway.telco.base import Outcome, Receipt

log = structlog.get_logger(__name__)

OUTCOMES = {
    **dict.fromkeys((100, 101, 102), Outcome.ACCEPTED),
    **dict.fromkeys((401, 403, 404, 406, 407), Outcome.REFUSED),
    **dict.fromkeys((402, 405), Outcome.BLOCKED),
    **dict.fromkeys((409, 500, 501, 502), Outcome.LATER),
}
"""A recipient's `statusCode` -> what became of the message. Of one that is not here, nobody knows."""

WHOLE_REQUEST = {"InvalidSenderId": Outcome.BLOCKED, "InsufficientBalance": Outcome.BLOCKED}
"""`Message` of an answer without recipients."""

HTTP_OUTCOMES = {
    **dict.fromkeys((301, 302, 307, 308, 401, 403, 404), Outcome.BLOCKED),
    **dict.fromkeys((400, 405, 413, 415, 422, 429, 500, 501, 502, 503), Outcome.LATER),
}
"""HTTP status outside 2xx. A wrong key or address stops the channel. Of 504 and the like, nobody knows."""

BLACKLISTED = 406

TIMEOUTS = (3.05, 9.05)
"""Seconds to connect, and between two bytes of the answer."""
WHOLE_ANSWER = 10.0
"""Seconds for the body of an answer, however slowly it drips in."""
MAX_ANSWER = 1_000_000
LONGEST_WORD = 200
CONNECTIONS = 16


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    body: bytes


class _Recipient(BaseModel):
    model_config = ConfigDict(coerce_numbers_to_str=True)

    number: str
    code: int = Field(alias="statusCode")
    status: str = ""
    id: str | None = Field(default=None, alias="messageId")
    cost: str = ""


class _Data(BaseModel):
    message: str = Field(default="", alias="Message")
    recipients: list[Any] = Field(alias="Recipients")


class _Sent(BaseModel):
    data: _Data = Field(alias="SMSMessageData")


class Sms(SMSService):  # type: ignore[misc]
    """The SDK's service with a base address of ours, pooled connections, and the status code kept."""

    def __init__(self, username: str, api_key: str, base: str) -> None:
        self._base = base.rstrip("/")
        super().__init__(username, api_key)
        self._session = requests.Session()
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, HTTPAdapter(pool_maxsize=CONNECTIONS, max_retries=0))
        # The environment's proxies are looked up here once, not at each request; a .netrc never
        self._session.proxies = get_environ_proxies(self._baseUrl)
        self._session.trust_env = False

    def _init_service(self) -> None:
        super()._init_service()
        if self._base:
            self._baseUrl = self._base + "/version1"

    def _make_request(
        self, url: str, method: str, headers: Any, data: Any, params: Any, callback: Any = None, timeout: Any = TIMEOUTS
    ) -> _Answer:
        response = self._session.request(
            method, url, headers=headers, data=data, params=params, timeout=timeout, stream=True, allow_redirects=False
        )
        with closing(response):
            return _Answer(response.status_code, _read(response) if 200 <= response.status_code < 300 else b"")

    def receipts(self, text: str, sender: str, phones: Sequence[str]) -> list[Receipt]:
        """Send; a receipt for each phone, in their order. Raises nothing: an error is a receipt."""
        good = [phone for phone in phones if validate_phone(phone)]
        sent = {receipt.phone: receipt for receipt in self._post(text, sender, good)} if good else {}
        return [sent.get(phone) or Receipt(phone, Outcome.REFUSED, reason="not a phone number") for phone in phones]

    def _post(self, text: str, sender: str, phones: list[str]) -> list[Receipt]:
        try:
            answer = self.send(text, phones, sender_id=sender or None, timeout=TIMEOUTS)
        except requests.RequestException as error:
            outcome = Outcome.LATER if _never_connected(error) else Outcome.UNKNOWN
            return _all(phones, outcome, f"no answer: {type(error).__name__}")
        except Exception as error:  # whatever else: it may have been written to the wire
            log.exception("sending failed")
            return _all(phones, Outcome.UNKNOWN, f"no answer: {type(error).__name__}")
        if not 200 <= answer.status < 300:
            return _all(phones, HTTP_OUTCOMES.get(answer.status, Outcome.UNKNOWN), f"HTTP {answer.status}")
        return read_answer(phones, answer.body)


def read_answer(phones: Sequence[str], body: bytes) -> list[Receipt]:
    """What the body of a 2xx says of each phone. Of what it does not say, nobody knows."""
    try:
        data = _Sent.model_validate_json(body).data
    except ValidationError:
        return _all(phones, Outcome.UNKNOWN, "an answer that cannot be read")
    if not data.recipients and data.message in WHOLE_REQUEST:
        return _all(phones, WHOLE_REQUEST[data.message], data.message)
    found: dict[str, Receipt] = {}
    for entry in data.recipients:
        try:
            recipient = _Recipient.model_validate(entry)
        except ValidationError:
            continue
        found.setdefault(_digits(recipient.number), _receipt(recipient))
    missing = Receipt("", Outcome.UNKNOWN, reason="missing from the answer")
    return [replace(found.get(_digits(phone), missing), phone=phone) for phone in phones]


def _receipt(recipient: _Recipient) -> Receipt:
    outcome = OUTCOMES.get(recipient.code, Outcome.UNKNOWN)
    if outcome is Outcome.ACCEPTED:
        # A refused recipient has the id "None", and so might an accepted one
        id = _printable(recipient.id or "")
        return Receipt(recipient.number, outcome, external_id="" if id == "None" else id, cost=recipient.cost)
    reason = f"{recipient.code} {_printable(recipient.status)}".strip()
    return Receipt(recipient.number, outcome, reason=reason, opted_out=recipient.code == BLACKLISTED)


def _read(response: requests.Response) -> bytes:
    """The whole body. Raises requests.RequestException where it is cut, too long or too slow."""
    body, until = b"", time.monotonic() + WHOLE_ANSWER
    for chunk in response.iter_content(16_384):
        body += chunk
        if len(body) > MAX_ANSWER or time.monotonic() > until:
            raise requests.RequestException("the answer is too long or too slow")
    return body


def _never_connected(error: requests.RequestException) -> bool:
    """Whether it is certain that nothing of the request reached the telco."""
    if isinstance(error, requests.ConnectTimeout | requests.exceptions.InvalidURL | requests.exceptions.MissingSchema):
        return True
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else None
    refused_certificate = (
        isinstance(getattr(reason, "args", [None])[0], ssl.SSLCertVerificationError) if reason else False
    )
    return isinstance(reason, NewConnectionError) or refused_certificate


def _all(phones: Sequence[str], outcome: Outcome, reason: str) -> list[Receipt]:
    return [Receipt(phone, outcome, reason=reason) for phone in phones]


def _printable(word: str) -> str:
    """No telco has control characters in its words, and PostgreSQL would refuse a whole batch for one NUL."""
    return "".join(character for character in word if character.isprintable())[:LONGEST_WORD]


def _digits(phone: str) -> str:
    return phone.strip().lstrip("+")
