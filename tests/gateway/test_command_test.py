"""`kentongan test`: which dialogues it plays, what it says of one that came out otherwise, and what no test visits."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gateway.cli import main
from tests.flows import village
from tests.gateway.test_command_check import CONFIG, spoil

TEST = """
[[test]]
name = "a road"
language = "en"
dialog = [["", "What is it"], ["1", "Describe"], ["The bridge is broken", "received"]]
makes = { ticket = { category = "jalan" } }
"""


@pytest.fixture
def flow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The flow with the test, beside a config.toml and other flows that are in order."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KENTONGAN_CONFIG", raising=False)
    (tmp_path / "flows").mkdir()
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    for name, text in village.FILES.items():
        (tmp_path / "flows" / name).write_text(text.partition("[[test]]")[0], encoding="utf-8")
    path = tmp_path / "flows" / "lapor.toml"
    path.write_text(path.read_text(encoding="utf-8") + TEST, encoding="utf-8")
    return path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["test", *arguments], catch_exceptions=False)


def test_all_that_is_there_is_played(flow: Path) -> None:
    for arguments in ((), ("lapor",), ("lapor", "desa-saya")):
        done = run(*arguments)
        assert (done.exit_code, done.stdout) == (0, "1 test, and it comes out as written\n")
    assert run("desa-saya").stdout.startswith("0 tests")


BY_TEXT = """
[[test]]
name = "a road by text"
language = "en"
medium = "sms"
dialog = DIALOG
makes = { ticket = { category = "jalan", description = "the bridge is broken" } }
"""


@pytest.mark.parametrize(
    ("dialog", "comes"),
    [
        ('[["jalan, the bridge is broken", "received"]]', "2 tests, and all come out as written\n"),
        (
            '[["jalan", "Describe the problem (Road)"], ["the bridge is broken", "received"]]',
            "2 tests, and all come out",
        ),
        (
            '[["", "What is it"], ["road", "Describe"], ["the bridge is broken", "received"]]',
            "2 tests, and all come out",
        ),
        ('[["jalan", "What is it"]]', "  - What is it\n  + Describe the problem (Road):\n"),
    ],
)
def test_by_text_the_first_step_is_what_stands_behind_the_keyword(flow: Path, dialog: str, comes: str) -> None:
    flow.write_text(flow.read_text(encoding="utf-8") + BY_TEXT.replace("DIALOG", dialog), encoding="utf-8")
    assert comes in run("lapor").stdout


def test_a_screen_that_is_another(flow: Path) -> None:
    spoil(flow, '["1", "Describe"]', '["1", "Write it"]')
    line = flow.read_text(encoding="utf-8").splitlines().index(TEST.splitlines()[4].replace("Describe", "Write it")) + 1
    done = run()
    assert done.exit_code == 1
    assert done.stdout.splitlines() == [
        f'lapor.toml:{line}:31: "a road" (en)', '  after "1":', "  - Write it",
        "  + Describe the problem (Road):", "  + 0 Word", "  + 00 Word", "1 test, 1 failed",
    ]  # fmt: skip


def test_a_record_that_is_another(flow: Path) -> None:
    spoil(flow, '{ category = "jalan" }', '{ category = "air" }')
    said = run().stdout.splitlines()
    assert said[1:] == ['  - category = "air"', '  + category = "jalan"', "1 test, 1 failed"]


def test_a_dialogue_that_is_over_too_early(flow: Path) -> None:
    spoil(flow, '"received"]]', '"received"], ["1", "More"]]')
    assert run().stdout.splitlines()[1:3] == ['  after "1":', "  - More"]


def test_a_test_in_a_language_that_there_is_not(flow: Path) -> None:
    spoil(flow, 'language = "en"\ndialog', 'language = "su"\ndialog')
    assert '"su" is not one of the languages of config.toml' in run().stdout


def test_what_no_test_visits(flow: Path) -> None:
    said = run("--coverage").stdout.splitlines()
    assert "lapor: no test passes desa" in said
    assert "lapor: no test in id" in said
    assert "desa-saya: no test in id, en" in said


def test_a_flow_that_there_is_not(flow: Path) -> None:
    done = run("lapur")
    assert (done.exit_code, done.stderr) == (1, 'Error: there is no flow "lapur"; did you mean "lapor"?\n')


def test_flows_that_do_not_pass_the_check_are_not_played(flow: Path) -> None:
    spoil(flow, 'start = "kategori"', 'start = "kategory"')
    done = run()
    assert done.exit_code == 1
    assert 'lapor.toml:3:9: error: start = "kategory": there is no node of that name' in done.stderr
