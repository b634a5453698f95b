"""What ships, played in every language: the dialogues come out as they are written down, and leave no corner out."""

from __future__ import annotations

import difflib
import itertools
import re

import pytest

from flows import gsm7
from flows.definition import Menu
from flows.render import SMS
from tests.flows.banten import LANGUAGES, shipped
from tests.flows.dialogues import FOLDER, Place, Script, played, scripts, steps, transcript, walked

FLOWS = tuple(dict.fromkeys(script.flow for script in scripts()))
FILES = {f"{flow}.{language}.txt": (flow, language) for flow in FLOWS for language in LANGUAGES}

TYPED, KINDS = "a list that is typed for is never empty at first", "config.toml always names some kinds of products"
NEVER: dict[tuple[Place, Place], str] = {
    (("beli", "nama"), ("beli", "kosong")): TYPED,
    (("beli", "kosong"), ("beli", "nama")): TYPED,
    (("desa-saya", "pilih"), ("desa-saya", "tetap")): TYPED,
    (("produk", "desa"), ("produk", "kosong")): TYPED,
    (("produk", "nama"), ("produk", "kosong")): TYPED,
    (("produk", "jenis"), ("produk", "kosong")): KINDS,
    (("siar", "hitung"), ("siar", "bukan")): "an area that the caller could call out to a moment ago is there still",
    (("jual", "jenis"), ("jual", "tanpa-jenis")): KINDS,
    (("cek-kode", "laporan-lagi"), ("cek-kode", "tidak-ada")): "a report that was there a moment ago is there still",
}
"""Steps that no caller can take, and why: `empty` must lead somewhere."""


def named(script: Script) -> str:
    return f"{script.flow}: {script.name}"


@pytest.mark.parametrize("name", FILES)
def test_dialogues_come_out_as_written(name: str, update: bool) -> None:
    path, now = FOLDER / name, transcript(*FILES[name])
    if update:
        path.write_text(now, encoding="utf-8")
    kept = path.read_text(encoding="utf-8") if path.exists() else ""
    changes = list(difflib.unified_diff(kept.split("\n"), now.split("\n"), f"{name} as kept", "as it is", lineterm=""))
    assert not changes, "\n".join(["`pytest --update` keeps it so:", *changes])


def test_no_transcript_is_left_of_a_script_that_is_gone(update: bool) -> None:
    left = [path for path in FOLDER.glob("*.txt") if path.name not in FILES]
    if update:
        while left:
            left.pop().unlink()
    assert not left


def test_every_flow_has_a_script() -> None:
    assert set(FLOWS) == set(shipped().flows)


@pytest.mark.parametrize("flow", FLOWS)
def test_scripts_of_a_flow_have_names_of_their_own(flow: str) -> None:
    names = [script.name for script in scripts() if script.flow == flow]
    assert len(set(names)) == len(names)


def test_every_step_of_every_flow_is_taken_in_some_dialogue() -> None:
    taken: set[tuple[Place, Place]] = set()
    for script in scripts():
        places = walked(script, "id")
        taken |= set(itertools.pairwise(places))
    assert sorted(steps() - taken) == sorted(NEVER)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("script", scripts(), ids=named)
class TestEveryAnswer:
    def test_fits_the_phone_in_plain_characters(self, script: Script, language: str) -> None:
        for hop in played(script, language):
            assert gsm7.is_gsm7(hop.answer), hop.answer
            room = 160 if hop.turn.session.medium == "ussd" else SMS.gsm7
            assert gsm7.septets(hop.answer) <= room, hop.answer

    def test_offers_at_most_five_options_on_a_screen_and_six_lines_of_a_list(
        self, script: Script, language: str
    ) -> None:
        for hop in played(script, language):
            lines = [line for line in hop.turn.text.split("\n") if re.match(r"[1-9] ", line)]
            frame = hop.turn.session.frames[-1]
            room = 5 if isinstance(shipped().flows[frame.flow].node[frame.node], Menu) else 6
            assert hop.turn.session.medium == "sms" or len(lines) <= room, hop.answer
