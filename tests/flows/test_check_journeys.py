"""How far the last words are from the dial, in hops and seconds."""

from __future__ import annotations

from flows.check import examine
from flows.checks.journeys import Ways, ways_of_all
from flows.limits import LIMITS
from tests.flows import village
from tests.flows.test_check_catalogs import said

HOP, TYPING = LIMITS.hop_seconds, LIMITS.typing_seconds


def asks(count: int, last: str = 'end = "."') -> str:
    """A flow of so many questions in a row."""
    nodes = [
        f'[node.n{i}]\nask = "?"\naccept = "text"\nsave = "a{i}"\nnext = "n{i + 1}"' for i in range(count)
    ] + [f"[node.n{count}]\n{last}"]  # fmt: skip
    return 'title = "T"\nstart = "n0"\n' + "\n".join(nodes)


def menu(*options: str, text: str = "?") -> str:
    listed = ", ".join(f'{{ label = "Option{index * 97}", {one} }}' for index, one in enumerate(options, 1))
    return f'title = "T"\nstart = "m"\n[node.m]\nmenu = "{text}"\noptions = [{listed}]\n[node.z]\nend = "."\n'


def ways(**flows: str) -> dict[str, Ways]:
    files = {f"{name}.toml": text for name, text in flows.items()} | {"phrases.toml": village.PHRASES}
    settings = {**village.SETTINGS, "entries": ("a",), "fills": {}}
    return ways_of_all(examine(files, **settings))


def test_a_session_is_long_enough_for_six_answers_and_no_seventh() -> None:
    assert LIMITS.session_seconds // TYPING == 6
    assert said({"a": asks(6)}) == []
    named = ", ".join(f"n{i}" for i in range(7))
    assert said({"a": asks(7)}) == [
        f"a.toml:2:9: warning: the farthest last words are 7 hops and about {7 * TYPING} s from the dial, where a USSD"
        f" session has 180: {named}; ask less, or in another dialogue"
    ]


def test_of_a_long_way_both_ends_are_named() -> None:
    assert "n0, n1, n2, n3, n4, ..., n35, n36, n37, n38, n39;" in said({"a": asks(40)})[0]


def test_what_is_called_counts_too_and_is_told_once() -> None:
    ends = 'call = "b"\nnext = "z"\n[node.z]\nend = "."'
    found = said({"a": asks(4, ends), "b": asks(3)})
    assert [one.split(":")[0] for one in found] == ["a.toml"]
    assert "7 hops" in found[0]
    assert [one.split(":")[0] for one in said({"a": asks(1, 'call = "b"'), "b": asks(7)})] == ["b.toml"]


def test_the_shortest_way_to_the_farthest_end() -> None:
    detour = menu('goto = "z"', 'goto = "q"') + '[node.q]\nask = "?"\naccept = "text"\nsave = "q"\nnext = "z"'
    way = ways(a=detour)["a"]
    assert way.farthest[:2] == way.through[:2] == (HOP, 1)
    two = detour.replace('next = "z"', 'next = "y"') + '\n[node.y]\nend = "!"'
    assert ways(a=two)["a"].farthest == (HOP + TYPING, 2, ("m", "q"))
    assert ways(a=two)["a"].through == (HOP, 1, ("m",))


def test_a_way_round_is_gone_once() -> None:
    assert ways(a=menu('goto = "z"', 'goto = "m"'))["a"].farthest[:2] == (HOP, 1)
    back = ways(
        a=menu('goto = "z"', 'goto = "c"') + '[node.c]\ncall = "b"',
        b=menu('goto = "z"', 'goto = "c"') + '[node.c]\ncall = "a"',
    )
    assert back["a"].farthest[:2] == (2 * HOP, 2)


def test_each_page_is_a_hop() -> None:
    assert ways(a=menu('goto = "z"', text="abcdefgh " * 20))["a"].farthest[:2] == (2 * HOP, 2)
    assert ways(a=asks(1).replace('"."', '"' + "abcdefgh " * 20 + '"'))["a"].farthest[:2] == (TYPING + HOP, 2)


def test_only_what_is_dialled_counts() -> None:
    text = asks(9).replace('start = "n0"', 'start = "b"')
    text += '\n[node.b]\nbranch = [{ when = "dialogue.medium == \'sms\'", goto = "n0" }, { else = "n9" }]'
    assert ways(a=text)["a"].farthest[:2] == (0, 0)
