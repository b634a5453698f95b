"""Live USSD sessions in Redis. All of it may vanish at any moment: a dialogue is then replayed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import redis
import structlog

from flows.session import Session

log = structlog.get_logger(__name__)

KEEP_THE_LONGER = """
local old = redis.call('GET', KEYS[1])
if old and tonumber(string.match(old, '%d+')) > tonumber(ARGV[2]) then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[3])
return 1
"""
"""A late duplicate of an earlier hop must not put the dialogue back to where it was. `length`, the first number of what
is kept, says how far it had come."""


@dataclass(frozen=True, slots=True)
class Live:
    """A dialogue between two hops. `text`: the telco's whole input that was answered, `inputs`: what it is made of,
    and `answer` what was said. `rebuilt`: by a hop that may have been a late duplicate, so that the dialogue may be
    further than this.
    """

    text: str
    inputs: list[str]
    answer: str
    final: bool
    session: Session
    rebuilt: bool = False


class LiveSessions:
    """`load` and `save`, one command each. A dead server is the same as a missing session.

    The phone is part of the key: whoever comes with the id of somebody else's session finds nothing of it.
    """

    def __init__(self, client: redis.Redis, expiry: int) -> None:
        self._client = client
        self._expiry = expiry

    def load(self, channel: str, session_id: str, phone: str) -> Live | None:
        try:
            found = self._client.get(_key(channel, session_id, phone))
        except redis.RedisError as error:
            log.warning("redis is away, replaying", error=type(error).__name__)
            return None
        return _read(json.loads(found)) if isinstance(found, bytes | str) else None

    def save(self, channel: str, session_id: str, phone: str, live: Live) -> bool:
        """False when it could not be kept."""
        data = json.dumps({
            "length": len(live.text), "text": live.text, "inputs": live.inputs, "answer": live.answer,
            "final": live.final, "session": live.session.to_dict(), "rebuilt": live.rebuilt,
        })  # fmt: skip
        try:
            self._client.eval(KEEP_THE_LONGER, 1, _key(channel, session_id, phone), data, len(live.text), self._expiry)
        except redis.RedisError as error:
            log.warning("redis is away, journaling", error=type(error).__name__)
            return False
        return True


def sessions(client: redis.Redis) -> Iterator[Session]:
    """Every dialogue that is not over, as far as Redis has them. Raises redis.RedisError."""
    for key in client.scan_iter(_key("*", "*", "*"), count=1000):
        found = client.get(key)
        live = _read(json.loads(found)) if isinstance(found, bytes | str) else None
        if live and not live.final:
            yield live.session


def _key(channel: str, session_id: str, phone: str) -> str:
    return f"ussd:{channel}:{session_id}:{phone}"


def _read(data: dict[str, Any]) -> Live:
    session = Session.from_dict(data["session"])
    return Live(data["text"], data["inputs"], data["answer"], data["final"], session, data["rebuilt"])
