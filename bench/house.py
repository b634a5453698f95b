"""What the bench runs on: PostgreSQL and Valkey as they ship, in a temporary folder, and people who are known."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from gateway import catalogs, embedded
from gateway.commands.up import prepare
from gateway.config import ENVIRONMENT, Environment, Settings, read_settings
from gateway.runtime import connect_database
from gateway.supervisor import PARENT

CHANNEL, CODE = "at", "*384*36#"
VILLAGE = "36.01.06.2009"
"""Mekarsari in Panimbang, which has demo officers."""
CONFIG = Path(__file__).parent.parent / "config.toml"
CONTACTS = """INSERT INTO contact (phone, language, village)
    SELECT '+62899' || lpad(n::text, 7, '0'), 'id', :village FROM generate_series(0, :people) AS n"""
CONSENTS = """INSERT INTO consent (phone, given, wording, medium, origin, at)
    SELECT phone, true, 'bench', 'ussd', 'bench/' || phone, now() FROM contact"""
START_SECONDS, STOP_SECONDS = 60.0, 15.0


@contextmanager
def house() -> Iterator[tuple[Settings, Environment]]:
    """Servers with their shipped settings (fsync and synchronous commit too), filled as on a first start."""
    with tempfile.TemporaryDirectory(prefix="kentongan-bench-", ignore_cleanup_errors=True) as folder:
        given = Environment(config=CONFIG, data=Path(folder), secret_key="a-secret-of-the-bench")  # noqa: S106
        settings = read_settings(CONFIG)
        try:
            with embedded.services(given) as environment:
                prepare(settings, catalogs.current(settings), environment)
                yield settings, environment
        finally:
            shutil.rmtree(embedded.folders(given.data).sockets, ignore_errors=True)


def phone(number: int) -> str:
    """A number that belongs to nobody, for each number below ten million."""
    return f"+62899{number:07d}"


def settle(environment: Environment, people: int) -> None:
    """The phones from 0 to `people` have told language, village and consent: their dials begin at the home menu."""
    engine = connect_database(environment.database_url)
    with engine.begin() as connection:
        connection.execute(text(CONTACTS), {"people": people, "village": VILLAGE})
        connection.execute(text(CONSENTS))
        connection.execute(text("ANALYZE"))
    engine.dispose()


@contextmanager
def started(environment: Environment, *command: str) -> Iterator[int]:
    """A web process with its own folder and port, started by `python -m COMMAND`: the port, once it listens. What it
    says goes to our stderr: stdout is for the figures.
    """
    port = free_port()
    own = environment.model_copy(update={"port": port, "data": environment.data / f"web-{port}"})
    told = {name: str(getattr(own, field)) for field, name in ENVIRONMENT.items()}
    given = {**os.environ, **told, PARENT: str(os.getpid())}
    process = subprocess.Popen([sys.executable, "-m", *command], env=given, cwd=CONFIG.parent, stdout=2)
    try:
        _wait(port, process)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(f"{process.args!r} did not come up")
