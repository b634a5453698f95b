"""One flow as boxes and the ways between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flows.definition import Ask, Branch, Call, Choose, Create, End, Flow, Menu, Send, Update, kind_of
from flows.numbers import numbered
from flows.part import Part, Text

BY_TEXT, BY_PHONE = "dialogue.medium == 'sms'", "dialogue.medium == 'ussd'"
"""The conditions of options of which a phone that dials shows none, or each."""


@dataclass(frozen=True, slots=True)
class Way:
    """From a box to another; `label`: what is chosen or what must hold, "" where it simply goes on. `to`: "" where what
    it leads to is not drawn.
    """

    label: str
    to: str


@dataclass(frozen=True, slots=True)
class Box:
    """One node. `text`: what the phone shows, or what is done; `ways` in the order in which they are tried."""

    name: str
    kind: str
    text: str
    ways: tuple[Way, ...]

    @property
    def drawn(self) -> tuple[Way, ...]:
        return tuple(way for way in self.ways if way.to)

    @property
    def undrawn(self) -> tuple[str, ...]:
        """The labels of the ways that lead to nothing that is drawn."""
        return tuple(way.label for way in self.ways if not way.to)


@dataclass(frozen=True, slots=True)
class Graph:
    """`boxes` in the order of their file; the dialogue begins at `start`."""

    title: str
    start: str
    boxes: tuple[Box, ...]

    def layers(self) -> dict[str, int]:
        """Box -> its column: behind all that lead to it, but for those to which it leads back. What nothing leads to is
        not there.
        """
        ways = {box.name: [way.to for way in box.drawn] for box in self.boxes}
        order, back = _walked(ways, self.start)
        found = dict.fromkeys(order, 0)
        for name in order:
            for to in ways[name]:
                if (name, to) not in back:
                    found[to] = max(found[to], found[name] + 1)
        return found


def graph(flows: Mapping[str, Flow], name: str, languages: tuple[str, ...]) -> Graph:
    """The graph of a flow, in the first of `languages` that its texts have."""
    flow = flows[name]
    boxes = tuple(
        Box(key, kind_of(node), _text(node, flows, languages), tuple(_ways(node, languages)))
        for key, node in flow.node.items()
    )
    return Graph(flow.title.in_language(languages), flow.start, boxes)


def _text(node: Part, flows: Mapping[str, Flow], languages: tuple[str, ...]) -> str:
    for kind in (Menu, Choose, Ask, End):
        if isinstance(node, kind):
            shown: Text = getattr(node, kind_of(node))
            return shown.in_language(languages)
    if isinstance(node, Call):
        return flows[node.call].title.in_language(languages)
    if isinstance(node, Send):
        return ", ".join(node.send)
    if isinstance(node, Create | Update):
        fields = node.create if isinstance(node, Create) else node.update
        return ", ".join(target for target, given in fields if given is not None)
    return ""


def _ways(node: Part, languages: tuple[str, ...]) -> Iterator[Way]:
    if isinstance(node, Menu):
        yield from _options(node, languages)
    elif isinstance(node, Branch):
        yield from (Way(case.when or "else", case.target) for case in node.branch)
    elif isinstance(node, Choose):
        yield Way("1, 2, 3 ...", node.next)
        yield Way("(0)", node.empty)
    elif getattr(node, "next", None):
        yield Way("", node.next)  # type: ignore[attr-defined]


def _options(menu: Menu, languages: tuple[str, ...]) -> Iterator[Way]:
    """With the number that is dialled, as long as that is the same for everybody: behind an option with another `when`
    than one by medium it is not. What is there by text alone says so, and has none.
    """
    dialled = [option for option in menu.options if option.when != BY_TEXT]
    numbers = iter(numbered(dialled))
    sure = True
    for option in menu.options:
        label, to = option.label.in_language(languages), option.goto or menu.next or ""
        if option.when == BY_TEXT:
            yield Way(f"{label} (SMS)", to)
            continue
        number, sure = next(numbers), sure or option.number is not None
        yield Way(f"{number} {label}" if sure else label, to)
        sure = sure and option.when in {None, BY_PHONE}


def _walked(ways: Mapping[str, Sequence[str]], start: str) -> tuple[list[str], set[tuple[str, str]]]:
    """All that `start` leads to, each behind whatever leads to it, and the ways back to where one came from."""
    done: list[str] = []
    back: set[tuple[str, str]] = set()
    stack = [(start, iter(ways[start]))]
    under_way = {start}
    while stack:
        name, left = stack[-1]
        to = next(left, None)
        if to is None:
            stack.pop()
            under_way.discard(name)
            done.append(name)
        elif to in under_way:
            back.add((name, to))
        elif to not in done:
            under_way.add(to)
            stack.append((to, iter(ways[to])))
    return done[::-1], back
