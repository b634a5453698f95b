"""`kentongan up`: everything on this machine."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import click
import requests

from flows.catalog import CatalogError
from gateway import catalogs, embedded, seed
from gateway.config import ENVIRONMENT, ConfigError, Environment, Settings, read_environment, read_settings
from gateway.runtime import connect_database, open_runtime, publish_current
from models.migrate import upgrade

READY_SECONDS = 90
STOP_SECONDS = 9
LEAST_FREE = 200 * 1024 * 1024
"""Bytes of disk under which it does not start: PostgreSQL stops hard on a full disk."""


@click.command()
def up() -> None:
    """Start everything on this machine, embedded where no URL is given."""
    environment = read_environment()
    settings = read_settings(environment.config)
    try:
        catalogs.current(settings)
    except CatalogError as error:
        raise click.ClickException(f"the flows do not pass their check:\n{error}") from None
    with contextlib.ExitStack() as stack:
        stack.enter_context(_alone(environment.data))
        _check_port(environment.port)
        environment = _with_secret(environment)
        environment = stack.enter_context(embedded.services(environment))
        _prepare(settings, environment)
        _supervise(environment)


@contextlib.contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Hold the data folder: one `up` each. Raises ConfigError."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock = (data / "up.lock").open("w")
        free = shutil.disk_usage(data).free
    except OSError as error:
        raise ConfigError(f"KENTONGAN_DATA: {data}: {error.strerror}") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise ConfigError(f"KENTONGAN_DATA: {data}: another kentongan is running on this folder") from None
        if free < LEAST_FREE:
            raise ConfigError(f"KENTONGAN_DATA: {data}: the disk is full ({free // 2**20} MB left)")
        yield


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise ConfigError(f"PORT: {port}: {error.strerror}") from None


def _with_secret(environment: Environment) -> Environment:
    """Make the secret key on the first start of a machine that was given none."""
    if environment.secret_key:
        return environment
    key = secrets.token_hex(32)
    with os.fdopen(os.open(environment.data / "secret_key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(key)
    return environment.model_copy(update={"secret_key": key})


def _prepare(settings: Settings, environment: Environment) -> None:
    """Tables, villages, demo, and the revision that is served."""
    database = connect_database(environment.database_url)
    upgrade(database)
    with database.begin() as connection:
        seed.seed(connection)
    database.dispose()
    runtime = open_runtime(settings, environment)
    publish_current(runtime)
    runtime.database.dispose()


def _supervise(environment: Environment) -> None:
    """Run the processes until a signal; one that dies is started again."""
    stopping = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, stop)
    running = {name: _start(name, environment) for name in ("web", "worker", "clock")}
    (environment.data / "running.json").write_text(json.dumps({"port": environment.port, "pid": os.getpid()}))
    deadline = time.monotonic() + READY_SECONDS
    said = False
    try:
        while not stopping:
            for name, process in running.items():
                if process.poll() is not None:
                    click.echo(f"{name} ended with {process.returncode}, starting it again", err=True)
                    time.sleep(1)
                    running[name] = _start(name, environment)
            if not said and _is_ready(environment.port):
                said = True
                _say_ready(environment)
            if not said and time.monotonic() > deadline:
                raise ConfigError(f"not ready after {READY_SECONDS} seconds; `kentongan doctor` says what is wrong")
            time.sleep(0.25)
    finally:
        _stop(running)
        (environment.data / "running.json").unlink(missing_ok=True)


def _start(name: str, environment: Environment) -> subprocess.Popen[bytes]:
    """A process in a session of its own: only we tell it when to stop."""
    told = {variable: str(getattr(environment, field)) for field, variable in ENVIRONMENT.items()}
    command = [sys.executable, "-m", "gateway", name]
    return subprocess.Popen(command, env={**os.environ, **told, "KENTONGAN_UP": "1"}, start_new_session=True)


def _stop(running: dict[str, subprocess.Popen[bytes]]) -> None:
    """The door first, then who works behind it."""
    for process in running.values():
        process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    for process in running.values():
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _is_ready(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/readyz", timeout=2).status_code == 200
    except requests.RequestException:
        return False


def _say_ready(environment: Environment) -> None:
    base = f"http://127.0.0.1:{environment.port}"
    click.echo(f"Kentongan is ready: {base}")
    click.echo(f"The phone:          {base}/simulator")
    click.echo("Try:                .venv/bin/kentongan dial '*384*36#'")
