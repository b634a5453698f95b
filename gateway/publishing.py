"""From the flow folder into the database: what was published serves, whatever stands in the folder meanwhile."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection

from flows import differences
from flows.catalog import Catalog
from flows.problem import CatalogError
from gateway import catalogs, proof_categories
from gateway.config import Settings
from models import publication, revision
from models.publication import Serving

AS_SHIPPED, AT_A_START, WATCHED = "as shipped", "changed, and started anew", "changed while watched"
"""Notes on what was published without anybody's `kentongan publish`."""

BY_ITSELF = "kentongan"
"""The author of those."""


def keep(connection: Connection, catalog: Catalog, settings: Settings) -> None:
    """Keep a catalog, so that dialogues on it outlive the next one."""
    revision.publish(connection, catalog.revision, **catalogs.published(catalog, settings))


def publish(
    connection: Connection,
    catalog: Catalog,
    settings: Settings,
    *,
    author: str,
    note: str,
    at: datetime,
    wave: int | None = None,
) -> None:
    """Have a catalog of the flow folder serve: everybody, or the villages of the waves 1 to `wave` first."""
    keep(connection, catalog, settings)
    publication.add(connection, catalog.revision, kind=publication.FOLDER, author=author, note=note, at=at, wave=wave)


def publish_first(connection: Connection, catalog: Catalog, settings: Settings, at: datetime) -> bool:
    """Where nothing was ever published, have the folder's catalog serve as it was shipped."""
    publication.lock(connection)
    if publication.serving(connection) is not None:
        return False
    publish(connection, catalog, settings, author=BY_ITSELF, note=AS_SHIPPED, at=at)
    return True


def publish_changed(
    connection: Connection, catalog: Catalog, settings: Settings, at: datetime, note: str = AT_A_START
) -> str | None:
    """Have the folder's catalog serve where it is another than was last taken from the folder; so what was taken back
    by a rollback stays taken back. The revision that served before, "" for none; None where nothing changed.
    """
    if publish_first(connection, catalog, settings, at):
        return ""
    before = publication.serving(connection)
    if before is None or publication.last_taken(connection) == catalog.revision:
        return None
    publish(connection, catalog, settings, author=BY_ITSELF, note=note, at=at)
    return before.revision


def renumbered(
    connection: Connection, serving: Serving | None, catalog: Catalog, settings: Settings
) -> list[differences.Renumbered]:
    """What people dial and what would mean something else once that catalog serves."""
    before: dict[str, differences.Renumbered] = {}
    for old in _serving(connection, serving):
        for one in differences.renumbered(old, catalog, codes(settings)):
            before.setdefault(one.code, one)
    return list(before.values())


def new_categories(connection: Connection, serving: Serving | None, catalog: Catalog) -> list[str]:
    """The categories under which that catalog opens tickets, and none that serves: a process may not know them yet."""
    before = {name for one in _serving(connection, serving) for name in proof_categories.opened(one.flows)}
    return sorted(proof_categories.opened(catalog.flows) - before) if serving else []


def new_keywords(connection: Connection, serving: Serving | None, settings: Settings) -> list[str]:
    """The keywords that start a flow which nothing that serves has: a process may not know them yet."""
    before = {name for one in _serving(connection, serving) for name in one.flows}
    started = {name: one.flow for name, one in settings.keywords.items() if one.flow}
    return sorted(name for name, flow in started.items() if flow not in before) if serving else []


def _serving(connection: Connection, serving: Serving | None) -> Iterator[Catalog]:
    """The catalogs that serve; one that can't be read is known to nobody."""
    for name in (serving.revision, serving.staged) if serving else ():
        with contextlib.suppress(KeyError, CatalogError):
            yield catalogs.reopened(name, revision.find(connection, name))


def codes(settings: Settings) -> dict[str, str]:
    """Every USSD code and the flow that it opens."""
    return {code: flow for channel in settings.channels.values() for code, flow in channel.ussd.items()}


def roll_back(connection: Connection, to: str, *, author: str, note: str, at: datetime) -> None:
    """Have a revision that was published before serve everybody; it ends a stage."""
    publication.add(connection, to, kind=publication.ROLLBACK, author=author, note=note, at=at)


def one_before(connection: Connection, now: Serving) -> str | None:
    """What a rollback without a name goes back to: in a stage, what still serves the others."""
    return now.revision if now.staged else publication.before(connection, now.revision)
