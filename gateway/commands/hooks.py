"""`kentongan hooks`: the callback addresses for the telco's dashboard."""

from __future__ import annotations

import json

import click

from gateway import hooks as addresses
from gateway.config import ConfigError, read_environment, read_settings


@click.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def hooks(form: str) -> None:
    """Print the callback URLs to paste into the telco's dashboard."""
    environment = read_environment()
    if not environment.secret_key:
        raise ConfigError("SECRET_KEY: not set, and no `kentongan up` has made one under " + str(environment.data))
    found = addresses.urls(read_settings(environment.config), environment)
    if form == "json":
        click.echo(json.dumps(found))
    else:
        for one in found:
            click.echo(f"{one['channel']:8} {one['kind']:13} {one['url']}")
