"""Files as spreadsheets and people write them -> rows of texts, or one sentence."""

from __future__ import annotations

import io
import re
import shutil
import warnings
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from gateway.tables.reading import Line, TableError, read

COLUMNS = ("phone", "name", "village")
REQUIRED = ("phone",)
HEADER = b"phone,name,village\n"
ROW = {"phone": "0812", "name": "Asep", "village": "36.01"}


def taken(path: Path) -> list[Line]:
    return read(path, COLUMNS, REQUIRED)


def cells(path: Path) -> list[dict[str, str]]:
    return [line.cells for line in taken(path)]


def written(tmp_path: Path, content: bytes, name: str = "table.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def refused(path: Path) -> str:
    """The sentence, without the path that it begins with."""
    with pytest.raises(TableError) as caught:
        taken(path)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)
    return str(caught.value).removeprefix(str(path))


@pytest.mark.parametrize(
    "content",
    [
        b"phone,name,village\n0812,Asep,36.01\n",
        b"\xef\xbb\xbfphone,name,village\r\n0812,Asep,36.01\r\n",
        b"phone;name;village\r\n0812;Asep;36.01",
        b"\xef\xbb\xbfphone;name;village\n0812;Asep;36.01\n",
        b"village,phone,name\n36.01,0812,Asep\n",
        b"phone,name,village\r0812,Asep,36.01\r",
        b" Phone ,NAME,Village\n 0812 ,\tAsep ,\xc2\xa036.01\n",
        b'"phone","name","village"\n"0812","Asep","36.01"\n',
        b"\n\nphone,name,village\n\n,,\n0812,Asep,36.01\n\n",
        b"phone,name,village,,\n0812,Asep,36.01,,\n",
    ],
    ids=["plain", "BOM", "semicolons", "BOM and semicolons", "other order", "old Mac", "spaces and capitals", "quotes",
         "empty rows", "empty columns at the end"],
)  # fmt: skip
def test_the_same_table_written_otherwise(tmp_path: Path, content: bytes) -> None:
    assert cells(written(tmp_path, content)) == [ROW]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b'phone,name\n0812,"Asep, S.Pd"\n', "Asep, S.Pd"),
        (b"phone;name\n0812;Asep, S.Pd\n", "Asep, S.Pd"),
        (b'phone;name\n0812;"Asep; S.Pd"\n', "Asep; S.Pd"),
        (b'phone,name\n0812,"Asep ""Ucok"" S"\n', 'Asep "Ucok" S'),
        (b'phone,name\n0812,Asep "Ucok" S\n', 'Asep "Ucok" S'),
        ("phone,name\n0812,Nyi Éti … 😀\n".encode(), "Nyi Éti … 😀"),
        (b'phone,name\n0812,"two\nlines"\n', "two\nlines"),
        (b"phone,name\n0812,=1+1\n", "=1+1"),
    ],
)
def test_what_a_cell_may_hold(tmp_path: Path, content: bytes, name: str) -> None:
    assert cells(written(tmp_path, content)) == [{"phone": "0812", "name": name}]


def test_a_row_has_the_line_on_which_it_begins(tmp_path: Path) -> None:
    path = written(tmp_path, b'\nphone,name\n1,a\n\n2,"b\nb\nb"\n3,c\n')
    assert [(line.number, line.cells["phone"]) for line in taken(path)] == [(3, "1"), (5, "2"), (8, "3")]


def test_a_short_row_lacks_cells_and_a_long_one_has_them_beyond(tmp_path: Path) -> None:
    short, long = taken(written(tmp_path, HEADER + b"1\n2,b,c,,d,e\n"))
    assert (short.cells, short.beyond) == ({"phone": "1"}, 0)
    assert (long.cells, long.beyond) == ({"phone": "2", "name": "b", "village": "c"}, 2)


def test_a_header_alone_is_a_table_without_rows(tmp_path: Path) -> None:
    assert taken(written(tmp_path, HEADER)) == []


KNOWN = "; this table has phone name village"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", ": the file is empty"),
        (b"\xef\xbb\xbf", ": the file is empty"),
        (b"\n \n,,\n", ": the file is empty"),
        (b"phone,nmae,vilage\n", f": unknown columns: nmae, vilage{KNOWN}"),
        (b"phone,,name\n", f": unknown columns: (without a name){KNOWN}"),
        (b"x" * 100_000, f": unknown columns: {'x' * 40}{KNOWN}"),
        (b"phone\tname\n", f": unknown columns: phone\tname{KNOWN}"),
        (b"name,village\n", f": missing columns: phone{KNOWN}"),
        (b"phone,name,Name\n", f": columns that are there twice: name{KNOWN}"),
        (HEADER + b"1,\xe9ti,2\n", ": not a CSV file in UTF-8; save it as `CSV UTF-8`"),
        ("phone,name\n".encode("utf-16"), ": not a CSV file in UTF-8; save it as `CSV UTF-8`"),
        (HEADER + b'1,a,b\n2,"never closed\n3,d,e\n', ":3: the quotes of a cell do not close (unexpected end of data)"),
        (HEADER + b'1,"a"b,c\n', ":2: the quotes of a cell do not close (',' expected after '\"')"),
    ],
)
def test_what_is_no_such_table(tmp_path: Path, content: bytes, sentence: str) -> None:
    assert refused(written(tmp_path, content)) == sentence


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    assert refused(tmp_path / "nothing.csv") == ": No such file or directory"
    assert refused(tmp_path) == ": Is a directory"
    assert refused(tmp_path / ("x" * 300)) == ": File name too long"
    old = written(tmp_path, b"\xd0\xcf\x11\xe0", "old.xls")
    assert refused(old) == ": an old Excel file; save it as .xlsx or as CSV in UTF-8"


class TestXlsx:
    def test_a_sheet(self, tmp_path: Path) -> None:
        path = book(tmp_path, lambda sheet: sheet.append(["0812", "Nyi Éti … 😀", "36.01"]))
        assert cells(path) == [{**ROW, "name": "Nyi Éti … 😀"}]
        assert [line.number for line in taken(path)] == [2]

    def test_its_name_may_end_otherwise(self, tmp_path: Path) -> None:
        path = book(tmp_path, lambda sheet: sheet.append(["0812", "Asep", "36.01"]))
        assert cells(Path(shutil.move(path, tmp_path / "table.csv"))) == [ROW]

    @pytest.mark.parametrize(
        ("kept", "text"),
        [
            (6281234567890, "6281234567890"),
            (6281234567890.0, "6281234567890"),
            (15.5, "15.5"),
            (0, "0"),
            (True, "True"),
            (None, ""),
            ("  x ", "x"),
            (date(2026, 8, 17), "2026-08-17 00:00:00"),
        ],
    )
    def test_a_cell_is_what_somebody_would_type(self, tmp_path: Path, kept: object, text: str) -> None:
        path = book(tmp_path, lambda sheet: sheet.append(["0812", kept]))
        assert [row.get("name", "") for row in cells(path)] == [text]

    def test_empty_rows_count_as_lines(self, tmp_path: Path) -> None:
        def fill(sheet: Worksheet) -> None:
            sheet["A4"], sheet["A7"] = "1", 0

        path = book(tmp_path, fill)
        assert [(line.number, line.cells["phone"]) for line in taken(path)] == [(4, "1"), (7, "0")]

    @pytest.mark.parametrize("size", ["A1", "A1:XFD1048576", "B2:B3"])
    def test_a_wrong_size_in_the_file_is_passed_over(self, tmp_path: Path, size: str) -> None:
        path = book(tmp_path, lambda sheet: sheet.append(["0812", "Asep", "36.01"]))
        edit(path, "xl/worksheets/sheet1.xml", rb'dimension ref="[^"]*"', f'dimension ref="{size}"'.encode())
        assert cells(path) == [ROW]

    def test_nothing_is_said_of_missing_styles(self, tmp_path: Path) -> None:
        path = book(tmp_path, lambda sheet: sheet.append(["0812", "Asep", "36.01"]))
        edit(path, "xl/styles.xml", rb"(?s)<cellStyles .*</cellStyles>", b"")
        with warnings.catch_warnings(action="error"):
            assert cells(path) == [ROW]

    def test_the_first_sheet_counts(self, tmp_path: Path) -> None:
        made = Workbook()
        made.active.append(["phone"])
        made.active.append(["1"])
        made.create_sheet("notes").append(["anything", "else"])
        made.save(tmp_path / "two.xlsx")
        assert cells(tmp_path / "two.xlsx") == [{"phone": "1"}]

    @pytest.mark.parametrize("content", [b"", b"phone,name\n", b"PK\x03\x04 and no more", b"\xd0\xcf\x11\xe0" * 100])
    def test_what_is_called_so_and_is_none(self, tmp_path: Path, content: bytes) -> None:
        assert refused(written(tmp_path, content, "table.xlsx")) == ": not an XLSX file, or a damaged one"

    def test_another_zip_is_none(self, tmp_path: Path) -> None:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        assert refused(written(tmp_path, packed.getvalue(), "table.ods")) == ": not an XLSX file, or a damaged one"

    def test_a_damaged_one_is_one_sentence_or_read(self, tmp_path: Path) -> None:
        path = book(tmp_path, lambda sheet: sheet.append(["0812", "Asep", "36.01"]))
        whole = path.read_bytes()
        for place in range(0, len(whole), 7):
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
            try:
                taken(path)
            except TableError as error:
                assert str(error).startswith(str(path))


def book(tmp_path: Path, fill: Callable[[Worksheet], object]) -> Path:
    made = Workbook()
    made.active.append(list(COLUMNS))
    fill(made.active)
    path = tmp_path / "table.xlsx"
    made.save(path)
    return path


def edit(path: Path, part: str, pattern: bytes, by: bytes) -> None:
    """Replace what matches in one part of an XLSX file, where it is found."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert re.search(pattern, parts[part])
    parts[part] = re.sub(pattern, by, parts[part])
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
