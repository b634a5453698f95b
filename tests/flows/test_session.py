"""A session: to plain JSON and back, the same."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError, fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.session import Frame, Session
from tests.fakes import FakeHost
from tests.flows.small import begin, catalog, play, reread
from tests.flows.test_engine_wrong import THREE

FRAMES = st.lists(st.builds(Frame, st.text(max_size=5), st.text(max_size=5)), min_size=1, max_size=3).map(tuple)
PLAIN = st.dictionaries(st.text(max_size=5), st.one_of(st.text(max_size=5), st.integers(), st.booleans()), max_size=3)
WORDS = st.lists(st.text(max_size=5), max_size=3).map(tuple)
SESSIONS = st.builds(
    Session, reference=st.text(), revision=st.text(), medium=st.sampled_from(["ussd", "sms"]), language=st.text(), today=st.text(),
    contact=PLAIN, village=PLAIN, frames=FRAMES, entry=st.text(), deep=st.booleans(), names=PLAIN, turn=st.integers(0),
    tries=st.integers(0), page=st.integers(0), problem=st.text(), search=st.text(), offered=WORDS,
    trail=st.lists(FRAMES, max_size=3).map(tuple), fills=WORDS, rest=st.text(), hinted=st.text(), about=st.text(),
    pending=st.none() | PLAIN, ended=st.booleans(),
)  # fmt: skip


@given(SESSIONS)
def test_written_and_read_it_is_the_same(session: Session) -> None:
    assert Session.from_dict(json.loads(json.dumps(session.to_dict()))) == session


def test_one_that_is_offered_again_keeps_the_one_inside() -> None:
    dropped = play(catalog(utama=THREE), ["1", "abc"])[-1].session
    outer = replace(begin(catalog(utama=THREE), FakeHost()).session, pending=dropped.to_dict())
    inner = reread(outer).pending
    assert inner is not None
    assert Session.from_dict(inner) == dropped


@pytest.mark.parametrize("change", [{"strange": 1}, {"reference": ...}])
def test_a_field_too_many_or_too_few_is_refused(change: dict[str, Any]) -> None:
    data = begin(catalog(utama=THREE)).session.to_dict() | change
    with pytest.raises(TypeError):
        Session.from_dict({key: value for key, value in data.items() if value is not ...})


@pytest.mark.parametrize("name", [field.name for field in fields(Session)])
def test_nothing_in_it_is_assigned_to(name: str) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(begin(catalog(utama=THREE)).session, name, None)


def test_an_answer_leaves_the_session_before_it_as_it_was() -> None:
    turns = play(catalog(utama=THREE), ["1", "x", "abc", "0"])
    before = [json.dumps(turn.session.to_dict()) for turn in turns]
    assert [turn.session.turn for turn in turns] == [0, 1, 2, 3, 4]
    assert before == [json.dumps(turn.session.to_dict()) for turn in turns]
    assert turns[0].session.names == {}
