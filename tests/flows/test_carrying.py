"""A dialogue whose catalog is gone goes on in another, where that still has its place."""

from __future__ import annotations

import pytest

from flows.carrying import carried
from tests.fakes import FakeHost
from tests.flows.small import begin, catalog, go_on

OLD = """start = "satu"
[node.satu]
menu = "Old?"
options = [ { label = "Next", goto = "dua" } ]
[node.dua]
ask = "Old text:"
accept = { text = {} }
save = "said"
next = "akhir"
[node.akhir]
end = "You said {said}."
"""


def test_it_goes_on_where_it_stood_with_what_was_said() -> None:
    old, new = catalog(utama=OLD), catalog(utama=OLD.replace("Old", "New"))
    turn = go_on(old, begin(old), FakeHost(), "1")[-1]
    over = carried(new, turn.session)
    assert over is not None
    assert (over.revision, over.frames) == (new.revision, turn.session.frames)
    turns = go_on(new, type(turn)(over, "", False), FakeHost(), "0", "1", "hello")
    assert [one.text.split("\n")[0] for one in turns] == ["New?", "New text:", "You said hello."]


@pytest.mark.parametrize(
    "changed",
    [
        OLD.replace("[node.dua]", "[node.tiga]").replace('goto = "dua"', 'goto = "tiga"'),
        OLD.replace('ask = "Old text:"\naccept = { text = {} }\nsave = "said"\nnext = "akhir"', 'end = "Hi {contact.name}"')
        .replace('[node.akhir]\nend = "You said {said}."', ""),
    ],
    ids=["the node is gone", "it asks nothing any more"],
)  # fmt: skip
def test_where_its_place_is_gone_it_does_not(changed: str) -> None:
    old = catalog(utama=OLD)
    session = go_on(old, begin(old), FakeHost(), "1")[-1].session
    assert carried(catalog(utama=changed), session) is None
    assert carried(catalog(lain=OLD), session) is None


def test_the_way_back_passes_over_what_is_gone() -> None:
    old = catalog(utama=OLD)
    new = catalog(utama=OLD.replace('start = "satu"', 'start = "awal"').replace("[node.satu]", "[node.awal]"))
    over = carried(new, go_on(old, begin(old), FakeHost(), "1")[-1].session)
    assert over is not None
    assert over.trail == ()
