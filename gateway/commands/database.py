"""The database as a command opens it, beside a service that runs or on its own."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator

import click
from sqlalchemy import Connection

from gateway import embedded
from gateway.config import Environment
from gateway.runtime import DATABASE_AWAY, connected, why_away
from models.migrate import upgrade


@contextlib.contextmanager
def opened(environment: Environment) -> Iterator[Connection]:
    """A connection to the database, whose tables are the newest. A database that fails is one sentence."""
    with joined(environment) as (connection, _):
        yield connection


@contextlib.contextmanager
def joined(environment: Environment) -> Iterator[tuple[Connection, Environment]]:
    """As `opened`, and the environment with the addresses of the servers that are embedded."""
    logging.getLogger("psycopg").setLevel(logging.CRITICAL)  # it would tell of it besides
    try:
        if not environment.database_url and not embedded.has_data(environment):
            mended = "`make run` makes one, and KENTONGAN_DATA=FOLDER says where another is"
            raise click.ClickException(f"KENTONGAN_DATA: there is no database under {environment.data}; {mended}")
        with embedded.services(environment) as services, connected(services.database_url) as database:
            upgrade(database)
            with database.connect() as connection:
                yield connection, services
    except DATABASE_AWAY as error:
        raise click.ClickException(f"the database failed: {why_away(error)}") from None
