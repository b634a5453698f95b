"""`kentongan migrate`: the tables of this version."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import click

from gateway import embedded
from gateway.config import ConfigError, read_environment
from gateway.runtime import DATABASE_AWAY, connected, why_away
from models.migrate import upgrade


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
