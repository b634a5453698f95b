"""`kentongan web`: granian with its processes, for a Procfile or systemd."""

from __future__ import annotations

import os
import shutil
from importlib import import_module

import click
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from gateway import garbage
from gateway.commands.joining import join
from gateway.config import ConfigError, Environment

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
    with garbage.none_while_loading():
        import_module(factory.partition(":")[0])  # once, before they are forked: they start sooner and share its memory
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


def _share_counters(environment: Environment) -> None:
    """All web processes count in files of one folder, so that any of them can tell the sum."""
    folder = environment.data / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise ConfigError(f"KENTONGAN_DATA: {folder}: {error.strerror}") from None
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
