"""`kentongan import` and `kentongan export`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import click
from rich.console import Console
from rich.progress import track

from gateway import embedded
from gateway.config import read_environment, read_settings
from gateway.runtime import connect_database
from gateway.tables import exporting, importing
from gateway.tables.reading import TableError, read
from models.migrate import upgrade

LINES: dict[str, Callable[[Iterable[dict[str, Any]], IO[str]], None]] = {
    "jsonl": exporting.write_jsonl,
    "csv": exporting.write_csv,
}


@click.command("import")
@click.argument("table", type=click.Choice(list(importing.TABLES)))
@click.argument("file", type=click.Path(path_type=Path))
def import_(table: str, file: Path) -> None:
    """Take rows of a CSV or XLSX file; every bad row is reported with its line."""
    environment = read_environment()
    settings = read_settings(environment.config)
    asked = importing.TABLES[table]
    try:
        lines = read(file, asked.columns, asked.required)
    except TableError as error:
        raise click.ClickException(str(error)) from None
    with embedded.services(environment) as services:
        database = connect_database(services.database_url)
        upgrade(database)
        with database.begin() as connection:
            importer = importing.Importer(connection, settings, datetime.now(UTC))
            console = Console(stderr=True)
            shown = track(lines, description=table, console=console, disable=not console.is_terminal)
            summary = importing.import_rows(importer, table, shown)
        database.dispose()
    for number, reason in summary.refused:
        click.echo(f"{file}:{number}: {reason}", err=True)
    counts = (f"{summary.counts[key]} {key}" for key in ("added", "changed", "unchanged", "refused"))
    click.echo(f"{table}: {', '.join(counts)}")
    if summary.refused:
        sys.exit(1)


@click.command()
@click.argument("table", type=click.Choice(list(exporting.QUERIES)))
@click.option("--format", "form", type=click.Choice(["csv", "jsonl", "xlsx"]), default="csv")
@click.option("--output", type=click.Path(path_type=Path), help="a file; without it, standard output")
def export(table: str, form: str, output: Path | None) -> None:
    """Write every record of a table."""
    if form == "xlsx" and output is None:
        raise click.UsageError("--format xlsx needs --output")
    with embedded.services(read_environment()) as services:
        database = connect_database(services.database_url)
        upgrade(database)
        with database.connect() as connection:
            found = exporting.rows(connection, table)
            if output is None:
                with open(sys.stdout.fileno(), "w", encoding="utf-8", closefd=False) as stdout:
                    LINES[form](found, stdout)
                return
            unfinished = output.with_name(output.name + ".part")
            try:
                if form == "xlsx":
                    exporting.write_xlsx(found, unfinished)
                else:
                    with unfinished.open("w", encoding="utf-8", newline="") as file:
                        LINES[form](found, file)
                unfinished.replace(output)
            except OSError as error:
                unfinished.unlink(missing_ok=True)
                raise click.ClickException(f"{output}: {error.strerror}") from None
