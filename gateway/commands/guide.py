"""`kentongan guide`: the card for the wall of a village office."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from sqlalchemy import Connection

from flows.catalog import Catalog
from gateway import catalogs
from gateway import guide as cards
from gateway.commands.database import opened
from gateway.commands.endings import form_of
from gateway.commands.revisions import opened_catalog
from gateway.commands.villages import village_of
from gateway.config import Settings, read_environment, read_settings
from models import publication
from models.village import wave_of

ENDINGS = {".html": "html", ".htm": "html", ".pdf": "pdf"}


@click.command()
@click.option("--village", "code", required=True, help="Its Kemendagri code, such as 36.01.06.2009.")
@click.option("--language", help="Of the card; the first of config.toml where it is not said.")
@click.option("--for", "audience", type=click.Choice(list(cards.AUDIENCES)), default="villagers", show_default=True)
@click.option(
    "--format", "form", type=click.Choice(["html", "pdf"]), help="Without it, what OUTPUT ends with, or html."
)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="A file; without it, standard output.")
def guide(code: str, language: str | None, audience: str, form: str | None, output: Path | None) -> None:
    """Make the card that a village hangs on its wall: what to dial, the menus, the words to text. One A4 page.

    It shows what serves that village, or the flow folder where nothing was published yet.
    An HTML card is printed from any browser; a PDF is made by the Chromium of this machine.
    """
    environment = read_environment()
    settings = read_settings(environment.config)
    form = form_of(output, form, ENDINGS, "html")
    with opened(environment) as connection:
        village = dict(village_of(connection, code)._mapping)
        catalog = _dialled(connection, settings, code)
    language = language or catalog.languages[0]
    if language not in catalog.languages:
        raise click.ClickException(f"there is no language {language!r}; there is {', '.join(catalog.languages)}")
    try:
        card = cards.make(settings, catalog, village, language, audience)
        page = cards.page(card)
        made = cards.printed(page) if form == "pdf" else page.encode()
        if output is None:
            sys.stdout.buffer.write(made)
        else:
            output.write_bytes(made)
    except (cards.NoCard, cards.NoBrowser) as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"{output or 'standard output'}: {error.strerror}") from None


def _dialled(connection: Connection, settings: Settings, code: str) -> Catalog:
    """What people of that village dial."""
    serving = publication.serving(connection)
    if serving is None:
        return catalogs.current(settings)
    catalog = opened_catalog(connection, serving.for_wave(wave_of(connection, code)))
    for flow in catalogs.missing(catalog, settings):
        raise click.ClickException(f"{flow!r}, which config.toml starts, is not published yet: `kentongan publish`")
    return catalog
