"""`kentongan check`: words, codes and texts of config.toml that get in each other's way, and those that lead nowhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gateway import proof_texts
from gateway.config import read_settings
from tests.gateway.test_command_check import ROOT, Fault, folder, is_one_line_at_its_place, run, spoil

__all__ = ["folder"]

STOP = 'STOP = { action = "stop", aliases = ["BERHENTI"] }'
HELP = 'help = { id = "Kata", en = "Word" }'
SOLD = 'ticket_opened_officer = { id = "Kata", en = "Word" }'
CODE = '{ "*384*36#" = "lapor" }'
LONG = "Kirim kata-kata yang ada di bawah ini. " * 9

FAULTS = [
    Fault("a reply by a keyword that is none", "[words]", '[replies]\nhelp = { flow = "lapor", words = ["LAPORR"] }\n[words]', '"LAPORR"', 'there is no keyword "LAPORR"; did you mean "LAPOR"?'),
    Fault("a command that is none", "[words]", '[replies]\nhelp = { flow = "lapor", commands = ["X"] }\n[words]', '"X"', 'there is no keyword "X"'),
    Fault("a code without a star", CODE, '{ "384*36#" = "lapor" }', '"384*36#"', '"384*36#" is no code that can be dialled, such as "*384*36#"'),
    Fault("a short code of letters", 'short_code = "36000"', 'short_code = "DESA"', '"DESA"', '"DESA" is no number to which one can text'),
    Fault("a code that does not end", CODE, '{ "*384*36" = "lapor" }', '"*384*36"', '"*384*36" is no code that can be dialled, such as "*384*36#"'),
    Fault("a code twice, on two channels", "[navigation]", '[channels.b]\nussd = { "*384*36#" = "lapor" }\nshort_code = "1"\n[navigation]', ("[channels.b]", '"*384*36#"'), "is used twice"),
    Fault("a code that begins another", CODE, '{ "*384*36#" = "lapor", "*384*36*2#" = "lapor" }', '"*384*36*2#" =', '"*384*36*2#" also means keys of the menu of "*384*36#"'),
]  # fmt: skip
DOUBTS = [
    Fault("a category of which nobody can report", "[words]", '[categories.banjir]\nkind = "report"\nname = { id = "Banjir", en = "Flood" }\n[words]', "[categories.banjir]", 'no flow opens a ticket of the category "banjir"'),
    Fault("a deadline of products", "[words]", '[categories.kain]\nkind = "product"\ndeadline = 3\nname = { id = "Kain", en = "Cloth" }\n[words]', ("deadline = ", "3"), '"kain" is of products, and no ticket is opened under it: deadline does nothing here'),
    Fault("a deadline of which nobody hears", "jalan = { ", "jalan = { deadline = 2, ", "deadline", "nobody hears when this has passed: [notices] has no ticket_escalated_officer"),
    Fault("a deadline for all of which nobody hears", "[words]", "[desk]\ndeadline_working_days = 3\n[words]", "deadline_working_days", "nobody hears when this has passed"),
    Fault("kept for less long than it may be opened again", "[words]", "[retention]\ntickets = 10\n[words]", ("tickets = ", "10"), "a ticket may be opened again for 14 days, and after 10 nobody knows whose it is"),
    Fault("near STOP", STOP, f'STOK = {{ flow = "lapor" }}\n{STOP}', "STOK", '"STOK" is one letter from "STOP", which ends all messages'),
    Fault("near STOP, as an alias", STOP, f'JUAL = {{ flow = "lapor", aliases = ["STOOP"] }}\n{STOP}', '"STOOP"', "one letter from"),
    Fault("near each other", STOP, f'LAPAR = {{ flow = "lapor" }}\n{STOP}', "LAPAR", '"LAPAR" is one letter from "LAPOR", which starts LAPOR'),
    Fault("a number", STOP, f'GULA = {{ flow = "lapor", aliases = ["12"] }}\n{STOP}', '"12"', "is a number"),
    Fault("a notice of many SMS", HELP, f'help = {{ id = "{LONG}", en = "Word" }}', '"Kirim', "at its longest (id) this is 3 SMS (Rp1.050) for each phone"),
    Fault("a notice outside GSM-7", HELP, 'help = { id = "Kata ✓", en = "Word" }', "✓", '"✓" is not in the alphabet of SMS'),
    Fault(
        "a notice left in another language", SOLD, 'ticket_opened_officer = { id = "Ada laporan baru di desa", en = "Ada laporan baru di desa" }',
        ('di desa", en', '"Ada'), 'the same text as in "id": say it in "en"',
    ),
]  # fmt: skip
NONE = [
    Fault("a category of products", "[words]", '[categories.kain]\nkind = "product"\nname = { id = "Kain", en = "Cloth" }\n[words]', "", ""),
    Fault("a deadline of which officers hear", "[words]", 'ticket_escalated_officer = { id = "Kata", en = "Word" }\n[desk]\ndeadline_working_days = 3\n[words]', "", ""),
    Fault("kept for ever", "[words]", "[retention]\ntickets = 0\n[words]", "", ""),
    Fault("exact", STOP, f'STOK = {{ flow = "lapor", exact = true }}\n{STOP}', "", ""),
    Fault("too short to be forgiven", STOP, f'STO = {{ flow = "lapor" }}\nLAP = {{ flow = "lapor" }}\n{STOP}', "", ""),
    Fault("aliases of one keyword", STOP, STOP.replace("BERHENTI", "STOPP"), "", ""),
    Fault("two codes", CODE, '{ "*384*36#" = "lapor", "*384*361#" = "lapor" }', "", ""),
    Fault("what somebody wrote", SOLD, 'ticket_opened_officer = { id = "{ticket.description}", en = "{ticket.code}: {ticket.description}" }', "", ""),
]  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_one_fault_is_one_error_at_its_place(folder: Path, fault: Fault) -> None:
    is_one_line_at_its_place(folder, fault, "error")


@pytest.mark.parametrize("doubt", DOUBTS, ids=lambda doubt: doubt.name)
def test_one_doubt_is_one_warning_at_its_place(folder: Path, doubt: Fault) -> None:
    is_one_line_at_its_place(folder, doubt, "warning")


@pytest.mark.parametrize("doubt", NONE, ids=lambda doubt: doubt.name)
def test_no_doubt(folder: Path, doubt: Fault) -> None:
    spoil(folder / "config.toml", doubt.old, doubt.new)
    assert run().stdout == "2 flows, and nothing wrong\n"


def test_the_doing_words_are_those_of_the_config(folder: Path) -> None:
    lines = ["Lihat tiket", "Ganti PIN", "Tiket saya"]
    options = ", ".join(f'{{ id = "{one}", en = "{one} x", goto = "akhir" }}' for one in lines)
    menu = f'[node.menu]\nmenu.id = "Apa?"\nmenu.en = "What?"\noptions = [ {options} ]\n[node.akhir]\nend.id = "Ya."\nend.en = "Yes."\n'
    (folder / "flows" / "tiket.toml").write_text(f'title.id = "Tiket"\ntitle.en = "Tickets"\nstart = "menu"\n{menu}')
    spoil(folder / "config.toml", STOP, f'TIKET = {{ flow = "tiket" }}\n{STOP}')
    assert run().stdout == "3 flows, and nothing wrong\n"
    spoil(folder / "config.toml", "[notices]", '[doing_words]\nid = ["lihat", "ganti"]\n[notices]')
    result = run()
    assert (result.exit_code, len(result.stdout.splitlines())) == (0, 1), result.stdout
    assert (
        'warning: "Tiket saya" does not say what one does: put a word of doing_words.id of config.toml' in result.stdout
    )


def test_json_says_how_grave_a_finding_is(folder: Path) -> None:
    spoil(folder / "config.toml", STOP, f'STOK = {{ flow = "lapor" }}\n{STOP}')
    spoil(folder / "flows" / "lapor.toml", 'next = "siapa"', 'next = "saipa"')
    result = run("--format", "json")
    assert result.exit_code == 1
    assert [one["severity"] for one in json.loads(result.stdout)] == ["warning", "error"]


def test_the_configured_words_are_what_a_screen_is_filled_with() -> None:
    settings = read_settings(ROOT / "config.toml")
    sizes = proof_texts.longest(settings)
    assert sizes["category_text"]["id"] == "Camilan/oleh-oleh"
    assert sizes["office"]["en"].startswith("the ")
    assert "{" not in sizes["office"]["id"]
    assert set(sizes["status_text"]) == set(settings.languages)
