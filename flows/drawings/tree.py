"""The menus as somebody dials them: played by the engine itself, so that what is drawn is what a phone shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flows import engine
from flows.catalog import Catalog
from flows.checks.sample import TODAY, Sample
from flows.definition import Menu
from flows.dialogue import Dialogue
from flows.effects import Effect
from flows.host import Query, Record
from flows.nodes import menu
from flows.session import Session


@dataclass(frozen=True, slots=True)
class Line:
    """One option of a menu: the number that is typed, its label, and the options of the menu behind it. There are none
    where what is behind it is no menu, or depends on records.

    direct: dialled as part of a longer code (`*384*36*1#`) it means the same.
    """

    number: int
    label: str
    lines: tuple[Line, ...] = ()
    direct: bool = False


class _Watched(Sample):
    """Notes whether it was asked or told anything: what comes of that is another thing in each village."""

    touched = False

    def look_up(self, query: Query) -> Sequence[Record]:
        self.touched = True
        return super().look_up(query)

    def perform(self, effect: Effect, origin: str) -> Mapping[str, Any]:
        self.touched = True
        return super().perform(effect, origin)


def tree(
    catalog: Catalog, flow: str, language: str, village: Mapping[str, Any], *, role: str = "", levels: int = 3
) -> tuple[Line, ...]:
    """The menu that `flow` comes to for somebody known in `village`, `levels` deep; empty where it is no menu.

    role: an officer's, whose PIN was asked already.
    """
    lines, deep = (_begun(catalog, flow, language, village, role, deep, levels) for deep in (False, True))
    same = {(one.number, one.label) for one in deep}
    return tuple(replace(one, direct=(one.number, one.label) in same) for one in lines)


def _begun(
    catalog: Catalog, flow: str, language: str, village: Mapping[str, Any], role: str, deep: bool, levels: int
) -> tuple[Line, ...]:
    host = _Watched(language, role=role)
    contact = {**host.contact, "village": village["code"]}
    turn = engine.begin(
        catalog, host, reference="tree", medium="ussd", flow=flow, contact=contact, village=village, today=TODAY,
        deep=deep,
    )  # fmt: skip
    return _lines(catalog, host, turn.session, levels)


def _lines(catalog: Catalog, host: _Watched, session: Session, levels: int) -> tuple[Line, ...]:
    dialogue = Dialogue(catalog, session, host)
    if session.ended or not levels or not isinstance(dialogue.node, Menu):
        return ()
    labels, numbers = menu.show(dialogue, dialogue.node)[1], menu.numbers_of(dialogue, dialogue.node)

    def behind(number: int) -> tuple[Line, ...]:
        if levels == 1:
            return ()
        host.touched = False
        turn = engine.answer(lambda _revision: catalog, session, str(number), host)
        return () if host.touched else _lines(catalog, host, turn.session, levels - 1)

    return tuple(Line(number, label, behind(number)) for number, label in zip(numbers, labels, strict=True))
