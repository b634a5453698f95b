"""`kentongan graph`: draws a flow as people dial it."""

from __future__ import annotations

from pathlib import Path

import click

from flows import drawings
from flows.catalog import Catalog
from flows.checks.base import meant
from flows.checks.sample import VILLAGES
from gateway import catalogs
from gateway.commands.endings import form_of
from gateway.config import read_environment, read_settings

ENDINGS = {".svg": "svg", ".dot": "dot", ".gv": "dot", ".mmd": "mermaid", ".mermaid": "mermaid"}


@click.command()
@click.argument("flow", required=False)
@click.option(
    "--format", "form", type=click.Choice(list(drawings.FORMS)), help="Without it, what OUTPUT ends with, or svg."
)
@click.option("--language", help="Of the texts; the first of config.toml where it is not said.")
@click.option("--output", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="A file; else stdout.")
def graph(flow: str | None, form: str | None, language: str | None, output: Path | None) -> None:
    """Draw FLOW: its screens, and which key leads where. Without FLOW: the menus that the first USSD code opens."""
    form = form_of(output, form, ENDINGS, "svg")
    settings = read_settings(read_environment().config)
    catalog = catalogs.current(settings)
    codes = [one for channel in settings.channels.values() for one in channel.ussd.items()]
    code, name = ("", flow) if flow else next(iter(codes), ("", ""))
    if name not in catalog.flows:
        raise click.ClickException(f'there is no flow "{name}"{meant(name, catalog.flows)}')
    if language not in {None, *catalog.languages}:
        raise click.ClickException(f"there is no language {language!r}; there is {', '.join(catalog.languages)}")
    order = catalog.languages_from(language or catalog.languages[0])
    drawn = drawings.FORMS[form](
        _menus(catalog, code, name, order) if code else drawings.graph(catalog.flows, name, order)
    )
    if output is None:
        click.echo(drawn, nl=False)
        return
    try:
        output.write_text(drawn, encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{output}: {error.strerror}") from None


def _menus(catalog: Catalog, code: str, flow: str, order: tuple[str, ...]) -> drawings.Graph:
    """What somebody from a village sees who dials the code, three levels deep."""
    lines = drawings.tree(catalog, flow, order[0], VILLAGES[0])
    return drawings.menus(catalog.flows[flow].title.in_language(order), code, lines)
