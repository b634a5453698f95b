"""`kentongan diff`: what is different between two revisions, and who is in the midst of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import click
import redis
from sqlalchemy import Connection

from flows.catalog import Catalog
from flows.differences import Difference, differences, renumbered
from flows.session import Session
from gateway import catalogs, publishing
from gateway.commands.database import joined
from gateway.commands.revisions import named, opened_catalog
from gateway.config import Environment, Settings, read_environment, read_settings
from gateway.conversation.live import sessions
from gateway.runtime import connect_redis
from models import dialogue, publication

FOLDER = "folder"
"""What stands for the flow folder, published or not."""

SERVES = "serves"
"""What stands for what serves everybody."""


@click.command()
@click.argument("before", metavar="[A]", default=SERVES)
@click.argument("after", metavar="[B]", default=FOLDER)
def diff(before: str, after: str) -> None:
    """Tell in words of menus what changes from A to B: each a revision, `serves` for what serves, or `folder`.

    Without them: what `kentongan publish` would change now. With how many dialogues are in the midst of it; those end
    on the menus on which they began.
    """
    environment = read_environment()
    settings = read_settings(environment.config)
    with joined(environment) as (connection, services):
        old, new = (_catalog(connection, settings, name) for name in (before, after))
        changed = differences(old, new)
        away, standing = _standing(connection, services) if changed else ("", [])
    for line in _lines(changed, standing):
        click.echo(line)
    for one in renumbered(old, new, publishing.codes(settings)):
        click.echo(f"number: {one}")
    if not changed:
        click.echo("nothing is different")
    elif away:
        click.echo(away, err=True)


def _catalog(connection: Connection, settings: Settings, name: str) -> Catalog:
    if name == FOLDER:
        return catalogs.current(settings)
    if name == SERVES:
        serving = publication.serving(connection)
        if serving is None:
            raise click.ClickException("nothing was published yet")
        return opened_catalog(connection, serving.revision)
    return opened_catalog(connection, named(connection, name))


def _standing(connection: Connection, environment: Environment) -> tuple[str, list[Session]]:
    """Every dialogue that is under way, and what is to be said where those over USSD can't be seen."""
    by_text = [Session.from_dict(state) for state in dialogue.states(connection)]
    try:
        return "", [*by_text, *sessions(connect_redis(environment.redis_url))]
    except redis.RedisError:
        return "Redis is away: only dialogues by text are counted", by_text


def _lines(changed: Iterable[Difference], standing: Iterable[Session]) -> Iterator[str]:
    """Each difference, and behind it how many dialogues stand there, be it under a flow that they called."""
    inside: Counter[tuple[str, str]] = Counter()
    for session in standing:
        inside.update({(frame.flow, node) for frame in session.frames for node in (frame.node, "")})
    for one in changed:
        many = inside[one.flow, one.node]
        yield one.words + (f" ({many} dialogue{'s are' if many > 1 else ' is'} there now)" if many else "")
