"""Whatever anybody types, in any shipped flow and language: every screen fits the phone, and the engine never raises."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows import engine
from flows.engine import Turn
from flows.gsm7 import fits
from flows.session import Session
from tests.flows.banten import LANGUAGES, MADE, caller, newcomer, officer, shipped
from tests.flows.in_memory import PIN, Village

FLOWS = sorted(shipped().flows.keys() - {"tanya-penjual"})
TYPED = st.one_of(
    st.sampled_from(["1", "2", "3", "4", "5", "6", "0", "00", "98", "", PIN, "mekarsari", "gula", "banjir", MADE, "Air setinggi lutut di RT 03"]),
    st.text(max_size=100),
)  # fmt: skip


def played(flow: str, says: list[str], host: Village) -> list[Turn]:
    """The turns until the dialogue is over, each session written and read again before the next."""
    turn = engine.begin(
        shipped(), host, reference="r", medium="ussd", flow=flow, contact=dict(host.contact), village=host.village,
        today="2026-11-24",
    )  # fmt: skip
    turns = [turn]
    for said in says:
        if turn.final:
            break
        session = Session.from_dict(json.loads(json.dumps(turn.session.to_dict())))
        turn = engine.answer(lambda _revision: shipped(), session, said, host)
        turns.append(turn)
    return turns


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(FLOWS), st.sampled_from(LANGUAGES), st.booleans(), st.lists(TYPED, max_size=8))
def test_every_screen_fits_and_nothing_raises(flow: str, language: str, known: bool, says: list[str]) -> None:
    contact = caller(language) if known else newcomer() | {"language": language}
    assert_fits(played(flow, says, Village(dict(contact), tickets={MADE: True})))


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(FLOWS),
    st.sampled_from(LANGUAGES),
    st.sampled_from(["none", "closed", "open", "locked"]),
    st.sampled_from(["done", "not_allowed", "not_yours", "closed", "unknown"]),
    st.lists(TYPED, max_size=8),
)
def test_every_screen_of_an_officer_fits_too(flow: str, language: str, pin: str, result: str, says: list[str]) -> None:
    host = Village(officer(language, pin), ours=[MADE], officers=["Jajat Sudrajat"], result=result)
    assert_fits(played(flow, [MADE, *says] if pin == "open" else says, host))


def assert_fits(turns: list[Turn]) -> None:
    for turn in turns:
        prefix = "END " if turn.final else "CON "
        assert turn.text
        assert fits(prefix + turn.text, 160, 70), turn.text


@settings(deadline=None, max_examples=25)
@given(st.sampled_from(FLOWS), st.lists(TYPED, max_size=6))
def test_a_replay_gives_the_same_bytes(flow: str, says: list[str]) -> None:
    first, again = (played(flow, says, Village(tickets={MADE: True})) for _ in range(2))
    assert [(turn.text, turn.final, turn.session) for turn in again] == [
        (turn.text, turn.final, turn.session) for turn in first
    ]


def test_callers_in_many_threads_never_mix() -> None:
    """Sixteen threads, one catalog: each reads the name, the language and the words of its own caller alone."""
    heads = {"id": "Apa yang ingin", "su": "Bade ngalaporkeun", "en": "What is the problem?"}

    def one(number: int) -> None:
        language = LANGUAGES[number % 3]
        host = Village(caller(language) | {"name": f"Siti {number}", "phone": f"+62812000{number:05}"})
        words = f"Masalah nomor {number} di RT {number}"
        turns = played("lapor", ["1", words], host)
        assert turns[0].text.startswith(heads[language])
        assert turns[-1].final
        assert turns[-1].session.contact["name"] == f"Siti {number}"
        assert [effect.description for effect in host.effects[:1]] == [words]

    with ThreadPoolExecutor(16) as threads:
        assert len(list(threads.map(one, range(300)))) == 300


@pytest.mark.parametrize("flow", FLOWS)
def test_a_catalog_is_no_other_after_a_dialogue(flow: str) -> None:
    before = repr(shipped().flows)
    played(flow, ["1", "1", "Air setinggi lutut di RT 03", "0", "00", "2"], Village())
    assert repr(shipped().flows) == before
