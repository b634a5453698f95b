"""A dropped dialogue is offered again, with everything that was typed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows import engine
from flows.catalog import Catalog
from flows.engine import Turn
from flows.session import Session
from tests.fakes import FakeHost
from tests.flows.small import begin, catalog, go_on, play, reread, shown
from tests.flows.test_engine_wrong import THREE


def offered(flows: Catalog, dropped: Session, host: FakeHost) -> Turn:
    fresh = begin(flows, host, reference="new")
    return engine.offer_resume(flows, fresh.session, reread(dropped))


@pytest.mark.parametrize("yes", ["1", "1.", "yes", "YES"])
def test_yes_goes_on_where_it_was_with_what_was_typed(yes: str) -> None:
    flows, host = catalog(utama=THREE), FakeHost()
    dropped = play(flows, ["2", "abc"], host)[-1]
    offer = offered(flows, dropped.session, host)
    assert shown([offer]) == ["Go on? / 1 Yes / 2 Anew"]
    turns = go_on(flows, offer, host, yes, "4")
    assert turns[0].text == dropped.text
    assert turns[0].session.reference == "r"
    assert turns[1].text == "y abc 4."


def test_yes_goes_on_with_what_nobody_could_answer() -> None:
    flows, host = catalog(utama=THREE), FakeHost()
    dropped = replace(play(flows, ["2"], host)[-1].session, unanswered="abc")
    turns = go_on(flows, offered(flows, dropped, host), host, "1", "4")
    assert turns[0].text == play(flows, ["2", "abc"], host)[-1].text
    assert turns[1].text == "y abc 4."
    assert turns[0].session.unanswered == ""


@pytest.mark.parametrize("no", ["2", "anew"])
def test_no_begins_anew(no: str) -> None:
    flows, host = catalog(utama=THREE), FakeHost()
    offer = offered(flows, play(flows, ["2", "abc"], host)[-1].session, host)
    turn = go_on(flows, offer, host, no)[0]
    assert turn.text == begin(flows, host).text
    assert turn.session.names == {}
    assert turn.session.pending is None
    assert turn.session.reference == "new"


@pytest.mark.parametrize("other", ["3", "", "0", "00", "98", "x" * 600])
def test_anything_else_asks_again(other: str) -> None:
    flows, host = catalog(utama=THREE), FakeHost()
    offer = offered(flows, play(flows, ["2"], host)[-1].session, host)
    turns = go_on(flows, offer, host, other, "1")
    assert shown(turns) == ["Not 1 to 2. / Go on? / 1 Yes / 2 Anew", "Text: / 0 Back / 00 Home"]


def test_it_is_shown_from_its_first_page_without_an_old_complaint() -> None:
    flows, host = catalog(utama=THREE), FakeHost()
    dropped = play(flows, ["2", "x"], host)[-1]
    assert dropped.text.startswith("Under 3.")
    assert go_on(flows, offered(flows, dropped.session, host), host, "1")[0].text == "Text:\n0 Back\n00 Home"


def test_it_goes_on_with_the_flows_with_which_it_began() -> None:
    older, newer = catalog(utama=THREE), catalog(utama=THREE.replace("Which?", "New?").replace("Text:", "Write:"))
    host = FakeHost()
    known = {one.revision: one for one in (older, newer)}
    offer = offered(newer, play(older, ["1"], host)[-1].session, host)
    yes = engine.answer(known.__getitem__, reread(offer.session), "1", host)
    no = engine.answer(known.__getitem__, reread(offer.session), "2", host)
    assert (yes.text.split("\n")[0], no.text.split("\n")[0]) == ("Text:", "New?")


def test_an_effect_after_going_on_has_the_name_that_it_would_have_had() -> None:
    text = THREE.replace('[node.e]\nend = "{a} {b} {c}."', '[node.e]\nend = "{a}."\nsms = true')
    flows, host = catalog(utama=text), FakeHost()
    dropped = play(flows, ["1", "abc"], host)[-1]
    go_on(flows, offered(flows, dropped.session, host), host, "1", "3")
    again = FakeHost()
    go_on(flows, dropped, again, "3")
    assert host.done.keys() == again.done.keys() == {"r/utama.e/3.1"}
