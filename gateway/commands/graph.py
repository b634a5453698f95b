"""`kentongan graph`: draws a flow as people dial it."""

from __future__ import annotations

from pathlib import Path

import click

from flows import drawings
from gateway import catalogs
from gateway.config import read_environment, read_settings


@click.command()
@click.argument("flow", required=False)
@click.option("--format", "form", type=click.Choice(list(drawings.FORMS)), default="svg")
@click.option("--language", help="Of the texts; the first of config.toml where it is not said.")
@click.option("--output", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="A file; else stdout.")
def graph(flow: str | None, form: str, language: str | None, output: Path | None) -> None:
    """Draw FLOW, or the one that the first USSD code starts: its screens, and which key leads where."""
    settings = read_settings(read_environment().config)
    catalog = catalogs.current(settings)
    name = flow or next((one for channel in settings.channels.values() for one in channel.ussd.values()), "")
    if name not in catalog.flows:
        raise click.ClickException(f"there is no flow {name!r}; flows are {', '.join(sorted(catalog.flows))}")
    if language not in {None, *catalog.languages}:
        raise click.ClickException(f"there is no language {language!r}; there is {', '.join(catalog.languages)}")
    order = catalog.languages_from(language or catalog.languages[0])
    drawn = drawings.FORMS[form](drawings.graph(catalog.flows, name, order))
    if output is None:
        click.echo(drawn, nl=False)
        return
    try:
        output.write_text(drawn, encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{output}: {error.strerror}") from None
