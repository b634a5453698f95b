"""`kentongan worker` and `clock`: one process each, for a Procfile or systemd."""

from __future__ import annotations

import os
import sys

import click

from gateway.commands.joining import join
from gateway.config import ENVIRONMENT


@click.command()
def worker() -> None:
    """Send what is queued."""
    _become("worker")


@click.command()
def clock() -> None:
    """Sweep: what must happen even if a job was lost."""
    _become("clock")


def _become(process: str) -> None:
    """Replace this process, so that the gateway never imports the workers."""
    environment = join()
    told = {name: str(getattr(environment, field)) for field, name in ENVIRONMENT.items()}
    os.execve(sys.executable, [sys.executable, "-m", "workers", process], {**os.environ, **told})
