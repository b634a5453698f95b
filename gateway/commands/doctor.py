"""`kentongan doctor`: what is wrong with this installation and how to mend it."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass

import click

from flows.catalog import CatalogError
from gateway import catalogs, embedded, health
from gateway.config import ConfigError, Environment, Settings, read_environment, read_settings
from gateway.embedded.locks import is_held
from gateway.runtime import open_runtime

LEAST_FREE = 1024
"""MB of disk under which it is time to make room."""


class Wrong(Exception):
    """What is wrong; `mend` says what to do about it."""

    def __init__(self, reason: str, mend: str) -> None:
        super().__init__(reason)
        self.mend = mend


@dataclass(frozen=True)
class Patient:
    """What is looked at. Reading its settings raises ConfigError."""

    environment: Environment

    @property
    def settings(self) -> Settings:
        return read_settings(self.environment.config)


@click.command()
def doctor() -> None:
    """Say what is wrong with this installation and how to mend it."""
    patient = Patient(read_environment())
    bad = 0
    for what, look in LOOKS.items():
        mark, said, mend = _told(lambda look=look: look(patient))  # type: ignore[misc]
        bad += mark == "WRONG"
        click.echo(f"{mark:6}{what}: {said}" + (f"\n      -> {mend}" if mend else ""))
    if bad:
        raise click.ClickException(f"{bad} of {len(LOOKS)} are wrong")


def _told(look: Callable[[], str]) -> tuple[str, str, str]:
    try:
        return "ok", look(), ""
    except Wrong as wrong:
        return "WRONG", str(wrong), wrong.mend
    except (ConfigError, CatalogError) as error:
        return "WRONG", str(error), "mend what is named, `kentongan check` tells more"


def _python(patient: Patient) -> str:
    return ".".join(map(str, sys.version_info[:3]))


def _config(patient: Patient) -> str:
    return f"{patient.environment.config}, channels {', '.join(patient.settings.channels)}"


def _flows(patient: Patient) -> str:
    return f"{len(catalogs.current(patient.settings).flows)} in {patient.settings.flows}"


def _data(patient: Patient) -> str:
    data = patient.environment.data
    if not data.is_dir():
        raise Wrong(f"{data} is not there", "`kentongan up` makes it; or set KENTONGAN_DATA")
    if not os.access(data, os.W_OK):
        raise Wrong(f"{data} can't be written", f"give the folder to this user, or set KENTONGAN_DATA: {data}")
    free = shutil.disk_usage(data).free // 2**20
    if free < LEAST_FREE:
        raise Wrong(f"{free} MB free in {data}", "make room: PostgreSQL stops on a full disk")
    return f"{data}, {free} MB free"


def _port(patient: Patient) -> str:
    port = patient.environment.port
    with socket.socket() as probe:
        taken = probe.connect_ex(("127.0.0.1", port)) == 0
    ours = is_held(patient.environment.data / "locks" / "processes")
    if taken and not ours and not patient.environment.database_url:
        raise Wrong(f"{port} is taken by another program", "choose another with PORT=")
    return f"{port} {'answers' if taken else 'is free'}"


def _secret(patient: Patient) -> str:
    if not patient.environment.secret_key:
        raise Wrong("not set", "set SECRET_KEY; `kentongan up` makes one by itself")
    return "set"


def _part(name: str) -> Callable[[Patient], str]:
    def look(patient: Patient) -> str:
        try:
            joined = embedded.running(patient.environment)
        except ConfigError as error:
            raise Wrong(str(error), "`make run` starts everything on one machine") from None
        runtime = open_runtime(patient.settings, joined)
        try:
            said = health.parts(runtime)[name]
        finally:
            runtime.database.dispose()
        if said != health.OK:
            raise Wrong(said, MENDS[name])
        return said

    return look


def _telco(patient: Patient) -> str:
    environment = patient.environment
    if environment.simulated:
        return "the built-in simulator (no AT_API_KEY is set)"
    if not environment.at_api_key:
        raise Wrong(f"{environment.at_base_url} without a key", "set AT_API_KEY")
    if not patient.settings.public_url:
        raise Wrong("it can't reach us: no public_url", "set public_url in the config, then see `kentongan hooks`")
    return f"Africa's Talking as {environment.at_username}"


MENDS = {
    "database": "is DATABASE_URL right, and was `kentongan migrate` run?",
    "redis": "is REDIS_URL right, and does the server run?",
    "workers": "start `kentongan worker`",
}
LOOKS: dict[str, Callable[[Patient], str]] = {
    "python": _python, "config": _config, "flows": _flows, "data": _data, "port": _port, "secret key": _secret,
    "database": _part("database"), "redis": _part("redis"), "workers": _part("workers"), "telco": _telco,
}  # fmt: skip
"""What is looked at, in the order in which one thing needs the other."""
