"""Rows in three formats: read back, each character must be there, and no spreadsheet may calculate any of them."""

from __future__ import annotations

import csv
import gc
import io
import json
import sys
import warnings
from collections.abc import Callable, Sequence
from typing import IO, Any

import pytest
from openpyxl import load_workbook

from gateway.tables import writing
from gateway.tables.exporting import Rows
from gateway.tables.writing import WRITERS

from .conftest import FORMULAS, SAID

NONE_FORMULAS = ["+6281234567890", "-5", "a=1", "'=1", " =1", "1+1"]


def written(form: str, values: Sequence[Sequence[Any]], names: Sequence[str] = ("text", "number")) -> bytes:
    file = io.BytesIO()
    WRITERS[form](Rows(names, iter([list(row) for row in values])), file)
    return file.getvalue()


@pytest.mark.parametrize("said", [*SAID, *FORMULAS, *NONE_FORMULAS, "a\x85b\u2028c\u2029d", "\x01\x1b[31m\u202egila"])
def test_jsonl_is_letter_for_letter(said: str) -> None:
    content = written("jsonl", [[said, 1]])
    assert json.loads(content) == {"text": said, "number": 1}
    assert len(content.decode().splitlines()) == 1
    assert content.endswith(b"}\n")


def test_jsonl_is_read_by_people_too() -> None:
    line = written("jsonl", [["énggal … 😀", None], ["x", 2.5]]).decode()
    assert line == '{"text": "énggal … 😀", "number": null}\n{"text": "x", "number": 2.5}\n'


@pytest.mark.parametrize("said", [*SAID, *NONE_FORMULAS])
def test_csv_is_letter_for_letter(said: str) -> None:
    assert csv_rows(written("csv", [[said, 1], ["next", 2]])) == [["text", "number"], [said, "1"], ["next", "2"]]


@pytest.mark.parametrize("said", FORMULAS)
def test_csv_holds_no_formula(said: str) -> None:
    assert csv_rows(written("csv", [[said, 1]]))[1] == ["'" + said, "1"]


@pytest.mark.parametrize(("value", "shown"), [(None, ""), (True, "yes"), (False, "no"), (-5, "-5"), (0.8, "0.8")])
def test_csv_values(value: Any, shown: str) -> None:
    assert csv_rows(written("csv", [["x", value]]))[1] == ["x", shown]


@pytest.mark.parametrize("said", [*SAID, *FORMULAS, *NONE_FORMULAS])
def test_xlsx_is_letter_for_letter_and_a_text(said: str) -> None:
    (_, (cell, number)) = sheet(written("xlsx", [[said, 1]]))
    as_xml_ends_lines = said.replace("\r", "\n")
    assert cell.value == (as_xml_ends_lines or None)
    assert cell.data_type != "f"
    assert (number.value, number.data_type) == (1, "n")


def test_xlsx_shows_what_it_cannot_hold() -> None:
    assert sheet(written("xlsx", [["a\x00b\x1bc", 1]]))[1][0].value == "a\ufffdb\ufffdc"


def test_xlsx_goes_on_with_another_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "SHEET", 2)
    book = load_workbook(io.BytesIO(written("xlsx", [[str(number), number] for number in range(5)])))
    found = [[cell.value for cell in row] for one in book.worksheets for row in one.iter_rows()]
    header = ["text", "number"]
    assert found == [header, ["0", 0], ["1", 1], header, ["2", 2], ["3", 3], header, ["4", 4]]


@pytest.mark.parametrize(
    ("form", "content"),
    [("jsonl", b""), ("csv", b"text,number\r\n")],
)
def test_no_rows(form: str, content: bytes) -> None:
    assert written(form, []) == content


def test_no_rows_in_xlsx() -> None:
    ((text, number),) = sheet(written("xlsx", []))
    assert (text.value, number.value) == ("text", "number")


class Full(io.RawIOBase):
    """A disk with no space."""

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        raise OSError(28, "No space left on device")


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
def test_a_full_disk_is_an_error_and_no_more(
    write: Callable[[Rows, IO[bytes]], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    gc.collect()  # what other tests left complains now
    complaints: list[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", complaints.append)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(OSError, match="No space left"):
            write(Rows(["text"], iter([["x"]] * 10)), Full())  # type: ignore[arg-type]
        gc.collect()
    assert not complaints


def csv_rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


def sheet(content: bytes) -> list[Any]:
    return list(load_workbook(io.BytesIO(content)).worksheets[0].iter_rows())
