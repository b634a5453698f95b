"""`kentongan web` and `migrate`: one process each, for a Procfile or systemd."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator

import click
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from gateway import embedded
from gateway.commands.joining import join
from gateway.config import ConfigError, Environment, read_environment
from gateway.runtime import DATABASE_AWAY, connected, why_away
from models.migrate import upgrade

BACKLOG = 1024
"""Connections that wait while all processes are at work."""

WORKERS = max(2, os.cpu_count() or 2)
"""Processes, with one thread each."""

STOP_SECONDS = 3
"""For the hops under way when the web is told to stop."""


@click.command()
def web() -> None:
    """Serve the webhooks, the pages and the phone."""
    serve("gateway.wsgi:application")


def serve(factory: str) -> None:
    """Granian, with the WSGI application that this function makes in each of its processes (`module:function`)."""
    environment = join()
    _share_counters(environment)
    Granian(
        factory,
        address=environment.host,
        port=environment.port,
        interface=Interfaces.WSGI,
        workers=WORKERS,
        blocking_threads=1,
        backlog=BACKLOG,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        log_access=False,
        log_level=LogLevels.warning,
        websockets=False,
        factory=True,
    ).serve()


@click.command()
def migrate() -> None:
    """Bring the database to the newest tables."""
    with (
        embedded.services(read_environment()) as environment,
        naming_the_database(),
        connected(environment.database_url) as database,
    ):
        upgrade(database)
    click.echo("The database is up to date.")


@contextlib.contextmanager
def naming_the_database() -> Iterator[None]:
    """A database that can't be reached is one line that names the variable: ConfigError."""
    try:
        yield
    except DATABASE_AWAY as error:
        raise ConfigError(f"DATABASE_URL: {why_away(error)}") from None


def _share_counters(environment: Environment) -> None:
    """All web processes count in files of one folder, so that any of them can tell the sum."""
    folder = environment.data / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise ConfigError(f"KENTONGAN_DATA: {folder}: {error.strerror}") from None
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
