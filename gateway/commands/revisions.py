"""`kentongan revisions` and `kentongan rollback`: what was published, and back to it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime

import click
from sqlalchemy import Connection

from flows.catalog import Catalog
from flows.problem import CatalogError
from gateway import catalogs, proof_categories, publishing
from gateway.commands.database import opened
from gateway.commands.publish import SHORT, author_option, whom
from gateway.config import Settings, read_environment, read_settings
from gateway.runtime import wall_clock
from models import publication, revision
from models.publication import Serving


@click.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def revisions(form: str) -> None:
    """List what was published, newest first, and which of it serves."""
    environment = read_environment()
    zone = read_settings(environment.config).zone
    with opened(environment) as connection:
        serving = publication.serving(connection)
        rows = publication.published(connection)
        rolled_back = publication.rolled_back(connection)
    found = [
        {
            "revision": row.revision, "published_at": _utc(row.at), "author": row.author, "note": row.note,
            "serves": _whom(serving, row.revision),
        }
        for row in rows
    ]  # fmt: skip
    if form == "json":
        click.echo(json.dumps(found))
        return
    widest = max((len(row.author) for row in rows), default=0)
    for row, one in zip(rows, found, strict=True):
        told = [
            f"{row.at.astimezone(zone):%Y-%m-%d %H:%M}",
            row.author.ljust(widest),
            row.note,
            _serves(one, rolled_back),
        ]
        click.echo("  ".join([row.revision[:SHORT], *filter(str.strip, told)]).rstrip())


@click.command()
@click.argument("to", metavar="[REVISION]", required=False)
@click.option("--note", default="", help="Why.")
@click.option("--author", default=author_option, help="Who does it; the user of this machine where it is not said.")
def rollback(to: str | None, note: str, author: str) -> None:
    """Have REVISION serve everybody again, or the one before what serves; it ends a stage.

    The flow folder stays as it is: a start publishes it again only after another change. Numbers that people dial and
    that mean something else then are named; they refuse nothing, for who goes back is in a hurry.
    """
    environment = read_environment()
    settings = read_settings(environment.config)
    with opened(environment) as connection, connection.begin():
        publication.lock(connection)
        serving = publication.serving(connection)
        if serving is None:
            raise click.ClickException("nothing was published yet")
        back = named(connection, to) if to else publishing.one_before(connection, serving)
        if back is None:
            raise click.ClickException(f"nothing was published before {serving.revision[:SHORT]}")
        if serving == Serving(back):
            click.echo(f"{back[:SHORT]} serves already")
            return
        catalog = opened_catalog(connection, back)
        _check_started(catalog, settings)
        moved = publishing.renumbered(connection, serving, catalog, settings)
        publishing.roll_back(connection, back, author=author, note=note, at=wall_clock())
    for one in moved:
        click.echo(str(one))
    click.echo(f"{back[:SHORT]} serves everybody; before: {(serving.staged or serving.revision)[:SHORT]}")


def named(connection: Connection, beginning: str) -> str:
    """The revision that was published and whose hash begins so. Raises ClickException where there is not just one."""
    found = publication.named(connection, beginning.lower())
    if len(found) != 1:
        raise click.ClickException(
            f"{len(found) or 'no'} revisions begin with {beginning!r}; see `kentongan revisions`"
        )
    return found[0]


def opened_catalog(connection: Connection, name: str) -> Catalog:
    """A revision as it can be served. Raises ClickException where this version can't read it any more."""
    try:
        return catalogs.reopened(name, revision.find(connection, name))
    except (KeyError, CatalogError) as error:
        raise click.ClickException(f"{name[:SHORT]} can't be read by this version any more: {error}") from None


def _check_started(catalog: Catalog, settings: Settings) -> None:
    """A code or keyword of config.toml must not start what is not there, and no ticket be of a category that is not."""
    then = "of config.toml, start again and roll back then"
    for flow in catalogs.missing(catalog, settings):
        said = f"{catalog.revision[:SHORT]} has no flow {flow!r}, which config.toml starts: take that out {then}"
        raise click.ClickException(said)
    for category in proof_categories.unknown(catalog.flows, settings):
        said = f"{catalog.revision[:SHORT]} opens tickets of the category {category!r}: add it to [categories] {then}"
        raise click.ClickException(said)


def _serves(one: Mapping[str, str], rolled_back: str | None) -> str:
    """Whom a revision of the list serves, and why it does so again."""
    if not one["serves"] or rolled_back is None:
        return f"serves {one['serves']}" if one["serves"] else ""
    return f"serves {one['serves']} again" + (f": {rolled_back}" if rolled_back else "")


def _whom(serving: Serving | None, name: str) -> str:
    if serving and serving.staged == name:
        return whom(serving.wave)
    if serving and serving.revision == name:
        return "the others" if serving.staged else whom(None)
    return ""


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
