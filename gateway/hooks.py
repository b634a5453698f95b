"""The secret part of the callback addresses: a token per channel, derived from SECRET_KEY.

SECRET_KEY_PREVIOUS keeps the old addresses alive while the telco's dashboard is being changed.
"""

from __future__ import annotations

import hashlib
import hmac
from functools import lru_cache

from gateway.config import Environment, Settings

KINDS = ("ussd", "sms", "delivery", "ussd-end", "opt-out", "subscription")


@lru_cache(maxsize=64)
def token(secret_key: str, channel: str) -> str:
    """32 hex digits."""
    return hmac.new(secret_key.encode(), f"hook:{channel}".encode(), hashlib.sha256).hexdigest()[:32]


def is_valid(environment: Environment, channel: str, given: str) -> bool:
    """Compared in constant time, with the previous key's token too where there is one."""
    keys = [key for key in (environment.secret_key, environment.secret_key_previous) if key]
    matches = [hmac.compare_digest(token(key, channel).encode(), given.encode()) for key in keys]
    return any(matches)


def base_url(settings: Settings, environment: Environment) -> str:
    """Where the telco reaches us, without a slash at the end."""
    return (settings.public_url or f"http://127.0.0.1:{environment.port}").rstrip("/")


def urls(settings: Settings, environment: Environment) -> list[dict[str, str]]:
    """`[{"channel", "kind", "url"}]`: what to paste into the telco's dashboard."""
    base = base_url(settings, environment)
    return [
        {
            "channel": channel,
            "kind": kind,
            "url": f"{base}/hooks/{channel}/{token(environment.secret_key, channel)}/{kind}",
        }
        for channel in settings.channels
        for kind in KINDS
    ]
