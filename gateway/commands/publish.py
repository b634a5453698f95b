"""`kentongan publish`: has the flow folder serve, once nothing is wrong with it."""

from __future__ import annotations

import getpass

import click

from gateway import proof, publishing
from gateway.commands.database import opened
from gateway.config import read_environment
from gateway.runtime import wall_clock
from models import publication, village
from models.publication import Serving

REFUSED = """numbers that people know by heart would mean something else:
{}
Keep them with number = ... and retired = [...] (docs/flows.md), or say --renumber."""

NEW_CATEGORY = """the category "{}" is new: a web process that began before it stood in config.toml goes on with what \
served before, until it is started again"""

NEW_KEYWORD = """the keyword {} is new: a web process that began before it stood in config.toml does not know it, \
until it is started again"""

NO_WAVES = "; nobody sees it until `kentongan import villages FILE`, with a column wave, says which they are"

SHORT = 10
"""Characters of a revision's hash that are shown."""


def author_option() -> str:
    """Who is at the machine; "" where that has no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


@click.command()
@click.option("--note", default="", help="What is new.")
@click.option("--author", default=author_option, help="Who publishes; the user of this machine where it is not said.")
@click.option("--wave", type=click.IntRange(min=1), help="First to the callers of the villages of the waves 1 to this.")
@click.option("--renumber", is_flag=True, help="Also where a number that people dial then means something else.")
def publish(note: str, author: str, wave: int | None, renumber: bool) -> None:
    """Have the configured flows serve from now on. Refused while `kentongan check` finds errors.

    Dialogues that are under way end on the menus on which they began. Without --wave it serves everybody.
    """
    environment = read_environment()
    settings, catalog = proof.proved_flows(environment.config)
    with opened(environment) as connection, connection.begin():
        publication.lock(connection)
        serving = publication.serving(connection)
        if serving is None and wave is not None:
            raise click.ClickException("nothing serves the other villages yet: publish without --wave first")
        staged = Serving(serving.revision, catalog.revision, wave) if serving and wave else None
        if serving and serving in {Serving(catalog.revision), staged}:
            click.echo(f"{catalog.revision[:SHORT]} serves already")
            return
        moved = publishing.renumbered(connection, serving, catalog, settings)
        if moved and not renumber:
            raise click.ClickException(REFUSED.format("\n".join(map(str, moved))))
        new = [NEW_CATEGORY.format(one) for one in publishing.new_categories(connection, serving, catalog)]
        new += [NEW_KEYWORD.format(one) for one in publishing.new_keywords(connection, serving, settings)]
        publishing.publish(connection, catalog, settings, author=author, note=note, at=wall_clock(), wave=wave)
        reached = village.joined_by(connection, wave) if wave else None
    for one in moved:
        click.echo(str(one))
    before = f"; before: {serving.revision[:SHORT]}" if serving else ""
    click.echo(f"{catalog.revision[:SHORT]} serves {whom(wave)}{before}")
    if reached is not None:
        click.echo(f"villages of these waves: {reached}{'' if reached else NO_WAVES}")
    for said in new:
        click.echo(said)


def whom(wave: int | None) -> str:
    """For whom it is, in words."""
    if not wave:
        return "everybody"
    return "the villages of wave 1" if wave == 1 else f"the villages of the waves 1 to {wave}"
