"""The one window of a dialogue on the world: two questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from flows.effects import Effect

Record = Mapping[str, Any]
"""What a look-up finds: always `code` (text), `name` (text, in the caller's language), then fields by source:

villages    code name district regency
categories  code name                     (kind="report" | "letter": tickets; kind="product")
products    code name category price unit stock village seller status status_text season season_text mine ours stopped
            (price: whole rupiah; village, seller: names; season: "11-2" or ""; season_text: a space and a word when
            it is out of season, else ""; mine: the caller sells it; ours: an officer's of its village;
            stopped: its seller takes no messages)
tickets     code name status status_text mine ours category category_text village village_code office opened
            description sender due late mark changed history latest   (status_text: in the language; office: whose turn
            it is, in the language; sender: masked phone and name; due: a date or ""; late: bool; mark: "!" where it is
            late or urgent; of one that was found alone: changed: the date of its status; history: what was said about
            it, a line each, newest first, to a villager the last answer and their own last addition; latest: how the
            newest line begins, for officers)
inquiries   code name status status_text mine side open stopped agreed yes_text reported product quantity opened
            (mine: bool; side: buyer or seller, whichever the caller is; open: bool, not yet agreed or over; stopped:
            the other takes no messages; agreed: the caller said yes; yes_text: a comma and who said yes before the
            other, else ""; reported: one of the two complained)
officers    code name phone
takers      code name level   (who else may work the ticket where["ticket"]: levels above that have officers,
            colleagues, the way back; with a search, all levels and officers of its village; code: a level, or a phone)
workload    code name opened done open late stars   (one record: the tickets of the caller's area: in the last seven
            days, those open now; stars: their mean, as "4,5", or "-")
kept        code name language village tickets inquiries messages consent pin hours erasure   (one record: what is
            kept of the caller, and how much; consent: the date of the last yes, or "-"; pin: bool; hours: how long an
            erasure takes; erasure: the date by which one was asked for, or "")
audience    code name level repeated people segments cost   (the areas to which the caller may call out; code: the
            beginning of their villages' codes; with where["text"] how many people would get it, in how many segments,
            for how many rupiah; repeated: that text was called out there just before)
broadcast   code name status status_text people queued sent delivered failed stopped started   (one record: the last
            call-out of the caller; name: how its text begins)
"""


@dataclass(frozen=True, slots=True)
class Query:
    """One look-up. `where` narrows by fields; `code` asks for that one record; `search` is what was typed.

    Tickets and inquiries: the caller's own, unless `where["code"]` names one, or `where["queue"]` asks for those that
    the caller has to work as an officer; with `where["open"]` the inquiries that have not come to an end. Of one that
    is neither `mine` nor `ours` (an officer's to work), or is `ours` but the officer's PIN must be asked, only `code`,
    `name`, `status`, `status_text` and those two are told.
    Products: those that are active, or `where["mine"]` the caller's own, or `where["queue"]` those that wait for the
    caller as an officer; `where["code"]` names one, of which the caller may know.
    """

    source: str
    language: str
    where: Mapping[str, str] = field(default_factory=dict)
    search: str = ""
    code: str = ""
    limit: int = 50


class Host(Protocol):
    """What the gateway gives to a dialogue."""

    def look_up(self, query: Query) -> Sequence[Record]:
        """The records that match, best first, at most `query.limit`."""
        ...

    def perform(self, effect: Effect, origin: str) -> Mapping[str, Any]:
        """Carry out `effect` once. The same `origin` again does nothing and gives what was made the first time."""
        ...
