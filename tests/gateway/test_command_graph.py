"""`kentongan graph`: which flow it draws, in which form and language, and what it says of what there is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gateway.cli import main
from tests.conftest import ROOT


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["graph", *arguments], catch_exceptions=False)


@pytest.mark.parametrize(
    ("form", "begins"), [("svg", "<svg "), ("dot", 'digraph "Lapor masalah" {'), ("mermaid", "flowchart LR")]
)
def test_a_flow_in_each_form(form: str, begins: str) -> None:
    done = run("lapor", "--format", form)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith(begins)
    assert "1 Jalan/jembatan" in done.stdout


def test_without_a_name_it_is_the_menus_that_the_code_opens() -> None:
    drawn = run().stdout
    for one in (">Menu utama<", ">menu: *384*36*1#<", ">1 Lapor masalah<", ">5 DARURAT<"):
        assert one in drawn
    assert '"1 Report a problem"' in run("--language", "en", "--format", "mermaid").stdout


def test_the_picture_in_the_documents_is_the_newest() -> None:
    assert (ROOT / "docs" / "menu.svg").read_text(encoding="utf-8") == run().stdout, "run `make docs`"


def test_in_another_language() -> None:
    assert ">Report a problem<" in run("lapor", "--language", "en").stdout


def test_into_a_file(tmp_path: Path) -> None:
    done = run("lapor", "--output", str(tmp_path / "lapor.svg"))
    assert (done.exit_code, done.stdout) == (0, "")
    assert (tmp_path / "lapor.svg").read_text(encoding="utf-8") == run("lapor").stdout


def test_the_ending_of_the_file_says_the_form(tmp_path: Path) -> None:
    for name, words in (("l.dot", ()), ("l", ("--format", "dot")), ("l.txt", ("--format", "dot"))):
        assert run("lapor", "--output", str(tmp_path / name), *words).exit_code == 0
        assert (tmp_path / name).read_text(encoding="utf-8") == run("lapor", "--format", "dot").stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["lapur"], 'Error: there is no flow "lapur"; did you mean "lapor"?\n'),
        (
            ["lapor", "--output", "lapor.png"],
            "Error: lapor.png: a name that ends with .svg, .dot, .gv, .mmd, .mermaid; or",
        ),
        (["xyz"], 'Error: there is no flow "xyz"; there are alih, bahasa, '),
        (["lapor", "--language", "fr"], "Error: there is no language 'fr'; there is id, su, en\n"),
        (["lapor", "--output", "/proc/none/x.svg"], "Error: /proc/none/x.svg: No such file or directory\n"),
    ],
)
def test_mistakes_are_one_sentence(arguments: list[str], says: str) -> None:
    done = run(*arguments)
    assert done.exit_code == 1
    assert done.stderr.startswith(says)
