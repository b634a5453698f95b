"""How a dialogue moves: `begin` and `answer`. Pure: the same session, input and host give the same turn."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flows.catalog import Catalog
from flows.clean import cleaned
from flows.definition import Ask, Call, Choose, End, kind_of
from flows.dialogue import Dialogue, EngineError
from flows.fills import from_rest, pass_over
from flows.gsm7 import transliterate
from flows.host import Host
from flows.inputs import Wrong
from flows.inputs.choice import pick
from flows.limits import LIMITS
from flows.nodes import STEPS, TAKE, ask, call, choose, end
from flows.numbers import Moved
from flows.render import USSD, Screen, pages
from flows.screens import fresh, pages_of
from flows.session import Frame, Medium, Session

__all__ = ["Catalogs", "EngineError", "Turn", "again", "answer", "begin", "offer_resume"]

Catalogs = Callable[[str], Catalog]
"""revision -> its catalog. Raises KeyError for one that nobody published."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one input led to. `text` fits the medium; `final`: the dialogue is over."""

    session: Session
    text: str
    final: bool


def begin(
    catalog: Catalog,
    host: Host,
    *,
    reference: str,
    medium: Medium,
    flow: str,
    contact: Mapping[str, Any],
    village: Mapping[str, Any],
    today: str,
    deep: bool = False,
    fills: tuple[str, ...] = (),
    rest: str = "",
    about: str = "",
    home: str = "",
) -> Turn:
    """Begin the dialogue of `flow`. Raises EngineError."""
    session = Session(
        reference=reference, revision=catalog.revision, medium=medium, today=today, contact=contact, village=village,
        language=contact.get("language") or catalog.languages[0], frames=(Frame(flow, catalog.flows[flow].start),),
        entry=flow, deep=deep, fills=fills, rest=cleaned(rest).strip()[: LIMITS.answer], about=about, home=home,
    )  # fmt: skip
    return _run(Dialogue(catalog, session, host))


def offer_resume(catalog: Catalog, fresh: Session, dropped: Session) -> Turn:
    """Ask whether to go on with `dropped`; "no" begins `fresh` (a session that stands at its first node)."""
    session = replace(fresh, pending=dropped.to_dict(), language=dropped.language)
    return _offer(catalog, session, "")


def again(catalogs: Catalogs, session: Session, host: Host) -> Turn:
    """The question where the dialogue stands, once more."""
    return _shown(Dialogue(catalogs(session.revision), replace(session, page=0, problem=""), host))


def answer(catalogs: Catalogs, session: Session, text: str, host: Host) -> Turn:
    """One input. Raises EngineError, and KeyError for a session of an unknown revision."""
    catalog = catalogs(session.revision)
    session = replace(session, turn=session.turn + 1, unanswered="")
    text = cleaned(text)
    if session.ended:
        return Turn(session, catalog.phrase("ended", session.language), True)
    if session.pending is not None:
        return _resumed(catalogs, session, session.pending, text, host)
    dialogue = Dialogue(catalog, session, host)
    if len(text) > LIMITS.answer:
        return _again(dialogue, Wrong("too_long", {"max": ask.longest(dialogue.node)}))
    return _navigated(dialogue, text.strip()) or _taken(dialogue, text)


def _navigated(dialogue: Dialogue, key: str) -> Turn | None:
    """The turn that a navigation key leads to; None when the input is not one."""
    keys, session, node = dialogue.catalog.navigation, dialogue.session, dialogue.node
    if isinstance(node, End):
        shift = 1 if key == keys.more else 0
        dialogue.session = replace(session, page=session.page + shift)
        return _shown(dialogue)
    if not transliterate(key).strip():
        return _again(dialogue, Wrong("empty_input"))
    if key == keys.more and session.page + 1 < len(found := pages_of(dialogue)):
        dialogue.session = replace(dialogue.session, page=session.page + 1)
        return _turn(dialogue, found)
    if key == keys.home:
        dialogue.session = fresh(dialogue.catalog, session)
        return _run(dialogue)
    if key == keys.back and not (isinstance(node, Ask) and ask.takes_zero(node)):
        return _back(dialogue)
    return None


def _back(dialogue: Dialogue) -> Turn:
    session, node = dialogue.session, dialogue.node
    if session.page:
        dialogue.session = replace(session, page=session.page - 1)
    elif isinstance(node, Choose) and choose.is_narrowed(dialogue, node):
        dialogue.session = replace(session, search=choose.widest(dialogue, node), problem="", tries=0)
    elif session.trail:
        dialogue.stand(session.trail[-1])
        shown = choose.widest(dialogue, dialogue.node) if isinstance(dialogue.node, Choose) else ""
        dialogue.session = replace(dialogue.session, trail=session.trail[:-1], search=shown)
    return _shown(dialogue)


def _taken(dialogue: Dialogue, text: str) -> Turn:
    frames = dialogue.session.frames
    result = TAKE[kind_of(dialogue.node)](dialogue, dialogue.node, text)
    if isinstance(result, Moved) and dialogue.session.deep:  # what was dialled behind it was meant for another menu
        dialogue.session = replace(dialogue.session, ended=True)
        return Turn(dialogue.session, pages(Screen(dialogue.say(result.text)), USSD)[0], True)
    if isinstance(result, Wrong):
        return _again(dialogue, result)
    if result is None:
        dialogue.session = replace(dialogue.session, problem="", tries=0)
        return _shown(dialogue)
    dialogue.remember(frames)
    dialogue.go(result)
    return _run(dialogue)


def _again(dialogue: Dialogue, wrong: Wrong) -> Turn:
    """The question once more, with what was wrong; help after several tries."""
    tries = dialogue.session.tries + 1
    said = [dialogue.say(wrong.text) if isinstance(wrong, Moved) else dialogue.phrase(wrong.phrase, **wrong.values)]
    if tries >= LIMITS.tries:
        help_ = "help_typed" if isinstance(dialogue.node, Ask) else "help"
        said.append(dialogue.phrase(help_, home=dialogue.catalog.navigation.home))
    dialogue.session = replace(dialogue.session, tries=tries, page=0, problem="\n".join(said))
    return _shown(dialogue)


def _run(dialogue: Dialogue) -> Turn:
    """Run nodes until one waits for an input, or the dialogue ends."""
    for _ in range(LIMITS.steps):
        node = dialogue.node
        kind = kind_of(node)
        if kind in STEPS:
            dialogue.go(STEPS[kind](dialogue, node))
        elif isinstance(node, Call):
            call.step(dialogue, node)
        elif isinstance(node, End):
            if node.stop or not call.come_back(dialogue):
                end.arrive(dialogue, node)
                return _shown(dialogue)
        else:
            onward = choose.arrive(dialogue, node) if isinstance(node, Choose) else None
            if onward and isinstance(node, Choose) and node.save in dialogue.session.names:
                pass_over(dialogue, node)
            result = onward or from_rest(dialogue, node)
            if not isinstance(result, str):
                return _again(dialogue, result) if isinstance(result, Wrong) else _shown(dialogue)
            dialogue.go(result)
    raise EngineError(f"more than {LIMITS.steps} steps in one turn")


def _shown(dialogue: Dialogue) -> Turn:
    """The page where the dialogue stands."""
    return _turn(dialogue, pages_of(dialogue))


def _turn(dialogue: Dialogue, found: tuple[str, ...]) -> Turn:
    page = min(dialogue.session.page, len(found) - 1)
    if not found[page].strip():
        raise EngineError("the screen is blank")
    final = isinstance(dialogue.node, End) and page == len(found) - 1
    session = replace(dialogue.session, page=page, ended=final)
    if len(json.dumps(session.to_dict())) > LIMITS.session:
        raise EngineError("the session has grown too large")
    return Turn(session, found[page], final)


def _offer(catalog: Catalog, session: Session, problem: str) -> Turn:
    def said(phrase: str) -> str:
        return catalog.phrase(phrase, session.language)

    body = f"{problem}\n{said('resume')}" if problem else said("resume")
    screen = Screen(body, (f"1 {said('resume_yes')}", f"2 {said('resume_no')}"))
    return Turn(session, pages(screen, USSD)[0], False)


def _resumed(catalogs: Catalogs, session: Session, pending: Mapping[str, Any], text: str, host: Host) -> Turn:
    catalog = catalogs(session.revision)
    choices = [[catalog.phrase(name, session.language)] for name in ("resume_yes", "resume_no")]
    chosen = pick(text, choices)
    if chosen is None:
        return _offer(catalog, session, catalog.phrase("wrong_option", session.language, min=1, max=2))
    if chosen == 0:
        dropped = Session.from_dict(pending)
        if dropped.unanswered:
            return answer(catalogs, dropped, dropped.unanswered, host)
        return again(catalogs, dropped, host)
    return _run(Dialogue(catalog, fresh(catalog, session), host))
