"""Rows -> JSON lines, CSV, XLSX.

JSON lines hold every character as it was said, and a history as a list. CSV and XLSX are for a spreadsheet, where a
history is one cell, and what a caller typed must never become a formula: in CSV a text that a spreadsheet would
calculate gets a `'` before it (a phone number is none), in XLSX every text is a text.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from collections.abc import Callable
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from gateway.tables import histories
from gateway.tables.exporting import Rows

FORMULA = re.compile(r"[=@＝＠\t\r\n]|[+＋－-](?!\d+$)")
"""How a text begins that a spreadsheet would calculate."""
LINE_ENDS = {ord(end): f"\\u{ord(end):04x}" for end in "\x85\u2028\u2029"}
"""Characters that some readers take for the end of a line, though JSON does not."""
SHEET = 1_000_000
"""Rows of one sheet; XLSX ends at 1,048,576."""


def write_jsonl(rows: Rows, file: IO[bytes]) -> None:
    """One object a line."""
    for values in rows.values:
        line = json.dumps(dict(zip(rows.names, values, strict=True)), ensure_ascii=False)
        file.write(line.translate(LINE_ENDS).encode() + b"\n")


def write_csv(rows: Rows, file: IO[bytes]) -> None:
    """A header, then a row each; UTF-8."""
    writer = csv.writer(codecs.getwriter("utf-8")(file))
    writer.writerow(rows.names)
    for values in rows.values:
        writer.writerow([_csv_cell(value) for value in values])


def _csv_cell(value: Any) -> Any:
    if isinstance(value, list):
        value = histories.readable(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "'" + value if isinstance(value, str) and FORMULA.match(value) else value


def write_xlsx(rows: Rows, file: IO[bytes]) -> None:
    """A header, then a row each; a new sheet when one is full."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(list(rows.names))
    for number, values in enumerate(rows.values, 1):
        sheet.append([_xlsx_cell(sheet, value) for value in values])
        if number % SHEET == 0:
            sheet = book.create_sheet()
            sheet.append(list(rows.names))
    packed = io.BytesIO()  # written in one go: its writer complains by itself about a file that fails
    book.save(packed)
    file.write(packed.getbuffer())


def _xlsx_cell(sheet: Any, value: Any) -> Any:
    """A text as a text, without the control characters that XLSX cannot hold."""
    if isinstance(value, list):
        value = histories.readable(value)
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("\ufffd", value))
    cell.data_type = "s"
    return cell


WRITERS: dict[str, Callable[[Rows, IO[bytes]], None]] = {"csv": write_csv, "jsonl": write_jsonl, "xlsx": write_xlsx}
