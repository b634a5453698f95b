"""What every way to a node gives: as when each way is gone, and told with the way that lacks it."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from flows.checks.answered import on_every_way
from flows.checks.base import Examination
from flows.definition import Flow
from flows.navigation import Navigation

NODES, NAMES = "abcdef", "xyz"
Graph = dict[str, tuple[str, list[tuple[str, bool]]]]
"""node -> the name that it saves, and its options: where each leads, and whether it has a value"""

graphs = st.fixed_dictionaries({
    node: st.tuples(st.sampled_from(NAMES), st.lists(st.tuples(st.sampled_from(NODES), st.booleans()), min_size=1, max_size=3))
    for node in NODES
})  # fmt: skip


def flow_of(graph: Graph) -> Flow:
    return Flow.model_validate({
        "title": "T", "start": "a",
        "node": {
            node: {"menu": "?", "save": save, "options": [
                {"label": f"{index}", "goto": target} | ({"value": f"{index}"} if valued else {})
                for index, (target, valued) in enumerate(ways)
            ]}
            for node, (save, ways) in graph.items()
        },
    })  # fmt: skip


def gone(graph: Graph) -> set[tuple[str, frozenset[str]]]:
    """Each node with the names with which somebody comes to it."""
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = [("a", frozenset[str]())]
    while waiting:
        here = waiting.pop()
        if here not in seen:
            seen.add(here)
            save, ways = graph[here[0]]
            waiting += [(target, here[1] | {save} if valued else here[1]) for target, valued in ways]
    return seen


@given(graphs)
def test_a_gap_is_found_exactly_where_a_way_leaves_one(graph: Graph) -> None:
    found = Examination({}, ("id",), Navigation(), ("f",), {}, flows={"f": flow_of(graph)})
    every, seen = on_every_way(found), gone(graph)
    for node in NODES:
        for name in NAMES:
            assert every.lacks("f", node, name) == any(here == node and name not in known for here, known in seen)


@given(graphs)
def test_the_way_that_is_told_can_be_gone_and_gives_no_such_name(graph: Graph) -> None:
    every = on_every_way(Examination({}, ("id",), Navigation(), ("f",), {}, flows={"f": flow_of(graph)}))
    for node in NODES:
        for name in (one for one in NAMES if every.lacks("f", node, one)):
            way = every.way_without("f", node, name)
            assert (way[0], way[-1]) == ("a", node)
            for here, further in itertools.pairwise(way):
                save, ways = graph[here]
                assert any(target == further and not (valued and save == name) for target, valued in ways)
