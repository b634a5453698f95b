"""Live USSD sessions in Redis. All of it may vanish at any moment: a dialogue is then replayed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import redis
import structlog

from flows.session import Session

log = structlog.get_logger(__name__)

KEEP_THE_LONGER = """
local old = redis.call('GET', KEYS[1])
if old and cjson.decode(old).length > tonumber(ARGV[2]) then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[3])
return 1
"""
"""A late duplicate of an earlier hop must not put the dialogue back to where it was."""


@dataclass(frozen=True, slots=True)
class Live:
    """A dialogue between two hops. `text`: the telco's whole input that was answered, and `answer` what was said.

    `inputs`: every input so far where they are journaled in the database too; None: `text` split at `*`.
    """

    text: str
    answer: str
    final: bool
    session: Session
    inputs: list[str] | None = None

    def all_inputs(self) -> list[str]:
        if self.inputs is not None:
            return self.inputs
        return self.text.split("*") if self.text else []


class LiveSessions:
    """`load` and `save`, one command each. A dead server is the same as a missing session."""

    def __init__(self, client: redis.Redis, expiry: int) -> None:
        self._client = client
        self._expiry = expiry

    def load(self, channel: str, session_id: str) -> Live | None:
        try:
            found = self._client.get(_key(channel, session_id))
        except redis.RedisError as error:
            log.warning("redis is away, replaying", error=type(error).__name__)
            return None
        return _read(json.loads(found)) if isinstance(found, bytes | str) else None

    def save(self, channel: str, session_id: str, live: Live) -> bool:
        """False when it could not be kept."""
        data = json.dumps({
            "length": len(live.text), "text": live.text, "answer": live.answer, "final": live.final,
            "session": live.session.to_dict(), "inputs": live.inputs,
        })  # fmt: skip
        try:
            self._client.eval(KEEP_THE_LONGER, 1, _key(channel, session_id), data, len(live.text), self._expiry)
        except redis.RedisError as error:
            log.warning("redis is away, journaling", error=type(error).__name__)
            return False
        return True


def _key(channel: str, session_id: str) -> str:
    return f"ussd:{channel}:{session_id}"


def _read(data: dict[str, Any]) -> Live:
    return Live(data["text"], data["answer"], data["final"], Session.from_dict(data["session"]), data["inputs"])
