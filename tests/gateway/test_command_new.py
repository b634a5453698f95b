"""`kentongan new flow`: what it writes passes the check in any languages, and what it refuses leaves no trace."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gateway import drafts, proof
from gateway.cli import main
from gateway.config import read_settings
from tests.conftest import ROOT


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh copy of what ships, in the current folder."""
    shutil.copytree(ROOT / "flows" / "banten", tmp_path / "flows" / "banten")
    shutil.copy(ROOT / "config.toml", tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KENTONGAN_CONFIG", raising=False)
    return tmp_path / "config.toml"


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["new", "flow", *words], catch_exceptions=False)


def test_it_passes_the_check_and_its_tests_come_out(config: Path) -> None:
    done = run("jadwal-posyandu")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith("flows/banten/jadwal-posyandu.toml is there, JADWALPOSYANDU starts it, ")
    assert 'goto = "jadwal-posyandu" },' in done.stdout
    assert proof.prove(config).problems == ()
    assert read_settings(config).keywords["JADWALPOSYANDU"].flow == "jadwal-posyandu"
    played = CliRunner().invoke(main, ["test", "--coverage", "jadwal-posyandu"]).stdout
    assert "2 tests, and all come out as written" in played


def test_another_keyword(config: Path) -> None:
    assert run("posyandu", "--keyword", "timbang").exit_code == 0
    assert read_settings(config).keywords["TIMBANG"].flow == "posyandu"


def test_a_keyword_that_is_doubted_is_taken_and_the_doubt_said(config: Path) -> None:
    done = run("asap", "--keyword", "lapo")
    assert done.exit_code == 0
    assert done.stderr.startswith('Warning: "LAPOR" is one letter from "LAPO"')


@pytest.mark.parametrize("languages", [("id",), ("en", "id"), ("id", "su", "en", "jv")])
def test_it_has_the_languages_of_the_config(languages: tuple[str, ...]) -> None:
    made = drafts.draft("posyandu", languages)
    for key in ("title", "menu", "ask", "end", "send.officers"):
        assert [made.count(f"\n{key}.{one} = ") > 0 for one in ("id", "su", "en", "jv")] == [
            one in languages for one in ("id", "su", "en", "jv")
        ]
    assert made.count(' en = "Sign up"') == ("en" in languages)
    assert ("jv" in languages) == (' jv = "Sign up"' in made)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["lapor", "--keyword", "BARU"], "flows/banten/lapor.toml is there already; give yours another name"),
        (["lapor"], "flows/banten/lapor.toml is there already"),
        (["Lapor Baru"], "'Lapor Baru' can't be a flow's name: small letters, digits and hyphens, such as"),
        (["../lapor2"], "'../lapor2' can't be a flow's name"),
        (["phrases"], "'phrases' can't be a flow's name"),
        (["surat-baru", "--keyword", "surat"], "SURAT is a keyword already; name another with --keyword"),
        (["eureun"], "EUREUN is a keyword already"),
        (["surat-baru", "--keyword", "surat baru"], "'SURAT BARU' can't be a keyword: one word; name another"),
    ],
)
def test_what_is_refused_leaves_no_trace(config: Path, words: list[str], says: str) -> None:
    before = {path: path.read_bytes() for path in config.parent.rglob("*.toml")}
    done = run(*words)
    assert done.exit_code == 1
    assert says in done.stderr
    assert done.stderr.count("\n") == 1
    assert {path: path.read_bytes() for path in config.parent.rglob("*.toml")} == before


def test_flows_that_are_broken_already_are_left_as_they_are(config: Path) -> None:
    broken = config.parent / "flows" / "banten" / "info.toml"
    broken.write_text(broken.read_text(encoding="utf-8").replace('goto = "jam"', 'goto = "jem"', 1), encoding="utf-8")
    before = config.read_bytes()
    done = run("posyandu")
    assert done.exit_code == 1
    assert "jem" in done.stderr
    assert config.read_bytes() == before
    assert not broken.with_name("posyandu.toml").exists()


def test_a_config_with_other_line_ends_keeps_them(config: Path) -> None:
    config.write_bytes(config.read_bytes().replace(b"\n", b"\r\n"))
    assert run("posyandu").exit_code == 0
    assert b'[keywords]\r\nPOSYANDU = { flow = "posyandu" }\r\n' in config.read_bytes()
