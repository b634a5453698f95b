"""`kentongan web`, `worker`, `clock`, `migrate`: one process each, for a Procfile or systemd."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from typing import Any

import click
from granian import Granian
from granian.constants import Interfaces

from gateway import embedded, log
from gateway.app import create_app
from gateway.config import ENVIRONMENT, ConfigError, Environment, read_environment, read_settings
from gateway.runtime import connect_database, open_runtime
from models.migrate import upgrade

PR_SET_PDEATHSIG = 1


@click.command()
def web() -> None:
    """Serve the webhooks, the pages and the phone."""
    environment = _join()
    _end_with_parent()
    server = Granian(
        "gateway.commands.processes:application",
        address="127.0.0.1" if environment.simulated else os.environ.get("HOST", "127.0.0.1"),
        port=environment.port,
        interface=Interfaces.WSGI,
        workers=max(2, os.cpu_count() or 2),
        blocking_threads=1,
        backlog=1024,
        respawn_failed_workers=True,
        workers_kill_timeout=8,
        log_access=False,
        websockets=False,
        factory=True,
    )
    server.serve()


def application() -> Any:
    """The WSGI application of one web worker process."""
    log.set_up()
    environment = embedded.running(read_environment())
    return create_app(open_runtime(read_settings(environment.config), environment))


@click.command()
def worker() -> None:
    """Send what is queued."""
    _become("worker")


@click.command()
def clock() -> None:
    """Sweep: what must happen even if a job was lost."""
    _become("clock")


@click.command()
def migrate() -> None:
    """Bring the database to the newest tables."""
    upgrade(connect_database(_join().database_url))
    click.echo("The database is up to date.")


def _become(process: str) -> None:
    """Replace this process, so that the gateway never imports the workers."""
    environment = _join()
    _end_with_parent()
    told = {name: str(getattr(environment, field)) for field, name in ENVIRONMENT.items()}
    os.execve(sys.executable, [sys.executable, "-m", "workers", process], {**os.environ, **told})


def _join() -> Environment:
    environment = embedded.running(read_environment())
    if not environment.secret_key:
        raise ConfigError("SECRET_KEY: not set (`kentongan up` makes one for a single machine)")
    return environment


def _end_with_parent() -> None:
    """Under `kentongan up`: do not outlive it, even when it is killed (Linux)."""
    if os.environ.get("KENTONGAN_UP") and sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
