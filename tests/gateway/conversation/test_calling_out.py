"""SIAR by text and on the screen: cost first, the PIN, then it goes; and what it is for whom it is not for."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from gateway.runtime import Runtime
from models import Broadcast
from tests.calling import HEAD, OPERATOR, PIN, SAID, settle, unlock
from tests.delivering import phone
from tests.gateway.conversation.conftest import Phone


def call_outs(head: Phone) -> list[str]:
    with head.runtime.database.connect() as connection:
        return list(connection.execute(select(Broadcast.said)).scalars())


@pytest.fixture
def head(runtime: Runtime) -> Phone:
    with runtime.database.begin() as connection:
        settle(connection, [1, 2])
        unlock(connection, HEAD)
    return Phone(runtime, HEAD)


def said(head: Phone, *texts: str) -> list[str]:
    """What each text is answered."""
    return [" ".join(head.sms(text, f"{number} {text}")) for number, text in enumerate(texts)]


def test_all_in_one_text_then_the_pin_then_it_goes(head: Phone) -> None:
    cost, asked, sure, done = said(head, f"SIAR {SAID}", "1", PIN, "1")
    assert "Mekarsari: 2 orang, 2 SMS, sekitar Rp700" in cost
    assert asked.startswith("Ketik PIN")
    assert sure.startswith(f"Kirim sekarang ke 2 orang?\n{SAID}")
    assert done.startswith("Siaran mulai dikirim ke 2 orang.")


def test_a_wrong_pin_sends_nothing(head: Phone) -> None:
    texts = said(head, f"SIAR {SAID}", "1", "000000", "111111")
    assert texts[-1].startswith("PIN itu salah")
    assert call_outs(head) == []


def test_how_far_it_is_and_stop(head: Phone) -> None:
    said(head, f"SIAR {SAID}", "1", PIN, "1")
    status, stopped = head.sms("siar status", "a")[0], head.sms("2", "b")[0]
    assert "0 terkirim, 0 sampai, 2 antre" in status
    assert "dihentikan. 0 terkirim, 0 sampai, 0 gagal, 2 berhenti" in stopped


@pytest.mark.parametrize("number", [OPERATOR, phone(1)])
@pytest.mark.parametrize("words", ["SIAR", f"SIAR {SAID}", "SIAR STATUS", "broadcast x", "SIAR " + "x" * 1000])
def test_whom_it_is_not_for(head: Phone, number: str, words: str) -> None:
    (answer,) = Phone(head.runtime, number).sms(words)
    assert answer.startswith("SIAR untuk kepala desa")
    assert call_outs(head) == []


@pytest.mark.parametrize("word", ["siap", "Siap pak", "SIAL"])
def test_what_people_answer_is_no_call_out(head: Phone, word: str) -> None:
    """One letter away from SIAR."""
    answer = "".join(Phone(head.runtime, phone(1)).sms(word))
    assert answer.startswith("Kirim SMS:")


def test_on_the_screen_from_the_officers_menu(head: Phone) -> None:
    head.dial()
    assert "3 Siarkan ke warga" in head.answer("4").text
    assert head.answer("3", "1", SAID, "1", PIN, "1").text.startswith("Siaran mulai dikirim ke 2 orang.")
