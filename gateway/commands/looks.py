"""What `kentongan doctor` looks at. A look says what it found, or raises Wrong with what to do about it."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

import redis
import requests
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import SQLAlchemyError

from flows.catalog import Catalog
from flows.problem import CatalogError
from gateway import catalogs, embedded, health, phone, proof
from gateway.commands.publish import SHORT
from gateway.config import ConfigError, Environment, Settings
from gateway.runtime import connect_redis, connected, open_runtime, why_away
from models import Village, channel_state, message, publication, revision
from models.migrate import is_current

LEAST_FREE = 1024
"""MB of disk under which it is time to make room."""


class Wrong(Exception):
    """What is wrong; `mend` says what to do about it."""

    def __init__(self, reason: str, mend: str) -> None:
        super().__init__(reason)
        self.mend = mend


@dataclass(frozen=True)
class Patient:
    """What is looked at. Once the config and the servers are right, `settings` and `joined` raise nothing."""

    environment: Environment

    @cached_property
    def _proved(self) -> tuple[Settings, Catalog]:
        return proof.proved_flows(self.environment.config)

    @property
    def settings(self) -> Settings:
        return self._proved[0]

    @property
    def catalog(self) -> Catalog:
        """Of the flow folder."""
        return self._proved[1]

    @property
    def joined(self) -> Environment:
        """With the addresses of the embedded servers, where there are no others."""
        return embedded.running(self.environment)

    @contextmanager
    def database(self) -> Iterator[Connection]:
        try:
            with connected(self.joined.database_url) as engine, engine.connect() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise Wrong(why_away(error), "is DATABASE_URL right, and does the server run?") from None


def _python(patient: Patient) -> str:
    return ".".join(map(str, sys.version_info[:3]))


def _config(patient: Patient) -> str:
    try:
        settings = patient.settings
    except ConfigError as error:
        raise Wrong(str(error), "mend the line that is named; docs/config.md has every key") from None
    except CatalogError as error:
        more = f" (and {len(error.problems) - 1} more)" if len(error.problems) > 1 else ""
        raise Wrong(f"{error.problems[0]}{more}", "`kentongan check` tells all of it") from None
    flows = len(patient.catalog.flows)
    return f"{patient.environment.config}, channels {', '.join(settings.channels)}, {flows} flows"


def _data(patient: Patient) -> str:
    data = patient.environment.data.absolute()
    there = next(folder for folder in (data, *data.parents) if folder.exists())
    if not there.is_dir():
        raise Wrong(f"{there} is a file", "set KENTONGAN_DATA to a folder")
    if not os.access(there, os.W_OK | os.X_OK):
        raise Wrong(f"{there} can't be written", "give the folder to this user, or set KENTONGAN_DATA")
    free = shutil.disk_usage(there).free // 2**20
    if free < LEAST_FREE:
        raise Wrong(f"{free} MB free in {there}", "make room: PostgreSQL stops on a full disk")
    return f"{data}, {free} MB free" + ("" if there == data else "; the first start makes it")


def _port(patient: Patient) -> str:
    host, port = patient.environment.host, patient.environment.port
    here = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104
    try:
        socket.create_connection((here, port), timeout=3).close()
    except OSError:
        return f"{port} is free"
    try:
        answer = requests.get(f"http://{here}:{port}/healthz", timeout=10)
        ours = answer.status_code == 200 and answer.json() == {"status": "alive"}
    except (requests.RequestException, ValueError):
        ours = False
    if not ours:
        raise Wrong(f"{port} is taken by another program", "choose another with PORT=")
    return f"{port}, Kentongan answers there"


def _secret(patient: Patient) -> str:
    if not patient.environment.secret_key:
        raise Wrong("not set", "set SECRET_KEY; `kentongan up` makes one by itself")
    return "set"


def _servers(patient: Patient) -> str:
    try:
        joined = patient.joined
    except ConfigError as error:
        raise Wrong(str(error), "`make run` starts everything on one machine; or set the variable") from None
    given = (("DATABASE_URL", patient.environment.database_url), ("REDIS_URL", patient.environment.redis_url))
    named = [name for name, url in given if url]
    return ", ".join([*named, *([f"embedded under {joined.data}"] if len(named) < len(given) else [])])


def _database(patient: Patient) -> str:
    with patient.database() as connection:
        if not is_current(connection):
            raise Wrong("the tables are not there, or not of this version", "run `kentongan migrate`")
        villages = connection.execute(select(func.count()).select_from(Village)).scalar_one()
    if not villages:
        raise Wrong("there are no villages in it", "`kentongan import villages FILE`")
    return f"answers, {villages} villages"


def _menus(patient: Patient) -> str:
    settings, publish = patient.settings, "`kentongan publish` has the folder serve"
    with patient.database() as connection:
        serving = publication.serving(connection)
        if serving is None:
            return "nothing is published yet; the first start publishes the folder"
        for name in filter(None, (serving.revision, serving.staged)):
            try:
                catalog = catalogs.reopened(name, revision.find(connection, name))
            except (KeyError, CatalogError):
                raise Wrong(f"{name[:SHORT]}, which serves, can't be read by this version", publish) from None
            for flow in catalogs.missing(catalog, settings):
                raise Wrong(f"{name[:SHORT]}, which serves, has no {flow!r}, which config.toml starts", publish)
    same = patient.catalog.revision in {serving.revision, serving.staged}
    return f"{serving.revision[:SHORT]} serves" + ("" if same else "; the folder differs, see `kentongan diff`")


def _redis(patient: Patient) -> str:
    try:
        connect_redis(patient.joined.redis_url).ping()
    except redis.RedisError as error:
        raise Wrong(str(error).splitlines()[0], "is REDIS_URL right, and does the server run?") from None
    return "answers"


def _workers(patient: Patient) -> str:
    runtime = open_runtime(patient.settings, patient.joined)
    try:
        said = health.workers(runtime)
    finally:
        runtime.database.dispose()
    if said != health.OK:
        raise Wrong(said, "start `kentongan worker`")
    return "at least one is at work"


def _telco(patient: Patient) -> str:
    environment, settings = patient.environment, patient.settings
    if phone.is_open(settings, environment) and settings.public_url:
        reason = f"the built-in simulator, open to all at {settings.public_url}: there anybody can speak as any phone"
        raise Wrong(reason, "set AT_API_KEY; or take public_url out again, if this is only a try")
    if environment.simulated:
        return "the built-in simulator (no AT_API_KEY is set)"
    if not environment.at_api_key:
        raise Wrong(f"{environment.at_base_url} without a key", "set AT_API_KEY")
    if not settings.public_url:
        raise Wrong("it can't reach us: no public_url", "set public_url in the config, then see `kentongan hooks`")
    return f"Africa's Talking as {environment.at_username}"


def _sending(patient: Patient) -> str:
    with patient.database() as connection:
        blocked = channel_state.blocked(connection)
        waiting = sum(count for _, status, count in message.under_way(connection) if status == "queued")
    for channel, reason in blocked.items():
        mend = "mend it in the telco's dashboard (balance, sender, key); it goes on by itself, nothing is lost"
        raise Wrong(f"channel {channel} stands still: {reason}; {waiting} messages wait", mend)
    return f"{waiting} messages wait"


LOOKS: dict[str, tuple[tuple[str, ...], Callable[[Patient], str]]] = {
    "python": ((), _python),
    "config": ((), _config),
    "data": ((), _data),
    "port": ((), _port),
    "secret key": ((), _secret),
    "servers": ((), _servers),
    "database": (("servers",), _database),
    "menus": (("config", "database"), _menus),
    "redis": (("servers",), _redis),
    "workers": (("config", "redis"), _workers),
    "telco": (("config",), _telco),
    "sending": (("database",), _sending),
}
"""What is looked at -> what must be right before, and the look."""
