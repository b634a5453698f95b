"""`kentongan import` and `kentongan export`."""

from __future__ import annotations

import contextlib
import os
import signal
import stat
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import IO, Any

import click
from rich.console import Console
from rich.progress import track

from gateway.commands.database import opened
from gateway.config import read_environment, read_settings
from gateway.runtime import wall_clock
from gateway.tables import exporting, importing
from gateway.tables.reading import TableError, read
from gateway.tables.writing import WRITERS


@click.command("import")
@click.argument("table", type=click.Choice(list(importing.TABLES)))
@click.argument("file", type=click.Path(path_type=Path))
def import_(table: str, file: Path) -> None:
    """Take the rows of a CSV (UTF-8) or XLSX FILE.

    A row that is there already is updated; an optional column that is missing or empty leaves what is there.
    Bad rows are refused and listed with their line; the good ones are kept all together, or none after a failure.
    """
    environment = read_environment()
    settings = read_settings(environment.config)
    asked = importing.TABLES[table]
    try:
        lines = read(file, asked.columns, asked.required)
    except TableError as error:
        raise click.ClickException(str(error)) from None
    with opened(environment) as connection:
        try:
            with _watching() as watch:
                summary = importing.import_rows(connection, settings, wall_clock(), table, lines, watch)
        except importing.AnotherImport:
            raise click.ClickException("another import is running; try again when it is over") from None
        connection.commit()
    for number, reason in summary.refused:
        click.echo(f"{file}:{number}: {reason}", err=True)
    counts = (f"{summary.counts[key]} {key}" for key in ("added", "changed", "unchanged", "refused"))
    click.echo(f"{table}: {', '.join(counts)}")
    if summary.refused:
        sys.exit(1)


@click.command()
@click.argument("table", type=click.Choice(list(exporting.QUERIES)))
@click.option("--format", "form", type=click.Choice(list(WRITERS)), help="Without it, what OUTPUT ends with, or csv.")
@click.option("--output", default="-", help="A file; without it, standard output.")
def export(table: str, form: str | None, output: str) -> None:
    """Write every record of a table.

    jsonl is letter for letter what was said. In csv a text that a spreadsheet would calculate begins with a '.
    """
    ending = Path(output).suffix.lower().removeprefix(".")
    form = form or (ending if ending in WRITERS else "csv")
    with opened(read_environment()) as connection:
        try:
            with (
                exporting.rows(connection, table) as found,
                _standard_output() if output == "-" else _replacing(Path(output)) as file,
            ):
                WRITERS[form](found, file)
        except BrokenPipeError:
            raise
        except OSError as error:
            named = "standard output" if output == "-" else output
            raise click.ClickException(f"{named}: {error.strerror}") from None


@contextlib.contextmanager
def _watching() -> Iterator[importing.Watch]:
    """A progress bar, for who looks at a terminal. Ctrl-C is heard between two rows: amid a statement it would leave
    the database's driver in a state of which that complains instead. A second one waits for nothing.
    """
    console = Console(stderr=True)
    pressed = False

    def press(number: int, frame: FrameType | None) -> None:
        nonlocal pressed
        pressed = True
        signal.signal(signal.SIGINT, before)

    def watch(rows: Sequence[Any], what: str) -> Iterator[Any]:
        for row in track(rows, description=what, console=console, disable=not console.is_terminal, transient=True):
            yield row
            if pressed:  # also after the last: nothing is kept yet
                raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, press)
    try:
        yield watch
    finally:
        signal.signal(signal.SIGINT, before)


@contextlib.contextmanager
def _standard_output() -> Iterator[IO[bytes]]:
    """Raises OSError; what could not be written is let go of then, or the end of the program would try again."""
    try:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise


@contextlib.contextmanager
def _replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file that takes the place of `path` once it is complete, readable by its owner alone. Raises OSError.

    A device or a pipe is written to as it is.
    """
    if path.exists() and not stat.S_ISREG(path.stat().st_mode):
        with path.open("wb") as file:
            yield file
        return
    path = path.resolve()  # the file that a link names is replaced, not the link: `/dev/stdout` is one
    handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(handle)
        Path(unfinished).replace(path)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise
