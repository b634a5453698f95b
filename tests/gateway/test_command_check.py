"""`kentongan check`: what it says, where, and with which exit status."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner, Result

from gateway import proof_settings
from gateway.cli import main
from gateway.config import read_settings
from tests.flows import faults, village
from tests.flows.test_check import place

ROOT = Path(__file__).parents[2]
CONFIG = """\
name = "Kentongan"
languages = ["id", "en"]
flows = "flows"

[channels.at]
ussd = { "*384*36#" = "lapor" }
short_code = "36000"
rate = 20

[navigation]
back = "0"
home = "00"
more = "98"

[keywords]
LAPOR = { flow = "lapor", aliases = ["ADUAN", "REPORT"], fills = ["category", "description"] }
STOP = { action = "stop", aliases = ["BERHENTI"] }

[categories]
jalan = { kind = "report", name = { id = "Jalan", en = "Road" } }
air = { kind = "report", name = { id = "Air", en = "Water" } }
darurat = { kind = "report", name = { id = "Darurat", en = "Emergency" } }

[notices]
NOTICES

[words]
WORDS
""".replace(
    "NOTICES", "\n".join(f'{name} = {{ id = "Kata", en = "Word" }}' for name in proof_settings.NOTICES)
).replace("WORDS", "\n".join(f'"{name}" = {{ id = "Kata", en = "Word" }}' for name in sorted(proof_settings.WORDS)))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with config.toml and flows that are in order; the current one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KENTONGAN_CONFIG", raising=False)
    (tmp_path / "flows").mkdir()
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    for name, text in village.FILES.items():
        (tmp_path / "flows" / name).write_text(text, encoding="utf-8")
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", *arguments], catch_exceptions=False)


def spoil(path: Path, old: str, new: str) -> str:
    """Write one passage of a file differently; what stands in it now."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return text.replace(old, new)


class Fault(NamedTuple):
    """As in tests/flows/faults.py, of config.toml."""

    name: str
    old: str
    new: str
    at: str | tuple[str, str]
    says: str


FAULTS = [
    Fault("no TOML", 'name = "Kentongan"', "name = ", ("name = ", "\n"), "this is not TOML: invalid value"),
    Fault("a keyword twice", 'STOP = {', "LAPOR = {", ('"stop"', "\n"), "this key stands twice"),
    Fault("unknown key", "[navigation]", "colour = 1\n[navigation]", "colour", '"colour" means nothing here'),
    Fault("misspelt key", 'short_code = "36000"', 'short_cod = "36000"', "short_cod", 'did you mean "short_code"?'),
    Fault("missing key", 'short_code = "36000"\n', "", "[channels.at]", '"short_code" is missing'),
    Fault("missing folder of flows", 'flows = "flows"\n', "", "name", '"flows" is missing'),
    Fault("wrong type", "rate = 20", 'rate = "fast"', '"fast"', '"rate" must be a number'),
    Fault("out of bounds", "rate = 20", "rate = 0", ("rate", "0"), '"rate" should be greater than 0'),
    Fault("unknown timezone", 'name = "Kentongan"', 'timezone = "Asia/Serang"', '"Asia/Serang"', "no such timezone"),
    Fault("unknown kind", 'jalan = { kind = "report"', 'jalan = { kind = "reprot"', '"reprot"', '"kind" is one of "report", "letter" or "product"'),
    Fault("no folder of that name", 'flows = "flows"', 'flows = "flow"', '"flow"', 'flows = "flow": can\'t be read: No such file'),
    Fault("no language", '["id", "en"]', "[]", ("languages = ", "[]"), "no language: name at least one"),
    Fault("no such adapter", "rate = 20", 'adapter = "africastalkin"\nrate = 20', ("adapter = ", '"'), 'there is no adapter "africastalkin"; did you mean "africastalking"?'),
    Fault("an address without its scheme", 'name = "Kentongan"', 'public_url = "desa.id"', ("public_url = ", '"'), "this is no address such as https://"),
    Fault("a language that there is not", 'name = "Kentongan"', 'language_abroad = "eng"', ("language_abroad = ", '"'), 'there is no language "eng"; did you mean "en"?'),
    Fault("a language twice", '["id", "en"]', '["id", "en", "id"]', ('"en", ', '"id"'), 'the language "id" stands twice'),
    Fault("one key for two things", 'home = "00"', 'home = "0"', ("home = ", '"0"'), '"0" is the key for "back" already'),
    Fault("the key of an option", 'back = "0"', 'back = "1"', ("back = ", '"1"'), '"1" can\'t be this key'),
    Fault("a key that is no number", 'more = "98"', 'more = "m"', '"m"', '"m" can\'t be this key'),
    Fault("an alias that is a keyword", '"BERHENTI"', '"lapor"', ("STOP", '"lapor"'), '"lapor" starts LAPOR already'),
    Fault("an alias twice", '["ADUAN", "REPORT"]', '["ADUAN", "Aduan"]', '"Aduan"', '"Aduan" starts LAPOR already'),
    Fault("a keyword that is an alias", "STOP = {", "REPORT = {", '"REPORT"', '"REPORT" ends all messages already: a word does one thing'),
    Fault("an alias that is another's", '"BERHENTI"', '"REPORT"', ("LAPOR", '"REPORT"'), '"REPORT" ends all messages already (it is an alias there)'),
    Fault("a word of another keyword", 'aliases = ["BERHENTI"]', 'aliases = ["BERHENTI"], whole = ["BRENTI"]', '"BRENTI"', '"BRENTI" is none of the words of STOP; did you mean "BERHENTI"?'),
    Fault("two words behind a keyword", 'aliases = ["BERHENTI"]', 'aliases = ["BERHENTI"], along = ["SMS INI"]', '"SMS INI"', '"SMS INI" is not one word: list each by itself'),
    Fault("two words", '"BERHENTI"', '"BERHENTI YA"', '"BERHENTI YA"', "is not one word"),
    Fault("neither flow nor action", '{ action = "stop", aliases', "{ aliases", "STOP", "STOP needs either a flow"),
    Fault("flow and action", '{ action = "stop"', '{ flow = "lapor", action = "stop"', "STOP", "STOP needs either a flow"),
    Fault("a STOP for some", 'action = "stop"', 'action = "stop", role = "operator"', "role", "STOP must be open to everybody"),
    Fault("fills of no flow", 'action = "stop"', 'action = "stop", fills = ["x"]', 'fills = ["x"]', "STOP starts no flow"),
    Fault("an unknown flow for a code", '"*384*36#" = "lapor"', '"*384*36#" = "lapur"', '"lapur"', 'there is no flow "lapur"; did you mean "lapor"?'),
    Fault("an unknown flow for a keyword", 'flow = "lapor"', 'flow = "lapur"', '"lapur"', 'there is no flow "lapur"; did you mean "lapor"?'),
    Fault("an unknown answer", '"category", "description"', '"category", "descripton"', '"descripton"',
          'the flow "lapor" saves no such answer; did you mean "description"?'),
    Fault("a category in one language", '{ id = "Jalan", en = "Road" }', '{ id = "Jalan" }', 'name = { id = "Jalan" }', 'this text lacks "en"'),
    Fault("an empty notice", 'help = { id = "Kata"', 'help = { id = ""', '"", en', "this text is empty"),
    Fault("a notice with an open brace", 'help = { id = "Kata"', 'help = { id = "Kata {name"', "{name", "a brace"),
    Fault("a notice with a strange name", 'help = { id = "Kata"', 'help = { id = "Kata {village.name}"', "{village.name}", "the notice \"help\" can't say {village.name}"),
    Fault("a missing notice", 'help = { id = "Kata", en = "Word" }\n', "", "[notices]", '[notices] needs "help" too'),
    Fault("a misspelt notice", "stopped = {", "stoped = {", "stoped", 'nothing uses "stoped" of [notices]; did you mean "stopped"?'),
    Fault("a misspelt notice that may be left out", "[words]", 'ticket_waitin_villager = { id = "Kata", en = "Word" }\n[words]',
          "ticket_waitin_villager", 'nothing uses "ticket_waitin_villager" of [notices]; did you mean "ticket_waiting_villager"?'),
    Fault("one of those in one language", "[words]", 'ticket_waiting_villager = { id = "Kata" }\n[words]', "ticket_waiting_villager", 'this text lacks "en"'),
    Fault("one of those that shows a number", "[words]", 'ticket_waiting_villager = { id = "Kata {contact.masked}", en = "Word" }\n[words]',
          "{contact.masked}", 'the notice "ticket_waiting_villager" can\'t say {contact.masked}'),
    Fault("a notice of officers with a strange name", "[words]", 'ticket_closed_officer = { id = "{ticket.sad}", en = "Word" }\n[words]',
          "{ticket.sad}", 'can\'t say {ticket.sad}; did you mean "ticket.said"?'),
    Fault("an answer to no notice", "[words]", '[replies]\nhalp = { flow = "lapor" }\n[words]', "halp", 'there is no notice "halp" that could be answered; did you mean "help"?'),
    Fault("an answer that starts no flow", "[words]", '[replies]\nhelp = { flow = "" }\n[words]', '""', '"flow"'),
    Fault("an unknown flow for an answer", "[words]", '[replies]\nhelp = { flow = "lapur" }\n[words]', '"lapur"', 'there is no flow "lapur"; did you mean "lapor"?'),
    Fault("an unknown fill of an answer", "[words]", '[replies]\nhelp = { flow = "lapor", fills = ["stars"] }\n[words]', '"stars"', 'the flow "lapor" saves no such answer'),
    Fault("no weekday", "[words]", "[desk]\nworking_weekdays = []\n[words]", "[]", "name at least one weekday, 1 (Monday) to 7 (Sunday)"),
    Fault("an eighth weekday", "[words]", "[desk]\nworking_weekdays = [1, 8]\n[words]", "[1, 8]", "name at least one weekday"),
    Fault("a country without holidays", "[words]", '[desk]\nholidays = "Banten"\n[words]', '"Banten"', "there are no holidays known of 'Banten'"),
    Fault("an hour that is none", "[words]", "[desk]\ncloses_at = 24\n[words]", ("closes_at = ", "24"), '"closes_at" should be less than or equal to 23'),
    Fault("no tries", "[words]", "[desk]\npin_tries = 0\n[words]", ("pin_tries = ", "0"), '"pin_tries" should be greater than or equal to 1'),
    Fault("a deadline in the past", 'jalan = { kind = "report"', 'jalan = { deadline = -1, kind = "report"', "-1", '"deadline" should be greater than or equal to 0'),
    Fault("a role that is none", 'STOP = {', 'CEK = { flow = "lapor", role = "lurah" }\nSTOP = {', '"lurah"', '"role" is one of "", "officer"'),
    Fault("a language that is no code", '["id", "en"]', '["id", "Inggris"]', '["id", "Ing', '"Inggris" is no code of a language'),
    Fault("a country that is none", 'name = "Kentongan"', 'region = "Indonesia"', '"Indonesia"', "no such country: two capital letters"),
    Fault("the key of what a list may hold", 'more = "98"', 'more = "20"', '"20"', "0, 00 to 09, or 51 to 99"),
    Fault("a fill twice", '"category", "description"', '"category", "category"', ('"category", ', '"category"]'), '"category" stands twice'),
    Fault("no word to stop", 'STOP = { action = "stop", aliases = ["BERHENTI"] }\n', "", "[keywords]", "no word ends all messages"),
    Fault("a category with a name to fill in", '{ id = "Jalan", en', '{ id = "Jalan {village.name}", en', '"Jalan {', "said as it stands"),
    Fault("a category with the name of another", '{ id = "Air", en = "Water" }', '{ id = "Jalan", en = "Water" }', ('air = {', '"Jalan"'), '"Jalan" is the name of "jalan" too'),
    Fault("a missing word", '"ticket.new" = { id = "Kata", en = "Word" }', "", "[words]", '[words] needs "ticket.new" too'),
    Fault("a word in one language", '"ticket.new" = { id = "Kata", en = "Word" }', '"ticket.new" = { id = "Kata" }', '"ticket.new"', 'this text lacks "en"'),
]  # fmt: skip


def is_one_line_at_its_place(folder: Path, fault: Fault, severity: str) -> None:
    """Spoil the config so, and see it found there, and nothing else."""
    line, column = place(spoil(folder / "config.toml", fault.old, fault.new), fault.at)
    result = run()
    assert result.exit_code == (severity == "error")
    assert len(result.stdout.splitlines()) == 1, result.stdout
    assert result.stdout.startswith(f"config.toml:{line}:{column}: {severity}: ")
    assert fault.says in result.stdout


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_one_fault_of_the_config_is_one_line_at_its_place(folder: Path, fault: Fault) -> None:
    is_one_line_at_its_place(folder, fault, "error")


def test_nothing_wrong(folder: Path) -> None:
    for arguments in ([], ["config.toml"], ["."], [str(folder)], ["flows"], ["flows/"]):
        result = run(*arguments)
        assert (result.exit_code, result.stdout) == (0, "2 flows, and nothing wrong\n")
    assert json.loads(run("--format", "json").stdout) == []


SHOWN = [
    "unknown next",
    "missing language",
    "unknown name",
    "same value",
    "no else",
    "bad pattern",
    "unreachable node",
    "a loop of two",
    "no value",
]


@pytest.mark.parametrize("fault", [one for one in faults.ALL if one.name in SHOWN], ids=lambda fault: fault.name)
def test_a_fault_of_a_flow_is_one_line_at_its_place(folder: Path, fault: faults.Fault) -> None:
    line, column = place(spoil(folder / "flows" / fault.file, fault.old, fault.new), fault.at)
    for arguments in ([], ["config.toml"], ["flows"]):
        result = run(*arguments)
        assert result.exit_code == 1
        assert len(result.stdout.splitlines()) == 1, result.stdout
        assert result.stdout.startswith(f"flows/{fault.file}:{line}:{column}: error: ")
        assert fault.says in result.stdout


def test_every_promised_fault_is_among_them() -> None:
    assert len([one for one in faults.ALL if one.name in SHOWN]) == len(SHOWN) == 9


def test_json_has_the_same_findings(folder: Path) -> None:
    text = spoil(folder / "flows" / "lapor.toml", 'next = "siapa"', 'next = "saipa"')
    line, column = place(text, '"saipa"')
    result = run("--format", "json")
    reason = 'next = "saipa": there is no node of that name in this flow; did you mean "siapa"?'
    finding = {"file": "flows/lapor.toml", "line": line, "column": column, "severity": "error", "reason": reason}
    assert result.exit_code == 1
    assert json.loads(result.stdout) == [finding]


def test_config_and_flows_are_told_together(folder: Path) -> None:
    spoil(folder / "config.toml", '"BERHENTI"', '"LAPOR"')
    spoil(folder / "flows" / "lapor.toml", "min = 5, max = 300", "min = 5, max = 3")
    files = [line.split(":")[0] for line in run().stdout.splitlines()]
    assert files == ["config.toml", "flows/lapor.toml"]


def test_a_warning_is_shown_and_refuses_nothing(folder: Path) -> None:
    spoil(
        folder / "flows" / "lapor.toml",
        "sms = true\n",
        'sms = true\n[[test]]\nname = "x"\nlanguage = "su"\ndialog = []\n',
    )
    result = run()
    assert result.exit_code == 0
    assert result.stdout.startswith("flows/lapor.toml:48:12: warning: ")


def test_a_flow_that_nothing_starts_is_told_of_the_configured_folder_alone(folder: Path) -> None:
    (folder / "flows" / "baru.toml").write_text('title = "T"\nstart = "a"\n[node.a]\nend = "."\n')
    for arguments in ([], ["flows"], [str(folder / "flows")]):
        assert 'flows/baru.toml:1:1: error: nothing starts the flow "baru"' in run(*arguments).stdout
    (folder / "flows").rename(folder / "others")
    assert run("others").stdout == "3 flows, and nothing wrong\n"


def test_a_folder_of_flows_needs_no_config(folder: Path) -> None:
    (folder / "config.toml").unlink()
    languages = 'this text lacks "su": write it in id, su, en'
    assert languages in run("flows").stdout
    assert run().stdout == "config.toml:1:1: error: can't be read: No such file or directory\n"


def test_another_config_brings_its_own_flows(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "elsewhere").mkdir()
    monkeypatch.chdir(folder / "elsewhere")
    monkeypatch.setenv("KENTONGAN_CONFIG", str(folder / "config.toml"))
    spoil(folder / "flows" / "lapor.toml", 'next = "siapa"', 'next = "saipa"')
    for arguments in ([], ["../config.toml"], ["../flows"]):
        assert run(*arguments).stdout.startswith(f"{folder / 'flows' / 'lapor.toml'}:9:8: error: ")


def test_categories_that_the_desk_does_not_take(folder: Path) -> None:
    spoil(folder / "flows" / "lapor.toml", 'value = "air"', 'value = "aer"')
    assert run().stdout == 'flows/lapor.toml:12:13: error: config.toml has no category "aer"; did you mean "air"?\n'
    spoil(folder / "flows" / "lapor.toml", 'category = "{category}"', 'category = "zzz"')
    assert run().stdout == 'flows/lapor.toml:34:47: error: config.toml has no category "zzz"; add it to [categories]\n'


def test_a_category_of_another_kind_than_the_ticket(folder: Path) -> None:
    spoil(folder / "config.toml", 'air = { kind = "report"', 'air = { kind = "letter"')
    why = 'the category "air" is of the kind "letter", and its ticket a "report": say one'
    assert run().stdout == f"flows/lapor.toml:12:13: error: {why}\n"
    spoil(folder / "flows" / "lapor.toml", 'category = "{category}"', 'category = "air"')
    assert run().stdout.startswith(f"flows/lapor.toml:34:47: error: {why}\n")


def test_a_ticket_of_somebody_whose_village_nobody_has_asked_for(folder: Path) -> None:
    spoil(folder / "flows" / "lapor.toml", 'goto = "siapa", when', 'goto = "uraian", when')
    assert run().stdout == (
        "flows/lapor.toml:34:1: error: a ticket belongs to the caller's village, and on the way kategori -> uraian -> simpan"
        " nobody asks for one: branch before (when = \"contact.village == ''\"), and call what asks for it\n"
    )
    spoil(
        folder / "flows" / "lapor.toml",
        'goto = "uraian", when = "dialogue',
        'goto = "uraian", when = "contact.village != \'\' && dialogue',
    )
    assert run().stdout == "2 flows, and nothing wrong\n"
    spoil(folder / "flows" / "lapor.toml", "contact.village != ''", "contact.village.startsWith('36.')")
    assert run().stdout == "2 flows, and nothing wrong\n"


@pytest.mark.parametrize(
    ("when", "kind"),
    [("!= ''", "error"), ("== '36.01.06.2009'", "error"), ("== ''", ""), ("== '' && size(category) > 0", "")],
)
def test_the_branch_that_asks_for_a_village_asks_those_who_have_none(folder: Path, when: str, kind: str) -> None:
    spoil(folder / "flows" / "lapor.toml", "contact.village == '' && size(category) > 0", f"contact.village {when}")
    said = run().stdout
    assert ("on the way kategori -> siapa -> uraian -> simpan nobody asks for one" in said) == bool(kind), said
    assert len(said.splitlines()) == 1


def test_a_kind_of_ticket_that_is_none_is_told_once(folder: Path) -> None:
    spoil(folder / "flows" / "lapor.toml", 'kind = "report"', 'kind = "reprot"')
    assert run().stdout.endswith('error: "kind" can\'t be "reprot"; did you mean "report"?\n')
    assert len(run().stdout.splitlines()) == 1
    spoil(folder / "flows" / "lapor.toml", 'kind = "reprot"', 'kind = "letter"')
    assert len(run().stdout.splitlines()) == 1, "not one for each of the categories of the menu"


def test_who_has_just_told_their_village_has_one(folder: Path) -> None:
    spoil(folder / "flows" / "lapor.toml", 'next = "siapa"', 'next = "desa"')
    spoil(folder / "flows" / "lapor.toml", 'goto = "siapa", when', 'goto = "desa", when')
    lapor = folder / "flows" / "lapor.toml"
    text = lapor.read_text()
    lapor.write_text(text[: text.index("[node.siapa]")] + text[text.index("[node.desa]") :])
    assert run().stdout == "2 flows, and nothing wrong\n"


def test_an_option_that_only_leads_to_another_menu_is_no_category(folder: Path) -> None:
    more = '[node.lain]\nmenu = "?"\nsave = "category"\nnext = "siapa"\noptions = [{ value = "air", id = "Air", en = "Water" }]\n'
    spoil(
        folder / "flows" / "lapor.toml",
        '{ value = "air", id = "Air bersih", en = "Clean water" }',
        '{ value = "lain", id = "Lain", en = "Other", goto = "lain" }',
    )
    spoil(folder / "flows" / "lapor.toml", "[node.siapa]", f"{more}\n[node.siapa]")
    assert run().stdout == "2 flows, and nothing wrong\n"


def test_a_flow_in_place_of_a_config(folder: Path) -> None:
    result = run("flows/lapor.toml")
    assert result.exit_code == 1
    assert result.stdout == "flows/lapor.toml:1:1: error: this is a flow and no config.toml: check its folder\n"


def test_a_folder_without_flows(folder: Path) -> None:
    (folder / "empty").mkdir()
    assert run("empty").stdout == "empty:1:1: error: there is no flow file (NAME.toml) in this folder\n"
    spoil(folder / "config.toml", 'flows = "flows"', 'flows = "empty"')
    assert run().stdout == 'config.toml:3:9: error: flows = "empty": there is no flow file (NAME.toml) in this folder\n'


def test_a_path_that_is_not_there_is_wrong_usage(folder: Path) -> None:
    done = run("nowhere")
    assert done.exit_code == 2
    assert "nowhere is no file or folder; without a PATH all the configured flows are proved" in done.stderr
    assert run("--format", "xml").exit_code == 2


def test_what_ships_is_in_order() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from gateway.cli import main; main()", "check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    flows = len(list(read_settings(ROOT / "config.toml").flows.glob("*.toml"))) - 1
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{flows} flows, and nothing wrong\n", "")
