"""A CSV or XLSX file -> rows of texts by column name."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException


class TableError(Exception):
    """A file that can't be read as the table it should be; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its line in the file, from 1, and its cells by column."""

    number: int
    cells: dict[str, str]


def read(path: Path, columns: Iterable[str], required: Iterable[str]) -> list[Line]:
    """The rows of a file. Raises TableError for a file, or a header, that is not this table's."""
    rows = _xlsx(path) if path.suffix.lower() == ".xlsx" else _csv(path)
    if not rows:
        raise TableError(f"{path}: the file is empty")
    header = [cell.strip().lower() for cell in rows[0][1]]
    unknown = [name for name in header if name and name not in columns]
    missing = [name for name in required if name not in header]
    if unknown:
        raise TableError(f"{path}: unknown columns: {', '.join(unknown)}; there are {' '.join(columns)}")
    if missing:
        raise TableError(f"{path}: missing columns: {', '.join(missing)}")
    return [
        Line(number, {name: cell.strip() for name, cell in zip(header, cells, strict=False) if name})
        for number, cells in rows[1:]
        if any(cell.strip() for cell in cells)
    ]


def _csv(path: Path) -> list[tuple[int, list[str]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise TableError(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise TableError(f"{path}: not a CSV file in UTF-8") from None
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",")
    try:
        return [(reader.line_num, row) for row in reader if row]
    except csv.Error as error:
        raise TableError(f"{path}:{reader.line_num}: {error}") from None


def _xlsx(path: Path) -> list[tuple[int, list[str]]]:
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except OSError as error:
        raise TableError(f"{path}: {error.strerror}") from None
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError):
        raise TableError(f"{path}: not an XLSX file") from None
    rows = book.worksheets[0].iter_rows(values_only=True)
    texts = ((number, ["" if cell is None else str(cell) for cell in row]) for number, row in enumerate(rows, 1))
    return [(number, row) for number, row in texts if any(row)]
