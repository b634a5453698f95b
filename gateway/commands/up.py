"""`kentongan up`: everything on this machine."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import click
import redis

from flows.catalog import Catalog
from gateway import embedded, garbage, phone, proof, publishing, seed
from gateway.commands.migrate import naming_the_database
from gateway.config import ConfigError, Environment, Settings, read_environment
from gateway.embedded.locks import hold
from gateway.runtime import connect_redis, connected, wall_clock
from gateway.supervisor import Supervisor
from models import publication
from models.migrate import upgrade

LEAST_FREE = 200 * 1024 * 1024
"""Bytes of disk under which it does not start: PostgreSQL stops hard on a full disk."""


@click.command()
def up() -> None:
    """Start everything on this machine, embedded where no URL is given."""
    environment = read_environment()
    with garbage.none_while_loading():
        settings, catalog = proof.proved_flows(environment.config)
    with _alone(environment.data):
        supervisor = Supervisor(environment, phone.is_open(settings, environment))
        supervisor.end_leftovers()
        _check_port(environment)
        environment = supervisor.environment = _with_secret(environment)
        with supervisor.signals(), embedded.services(environment) as joined:
            _check_redis(joined)
            with naming_the_database():
                prepare(settings, catalog, joined)
            supervisor.run(joined)


@contextlib.contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Hold the data folder: one `up` each. Raises ConfigError."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        (data / "locks").mkdir(mode=0o700, exist_ok=True)
        (data / "locks" / "up").touch(mode=0o600)
        free = shutil.disk_usage(data).free
    except OSError as error:
        raise ConfigError(f"KENTONGAN_DATA: {data}: {error.strerror}") from None
    taken = f"KENTONGAN_DATA: {data}: another `kentongan up` is running on this folder"
    with hold(data / "locks" / "up", what=taken):
        if free < LEAST_FREE:
            raise ConfigError(f"KENTONGAN_DATA: {data}: the disk is full ({free // 2**20} MB left)")
        yield


def _check_port(environment: Environment) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((environment.host, environment.port))
        except OSError as error:
            raise ConfigError(f"PORT: {environment.port}: {error.strerror} (another: PORT=8001)") from None


def _check_redis(environment: Environment) -> None:
    """A Redis that is away later costs nothing; one that never was there is a wrong setting."""
    try:
        connect_redis(environment.redis_url).ping()
    except redis.RedisError as error:
        raise ConfigError(f"REDIS_URL: {str(error).splitlines()[0]}") from None


def _with_secret(environment: Environment) -> Environment:
    """Make the secret key on the first start of a machine that was given none."""
    if environment.secret_key:
        return environment
    path = environment.data / "secret_key"
    key = secrets.token_hex(32)
    try:
        path.unlink(missing_ok=True)  # an empty one, else it would have been read
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(key)
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from None
    return environment.model_copy(update={"secret_key": key})


def prepare(settings: Settings, catalog: Catalog, environment: Environment) -> None:
    """Tables, villages, demo, and the `catalog` of the flow folder where that changed since it was last published."""
    with connected(environment.database_url) as database:
        upgrade(database)
        with database.begin() as connection:
            seed.seed(connection, demo=not environment.reaches_people)
            before = publication.serving(connection)
            if publishing.publish_changed(connection, catalog, settings, wall_clock()):
                for one in publishing.renumbered(connection, before, catalog, settings):
                    click.echo(f"Warning: {one}", err=True)
