"""The bounds of a dialogue, by name: past one, it breaks off with an EngineError that the gateway turns into a kind end."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from types import MappingProxyType

import pytest

from flows import engine
from flows.catalog import Catalog
from flows.definition import Flow
from flows.engine import EngineError
from flows.limits import LIMITS
from tests.fakes import FakeHost
from tests.flows.small import begin, catalog, go_on, play

SOUND = 'start = "a"\n[node.a]\nask = "A"\naccept = { text = {} }\nsave = "x"\nnext = "e"\n[node.e]\nend = "So {x}"\n'


def unproved(**flows: str) -> Catalog:
    """What the check would refuse: the engine trusts nobody."""
    read = {name: Flow.model_validate(tomllib.loads(f'title = "T"\n{text}')) for name, text in flows.items()}
    return replace(catalog(utama=SOUND), flows=MappingProxyType(read))


def test_a_loop_without_a_question_ends() -> None:
    flows = unproved(utama='start = "a"\n[node.a]\nbranch = [{ else = "b" }]\n[node.b]\nbranch = [{ else = "a" }]\n')
    with pytest.raises(EngineError, match=f"more than {LIMITS.steps} steps"):
        begin(flows)


def chain(length: int) -> str:
    nodes = "".join(f'[node.n{n}]\nbranch = [{{ else = "n{n + 1}" }}]\n' for n in range(length))
    return f'start = "n0"\n{nodes}[node.n{length}]\nend = "Done."\n'


def test_as_many_steps_as_the_limit_are_taken_and_no_more() -> None:
    assert begin(unproved(utama=chain(LIMITS.steps - 1))).final
    with pytest.raises(EngineError):
        begin(unproved(utama=chain(LIMITS.steps)))


@pytest.mark.parametrize("follower", ["", 'next = "e"\n'])
def test_flows_that_call_each_other_for_ever_end(follower: str) -> None:
    text = f'start = "c"\n[node.c]\ncall = "utama"\n{follower}[node.e]\nend = "E"\n'
    with pytest.raises(EngineError, match="too deeply" if follower else "steps"):
        begin(unproved(utama=text))


def test_as_many_calls_as_the_limit_nest() -> None:
    def nested(depth: int) -> Catalog:
        flows = {
            f"f{n}": f'start = "c"\n[node.c]\ncall = "f{n + 1}"\nnext = "e"\n[node.e]\nend = "E"\n'
            for n in range(1, depth)
        }
        flows["utama"] = 'start = "c"\n[node.c]\ncall = "f1"\nnext = "e"\n[node.e]\nend = "E"\n'
        return unproved(**flows, **{f"f{depth}": SOUND})

    deepest = LIMITS.calls - 1
    assert play(nested(deepest), ["x"])[-1].text == "E"
    with pytest.raises(EngineError, match="too deeply"):
        begin(nested(deepest + 1))


def test_an_answer_of_the_longest_kind_is_taken() -> None:
    flows = catalog(utama=SOUND.replace("text = {}", f"text = {{ max = {LIMITS.answer} }}"))
    assert not play(flows, ["x" * (LIMITS.answer + 1)])[-1].session.names
    assert play(flows, ["x" * LIMITS.answer])[-1].session.names == {"x": "x" * LIMITS.answer}


def test_a_session_that_grows_without_end_breaks_off() -> None:
    host = FakeHost({"officers": [{"code": "1", "name": "A", "village": "36.01", "phone": "x" * LIMITS.session}]})
    text = ('start = "c"\n[node.c]\nchoose = "C"\nfrom = "officers"\nwhere = { village = "36.01" }\nlabel = "{name}"\nsave = "o"\n'
            'empty = "e"\nnext = "e"\n[node.e]\nend = "E"\n')  # fmt: skip
    flows = catalog(utama=text)
    first = begin(flows, host)
    with pytest.raises(EngineError, match="too large"):
        go_on(flows, first, host, "1")


def test_back_remembers_so_many_screens() -> None:
    text = 'start = "m"\n[node.m]\nmenu = "M"\noptions = [{ id = "Again", goto = "m" }, { id = "End", goto = "e" }]\n[node.e]\nend = "E"'
    flows, host = catalog(utama=text), FakeHost()
    turns = play(flows, ["1"] * (LIMITS.trail + 5), host)
    assert len(turns[-1].session.trail) == LIMITS.trail
    back = go_on(flows, turns[-1], host, *["0"] * LIMITS.trail)
    assert back[-1].session.trail == ()
    assert back[-1].text == "M\n1 Again\n2 End"


@pytest.mark.parametrize("lost", ["flow", "node"])
def test_a_place_that_is_not_in_the_catalog_is_an_engine_error(lost: str) -> None:
    flows = catalog(utama=SOUND)
    turn = begin(flows)
    frame = replace(turn.session.frames[0], **{lost: "gone"})
    with pytest.raises(EngineError, match="no node"):
        engine.answer(lambda _revision: flows, replace(turn.session, frames=(frame,)), "x", FakeHost())


def test_a_revision_that_nobody_published_is_a_key_error() -> None:
    turn = begin(catalog(utama=SOUND))
    with pytest.raises(KeyError):
        engine.answer({}.__getitem__, turn.session, "x", FakeHost())
