"""A CSV or XLSX file -> rows of texts by column name."""

from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook

LONGEST_NAME = 40
"""Characters of an unknown column's name that are shown: the file may be no table at all."""


class TableError(Exception):
    """A file that can't be read as the table it should be; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row: the line on which it begins, from 1, and its cells by column. `beyond`: cells without a column."""

    number: int
    cells: dict[str, str]
    beyond: int = 0


Raw = tuple[int, list[str]]
"""The line on which a row begins, and its cells."""


def read(path: Path, columns: Sequence[str], required: Sequence[str]) -> list[Line]:
    """The rows of a file that hold anything. Raises TableError for a file, or a header, that is not this table's."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise TableError(f"{path}: {error.strerror}") from None
    if path.suffix.lower() == ".xls":
        raise TableError(f"{path}: an old Excel file; save it as .xlsx or as CSV in UTF-8")
    is_xlsx = path.suffix.lower() == ".xlsx" or content.startswith(b"PK\x03\x04")
    rows = (_xlsx if is_xlsx else _csv)(path, content)
    rows = [(number, [cell.strip() for cell in cells]) for number, cells in rows]
    rows = [(number, cells) for number, cells in rows if any(cells)]
    if not rows:
        raise TableError(f"{path}: the file is empty")
    header = _header(path, rows[0][1], columns, required)
    return [_line(number, header, cells) for number, cells in rows[1:]]


def _header(path: Path, cells: list[str], columns: Sequence[str], required: Sequence[str]) -> list[str]:
    header = [cell.lower() for cell in cells]
    while header and not header[-1]:
        header.pop()
    known = f"this table has {' '.join(columns)}"
    for problem, names in (
        ("unknown columns", [name[:LONGEST_NAME] or "(without a name)" for name in header if name not in columns]),
        ("missing columns", [name for name in required if name not in header]),
        ("columns that are there twice", sorted({name for name in header if header.count(name) > 1})),
    ):
        if names:
            raise TableError(f"{path}: {problem}: {', '.join(names)}; {known}")
    return header


def _line(number: int, header: list[str], cells: list[str]) -> Line:
    beyond = sum(map(bool, cells[len(header) :]))
    return Line(number, dict(zip(header, cells, strict=False)), beyond)


def _csv(path: Path, content: bytes) -> list[Raw]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise TableError(f"{path}: not a CSV file in UTF-8; save it as `CSV UTF-8`") from None
    header = text.lstrip().split("\n", 1)[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[Raw] = []
    begins = 1
    try:
        for row in reader:
            rows.append((begins, row))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise TableError(f"{path}:{begins}: the quotes of a cell do not close ({error})") from None
    return rows


def _xlsx(path: Path, content: bytes) -> list[Raw]:
    """The first sheet. A formula counts as what it last came to."""
    try:
        with warnings.catch_warnings(action="ignore"):  # of styles and validations, which are nothing to us
            sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
            sheet.reset_dimensions()  # some programs write a size that is not the sheet's
            rows = enumerate(sheet.iter_rows(values_only=True), 1)
            return [(number, [_text(cell) for cell in row]) for number, row in rows if row]
    except Exception:  # a damaged file can make any part of its reader fail, in any way
        raise TableError(f"{path}: not an XLSX file, or a damaged one") from None


def _text(cell: object) -> str:
    """A cell as somebody would type it: a spreadsheet keeps `25` as 25.0."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
