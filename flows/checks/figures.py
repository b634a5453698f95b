"""The figures by which the check judges: how large each screen and SMS gets, and how long each flow takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flows.checks.base import Examination
from flows.checks.choices import reached_on_ussd, worlds_of
from flows.checks.journeys import ways_of_all
from flows.checks.room import Filled, filled, screen_pages
from flows.definition import Ask, Choose, End, Flow, Menu, Send, kind_of
from flows.gsm7 import segments, transliterate
from flows.limits import LIMITS
from flows.part import Part, Text


@dataclass(frozen=True, slots=True)
class Size:
    """A screen or SMS in the language in which it is longest. `text`: menu, choose, ask, end, or send and to whom;
    `screens`: of 160 characters, 0 where nobody dials to it; `segments`: 0 where it is not sent.
    """

    flow: str
    node: str
    text: str
    language: str
    characters: int
    screens: int
    segments: int


@dataclass(frozen=True, slots=True)
class Length:
    """The shortest way from the dial to those last words of a flow that are farthest away; `seconds` of `most`."""

    flow: str
    hops: int
    seconds: int
    most: int = LIMITS.session_seconds


def sizes(found: Examination) -> list[Size]:
    """Of every screen that can be dialled and every SMS, in the order of the files."""
    return [
        max(said, key=lambda one: (one.screens, one.segments, one.characters))
        for name, flow in found.flows.items()
        for said in _in_each_language(found, name, flow)
    ]


def lengths(found: Examination) -> list[Length]:
    """Of every flow, on USSD."""
    return [Length(name, way.farthest.hops, way.farthest.seconds) for name, way in ways_of_all(found).items()]


def _in_each_language(found: Examination, name: str, flow: Flow) -> Iterator[list[Size]]:
    dialled = reached_on_ussd(flow, worlds_of(found))
    fillings = [filled(found, language) for language in found.languages]
    for node, body in flow.node.items():
        if isinstance(body, End) or (isinstance(body, Menu | Choose | Ask) and node in dialled):
            yield [_of_screen(found, name, node, body, shown, node in dialled) for shown in fillings]
        elif isinstance(body, Send):
            for recipient, text in body.send.items():
                yield [_of_message(found, name, node, f"send.{recipient}", text, shown) for shown in fillings]


def _of_screen(found: Examination, flow: str, node: str, body: Part, shown: Filled, dialled: bool) -> Size:
    kind = kind_of(body)
    screens = screen_pages(found, body, shown) if dialled else ()
    if isinstance(body, End) and (body.sms or not dialled):
        sent = _of_message(found, flow, node, kind, body.end, shown)
        return Size(flow, node, kind, shown.language, sent.characters, len(screens), sent.segments)
    return Size(flow, node, kind, shown.language, sum(map(len, screens)), len(screens), 0)


def _of_message(found: Examination, flow: str, node: str, text: str, said: Text, shown: Filled) -> Size:
    sent = transliterate(shown.say(said, found.languages))
    return Size(flow, node, text, shown.language, len(sent), 0, segments(sent))
