"""What every shipped flow shows, letter for letter, in all three languages: `pytest --update` writes it anew."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from flows import codes, engine, gsm7
from flows.definition import NODE_KINDS, Ask, Choose, End, Menu
from flows.effects import SendMessage
from flows.engine import Turn
from flows.session import Session
from tests.flows.banten import LANGUAGES, MADE, Village, caller, newcomer, settings, shipped

FOLDER = Path(__file__).parent / "transcripts"
DIALOGUES: dict[str, list[dict[str, Any]]] = tomllib.loads((FOLDER / "dialogues.toml").read_text())
INQUIRY = codes.with_check_digit("123456")
ROOM = {"ussd": (160, 70), "sms": (306, 134)}


def host(kind: str, language: str) -> Village:
    known = {"villager": caller, "asker": caller, "neighbour": caller}
    mine = kind == "asker"
    cases = ({MADE: mine}, {INQUIRY: mine}) if kind in {"asker", "neighbour"} else ({}, {})
    contact = known[kind](language) if kind in known else newcomer()
    return Village(contact, *cases)


def turns(flow: str, language: str, dialogue: dict[str, Any]) -> Iterator[tuple[str, Turn, list[Any]]]:
    """(what was typed, the turn, the effects); the session goes through JSON between hops, as it does in Valkey."""
    words = {"LANGUAGE": str(LANGUAGES.index(language) + 1), "TICKET": codes.show(MADE), "INQUIRY": INQUIRY}
    says = [words.get(one, one) for one in dialogue["says"]]
    medium, village = dialogue.get("medium", "ussd"), host(dialogue.get("caller", "villager"), language)
    fills = next((one.fills for one in settings().keywords.values() if one.flow == flow), ())
    first = {"rest": says.pop(0), "fills": fills} if medium == "sms" else {}
    turn = engine.begin(
        shipped(), village, reference="test", medium=medium, flow=flow, contact=dict(village.contact),
        village=village.village, today="2026-11-24", **first,
    )  # fmt: skip
    yield first.get("rest", ""), turn, village.effects
    for said in says:
        assert not turn.final, f"{flow}: {dialogue['name']!r} is over before {said!r}"
        done = len(village.effects)
        session = Session.from_dict(json.loads(json.dumps(turn.session.to_dict())))
        turn = engine.answer(lambda _revision: shipped(), session, said, village)
        yield said, turn, village.effects[done:]


def transcript(flow: str, language: str) -> str:
    return "\n".join(line for one in DIALOGUES[flow] for line in (*lines(flow, language, one), ""))


def lines(flow: str, language: str, dialogue: dict[str, Any]) -> Iterator[str]:
    medium = dialogue.get("medium", "ussd")
    yield f"== {dialogue['name']} ({medium}, {dialogue.get('caller', 'villager')})"
    for typed, turn, effects in turns(flow, language, dialogue):
        shown = (("END " if turn.final else "CON ") if medium == "ussd" else "") + turn.text
        size = gsm7.septets(shown) if gsm7.is_gsm7(shown) else len(shown.encode("utf-16-le")) // 2
        assert size <= ROOM[medium][0 if gsm7.is_gsm7(shown) else 1], shown
        yield f"> {typed}".rstrip()
        yield from (f"  {told(one, language)}" for one in effects)
        yield f"{shown}  [{size}]"


def told(effect: Any, language: str) -> str:
    if isinstance(effect, SendMessage):
        return f"SMS to {effect.to}: {effect.texts[language]}".replace("\n", " / ")
    fields = ", ".join(f"{name}={value!r}" for name, value in asdict(effect).items() if value not in (None, ""))
    return f"{type(effect).__name__}: {fields}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("flow", DIALOGUES)
def test_transcript(flow: str, language: str, update: bool) -> None:
    path = FOLDER / f"{flow}.{language}.txt"
    played = transcript(flow, language)
    if update:
        path.write_text(played)
    assert path.read_text().splitlines() == played.splitlines()


def test_each_flow_has_one_and_nothing_is_left_over() -> None:
    assert {*DIALOGUES, "tanya-penjual"} == shipped().flows.keys(), "produk and beli lead through tanya-penjual"
    written = {path.name for path in FOLDER.glob("*.txt")}
    assert written == {f"{flow}.{language}.txt" for flow in DIALOGUES for language in LANGUAGES}


def test_every_screen_is_in_one() -> None:
    waits = (Menu, Choose, Ask, End)
    assert len(NODE_KINDS) == 9, "a new kind of node: does it show a screen?"
    screens = {
        (name, node) for name, flow in shipped().flows.items() for node, body in flow.node.items()
        if isinstance(body, waits)
    }  # fmt: skip
    seen = {
        (turn.session.frames[-1].flow, turn.session.frames[-1].node)
        for flow, dialogues in DIALOGUES.items() for dialogue in dialogues for _, turn, _ in turns(flow, "id", dialogue)
    }  # fmt: skip
    unseen = {
        ("cek-kode", "laporan"): "one code is one report: it is taken without asking",
        ("cek-kode", "pesanan"): "one code is one inquiry: it is taken without asking",
        ("beli", "kosong"): "a name that is not found is asked for again",
    }
    assert screens - seen == unseen.keys()
