"""`kentongan doctor`: what is wrong with this installation and how to mend it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable

import click

from flows.catalog import CatalogError
from gateway import catalogs, embedded, health
from gateway.config import ConfigError, read_environment, read_settings
from gateway.runtime import open_runtime


@click.command()
def doctor() -> None:
    """Say what is wrong with this installation and how to mend it."""
    environment = read_environment()
    findings = [_told("python", lambda: ".".join(map(str, sys.version_info[:3])))]
    findings.append(_told("config", lambda: str(read_settings(environment.config).flows)))
    findings.append(_told("flows", lambda: f"{len(catalogs.current(read_settings(environment.config)).flows)} flows"))
    findings.append(_told("data", lambda: f"{shutil.disk_usage(environment.data).free // 2**20} MB free"))
    findings.append(_told("services", lambda: embedded.running(environment).database_url.split("@")[-1]))
    if all(good for good, _ in findings):
        runtime = open_runtime(read_settings(environment.config), embedded.running(environment))
        findings += [(state == health.OK, f"{part}: {state}") for part, state in health.parts(runtime).items()]
    telco = "the built-in simulator" if environment.simulated else f"Africa's Talking as {environment.at_username}"
    findings.append((True, f"telco: {telco}"))
    for good, line in findings:
        click.echo(f"{'ok   ' if good else 'WRONG'} {line}")
    if not all(good for good, _ in findings):
        raise click.ClickException("something is wrong; `make run` starts what is missing on a single machine")


def _told(what: str, ask: Callable[[], str]) -> tuple[bool, str]:
    try:
        return True, f"{what}: {ask()}"
    except (ConfigError, CatalogError, OSError) as error:
        return False, f"{what}: {error}"
