"""`kentongan check --figures`: how large each screen and SMS gets at its longest, and how long each flow takes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.flows import village
from tests.gateway.test_command_check import folder, run, spoil

__all__ = ["folder"]


def told(*more: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("--figures", "--format", "json", *more).stdout)
    return found


def size(found: dict[str, Any], node: str, text: str) -> dict[str, Any]:
    same = [one for one in found["sizes"] if (one["flow"], one["node"], one["text"]) == ("lapor", node, text)]
    assert len(same) == 1
    return dict(same[0])


def test_each_screen_and_sms_in_the_language_in_which_it_is_longest(folder: Path) -> None:
    found = told()
    assert found["findings"] == []
    longest_category = len("Describe the problem (Clean water):\n00 Home")
    assert size(found, "uraian", "ask")["characters"] >= longest_category
    assert size(found, "uraian", "ask")["language"] == "en"
    assert size(found, "kabari", "send.officers") | {"language": ""} == {
        "flow": "lapor", "node": "kabari", "text": "send.officers", "language": "", "characters": len("Laporan 4821-367"),
        "screens": 0, "segments": 1,
    }  # fmt: skip
    end = size(found, "selesai", "end")
    assert (end["characters"], end["screens"], end["segments"]) == (len("Laporan 4821-367 diterima."), 1, 1)


def test_an_answer_counts_with_the_longest_that_is_taken(folder: Path) -> None:
    spoil(folder / "flows" / "lapor.toml", "Laporan {ticket.code} diterima.", "{description} diterima.")
    spoil(folder / "flows" / "lapor.toml", "max = 300", "max = 20")
    assert size(told(), "selesai", "end")["characters"] == 20 + len(" diterima.")


def test_how_long_a_flow_takes(folder: Path) -> None:
    lengths = {one["flow"]: one for one in told()["lengths"]}
    asked = {"kategori": 10, "nama": 30, "pilih": 10, "uraian": 30}
    assert lengths["lapor"] == {"flow": "lapor", "hops": 2, "seconds": asked["kategori"] + asked["uraian"], "most": 180}


def test_as_a_table_the_largest_first(folder: Path) -> None:
    lines = run("--figures").stdout.splitlines()
    assert lines[0] == "2 flows, and nothing wrong"
    head, sizes = lines[2], lines[3 : lines.index("", 3)]
    assert head.split() == ["screen", "or", "SMS", "at", "its", "longest", "in", "characters", "screens", "SMS"]
    counts = [int(line.split()[3]) for line in sizes]
    assert counts == sorted(counts, reverse=True)
    assert {line.split()[0] for line in sizes} >= {"lapor.kategori", "lapor.kabari", "desa-saya.pilih"}


@pytest.mark.parametrize("form", ["text", "json"])
def test_where_something_is_wrong_there_are_none(folder: Path, form: str) -> None:
    spoil(folder / "flows" / "lapor.toml", 'next = "siapa"', 'next = "saipa"')
    result = run("--figures", "--format", form)
    assert result.exit_code == 1
    assert "saipa" in result.stdout
    assert "characters" not in result.stdout


def test_a_folder_by_itself(folder: Path) -> None:
    (folder / "other").mkdir()
    for name, text in village.FILES.items():
        (folder / "other" / name).write_text(text, encoding="utf-8")
    assert {one["flow"] for one in told(str(folder / "other"))["sizes"]} == {"lapor", "desa-saya"}
