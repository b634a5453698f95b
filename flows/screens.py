"""What a dialogue shows where it stands: its pages, with the lines that lead back and home."""

from __future__ import annotations

from dataclasses import replace

from flows.catalog import Catalog
from flows.definition import Ask, Branch, Call, Choose, End, Menu, kind_of
from flows.dialogue import Dialogue
from flows.limits import LIMITS
from flows.nodes import SHOW, ask, branch, call, choose, menu
from flows.render import SMS, SMS_LIST, USSD, Screen, pages
from flows.session import Frame, Session


def fresh(catalog: Catalog, session: Session) -> Session:
    """`session` as it was before the first node of the menu to which "home" leads."""
    entry = session.home or session.entry
    start = Frame(entry, catalog.flows[entry].start)
    return replace(
        session, entry=entry, frames=(start,), names={}, trail=(), tries=0, page=0, problem="", search="", offered=(),
        fills=(), rest="", hinted="", pending=None, deep=False,
    )  # fmt: skip


def pages_of(dialogue: Dialogue) -> tuple[str, ...]:
    """All pages of the screen, cut the same whichever of them is shown."""
    node, session, keys = dialogue.node, dialogue.session, dialogue.catalog.navigation
    room = USSD if session.medium == "ussd" else SMS_LIST if isinstance(node, Choose) else SMS
    more = f"{keys.more} {dialogue.phrase('more')}"
    if isinstance(node, End):
        return pages(Screen(dialogue.say(node.end), more=more), room)
    asked, labels = SHOW[kind_of(node)](dialogue, node)
    numbers = menu.numbers_of(dialogue, node) if isinstance(node, Menu) else range(1, len(labels) + 1)
    options = tuple(f"{number} {label}" for number, label in zip(numbers, labels, strict=True))
    body = f"{session.problem}\n{asked}" if session.problem else asked
    back, home, previous = _ways_back(dialogue)
    found = pages(Screen(body, options, back, home, more, previous), room)
    if session.problem and len(found) > 1 and len(pages(Screen(asked, options, back, home, more, previous), room)) == 1:
        return pages(Screen(session.problem, options, back, home, more, previous), room)  # the question was read before
    return found


def _ways_back(dialogue: Dialogue) -> tuple[str, str, str]:
    """The lines for "back" and "home" where they lead somewhere, and for the page before where there is no "back".

    A text message does not spend room on them.
    """
    session, node = dialogue.session, dialogue.node
    if session.medium == "sms":
        return "", "", ""
    keys = dialogue.catalog.navigation
    back, home = f"{keys.back} {dialogue.phrase('back')}", f"{keys.home} {dialogue.phrase('home')}"
    inside = bool(session.trail) or (isinstance(node, Choose) and choose.is_narrowed(dialogue, node))
    called = session.frames[0].flow != session.entry or len(session.frames) > 1
    elsewhere = inside or (called and not _is_home(dialogue))
    if isinstance(node, Ask) and ask.takes_zero(node):
        return "", home if elsewhere else "", "" if elsewhere else home
    return back if inside else "", home if elsewhere else "", back


def _is_home(dialogue: Dialogue) -> bool:
    """Whether "home" would lead to the very screen that is shown: through branches and calls alone."""
    there = Dialogue(dialogue.catalog, fresh(dialogue.catalog, dialogue.session), dialogue.host)
    for _ in range(LIMITS.steps):
        node = there.node
        if isinstance(node, Branch):
            there.go(branch.step(there, node))
        elif isinstance(node, Call):
            call.step(there, node)
        else:
            break
    return there.session.frames == dialogue.session.frames
