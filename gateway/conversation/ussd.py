"""One USSD hop (DESIGN.md, "A USSD hop"): the same hop again gives the same bytes and does nothing twice."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog
from sqlalchemy import Row

from flows import engine
from flows.definition import Choose
from flows.engine import Turn
from flows.part import Part
from flows.session import Session
from gateway import desk, wake
from gateway.conversation import replay
from gateway.conversation.live import Live, LiveSessions
from gateway.conversation.replay import Lost
from gateway.host import Caller, DeskHost
from gateway.runtime import DATABASE_AWAY, Runtime
from gateway.telco.base import UssdEnd, UssdHop
from models import contact, ussd_session

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the phone shows; `final`: the dialogue is over."""

    text: str
    final: bool


def hop(runtime: Runtime, channel: str, request: UssdHop) -> Answer:
    """Answer one hop. Whatever goes wrong, it is a kind final sentence, never an exception."""
    codes, catalog = runtime.settings.channels[channel].ussd, runtime.catalogs.current
    served = _served(codes, request)
    if served is None:
        return Answer(catalog.phrase("not_served", catalog.languages[0], code=next(iter(codes), "")), True)
    at = _Hop(runtime, channel, served)
    try:
        try:
            return at.answer()
        except DATABASE_AWAY:
            at.keep_unanswered()
            raise
    except DATABASE_AWAY as error:
        log.error("the database is away", error=type(error).__name__, channel=channel)
    except Lost as error:
        log.warning("a hop leads nowhere", reason=str(error), channel=channel)
    except Exception:
        log.exception("a hop failed", channel=channel)
    return Answer(catalog.phrase("unavailable_end", catalog.languages[0]), True)


def _served(codes: Collection[str], request: UssdHop) -> UssdHop | None:
    """The hop under a code of ours. A deep dial may come as a longer code (`*384*36*2*1#`) or as a first text."""
    if request.code in codes:
        return request
    dialled = request.code.removesuffix("#")
    for code in codes:
        short = code.removesuffix("#")
        if dialled.startswith(f"{short}*"):
            deep = dialled.removeprefix(f"{short}*")
            return replace(request, code=code, text=f"{deep}*{request.text}" if request.text else deep)
    return None


def end(runtime: Runtime, channel: str, event: UssdEnd) -> None:
    """Keep what the telco says at the end of a session. Nothing depends on it."""
    whose = (channel, event.session_id, event.phone)
    with runtime.database.begin() as connection:
        row = ussd_session.find(connection, *whose)
        text = replay.without_pins(event.text, row.inputs if row else None)
        ussd_session.record_end(
            connection, *whose, end_text=text, end_status=event.status, duration_ms=event.duration_ms
        )


class _Hop:
    """One request on its way to an answer."""

    def __init__(self, runtime: Runtime, channel: str, request: UssdHop) -> None:
        self.runtime = runtime
        self.channel = channel
        self.request = request
        self.live = LiveSessions(runtime.redis, runtime.settings.limits.session_expiry)

    def answer(self) -> Answer:
        live, text = self._load(self.request.session_id), self.request.text
        if live and live.text == text:
            return Answer(live.answer, live.final)
        given = self._given(live)
        if live and given is not None and "*" not in given:
            return self._next(live, given)
        host = self._host(self.runtime.catalogs.current.languages[0])
        try:
            row = ussd_session.find(host.connection, self.channel, self.request.session_id, self.request.phone)
            if row is None:
                return self._begin(host)
            if live and given is not None and not live.rebuilt and not self._is_behind(live, row):
                return self._next(live, given)
            return self._replay(row, host, live, older=live is not None and given is None)
        finally:
            host.close()

    def keep_unanswered(self) -> None:
        """What was typed need not be typed again by who goes on with the dialogue; a PIN is never kept."""
        live = self._load(self.request.session_id)
        given = self._given(live)
        if live and given and replay.kept_of(self.runtime.catalogs, live.session, given) == given:
            session = replace(live.session, unanswered=given)
            self.live.save(self.channel, self.request.session_id, self.request.phone, replace(live, session=session))

    def _load(self, session_id: str) -> Live | None:
        return self.live.load(self.channel, session_id, self.request.phone)

    def _given(self, live: Live | None) -> str | None:
        """What was typed since the hop that is at hand; None where this is not a hop after it."""
        text = self.request.text
        if live is None or not live.text:
            return text if live else None
        return text[len(live.text) + 1 :] if text.startswith(live.text + "*") else None

    def _is_behind(self, live: Live, row: Row[tuple[object, ...]]) -> bool:
        """Whether hops were answered while Redis was away, so that what it has now is an older state."""
        inputs = row.inputs or ()
        return len(inputs) > len(live.inputs)

    def _next(self, live: Live, given: str) -> Answer:
        """The usual hop: one more input to a session at hand."""
        host = self._host(live.session.language)
        try:
            turn = engine.answer(self.runtime.catalogs, live.session, given, host)
            kept = replay.kept_of(self.runtime.catalogs, live.session, given)
            journal = kept != given or replay.needs_journal(given, live.session, turn.session)
            return self._done(host, turn, [*live.inputs, kept], journal=journal)
        finally:
            host.close()

    def _begin(self, host: DeskHost) -> Answer:
        """A new session; with a text at once it is a deep dial, whose numbers are played as inputs."""
        turn = self._first_turn(host)
        request = self.request
        inputs = request.text.split("*") if request.text else []
        mine = host.run_later(lambda connection: ussd_session.begin(
            connection, channel=self.channel, session_id=request.session_id, phone=request.phone, code=request.code,
            revision=turn.session.revision, began=replay.kept(turn), begun_at=self.runtime.clock(),
        ))  # fmt: skip
        if mine:
            turn, kept = replay.play(self.runtime.catalogs, turn, inputs, host)
            return self._done(host, turn, kept, journal=bool(kept))
        host.close()
        row = ussd_session.find(host.connection, self.channel, request.session_id, request.phone)
        if row is None:
            raise Lost("a session that was there is gone")
        return self._replay(row, host, None, older=False)

    def _first_turn(self, host: DeskHost) -> Turn:
        runtime, request = self.runtime, self.request
        caller = contact.caller(host.connection, request.phone)
        catalog = runtime.catalogs.for_wave(caller["wave"])
        known = desk.known(caller, runtime.clock())
        today = runtime.clock().astimezone(runtime.settings.zone).date().isoformat()
        turn = engine.begin(
            catalog, host, reference=f"{self.channel}/{request.session_id}/{request.phone}", medium="ussd",
            today=today, contact=known["contact"] | {"phone": request.phone}, village=known["village"],
            deep=bool(request.text), flow=runtime.settings.channels[self.channel].ussd[request.code],
        )  # fmt: skip
        dropped = None if request.text else self._dropped(host)
        return turn if dropped is None else engine.offer_resume(catalog, turn.session, dropped)

    def _dropped(self, host: DeskHost) -> Session | None:
        """The caller's last dialogue, if it broke off lately with something typed in it."""
        since = self.runtime.clock() - timedelta(minutes=self.runtime.settings.limits.resume_minutes)
        row = ussd_session.latest(host.connection, self.channel, self.request.phone, since)
        if row is None or row.last_text is not None:
            return None
        live = self._load(row.session_id)
        session = live.session if live and not self._is_behind(live, row) else self._rebuilt(row, host)
        if session and session.pending is not None:
            session = Session.from_dict(session.pending)
        return session if session and not session.ended and self._something_typed(session) else None

    def _rebuilt(self, row: Row[tuple[object, ...]], host: DeskHost) -> Session | None:
        """As far as the telco's end event or the journal tell."""
        catalogs = self.runtime.catalogs
        text = row.end_text or "*".join(row.inputs or ())
        if replay.LEFT_OUT in text:
            return None
        try:
            turn, last, _ = replay.rebuild(catalogs, replay.first_turn(row.began), text, row.inputs, host)
        except Lost:
            return None
        with suppress(Lost):  # its last input was answered by nobody: it is asked for again
            turn = turn if last is None else replay.again(catalogs, turn, last, host)
        return turn.session

    def _something_typed(self, session: Session) -> bool:
        """Whether an answer was given since the dialogue last did something: that is what would be lost. Which of their
        tickets or inquiries they looked at is none.
        """
        if session.unanswered:
            return True
        flows = self.runtime.catalogs(session.revision).flows
        passed: list[Part] = [flows[step[-1].flow].node[step[-1].node] for step in session.trail]
        looked = [node for node in passed if isinstance(node, Choose) and node.source in {"tickets", "inquiries"}]
        return any(getattr(node, "save", None) for node in passed if node not in looked)

    def _replay(self, row: Row[tuple[object, ...]], host: DeskHost, live: Live | None, *, older: bool) -> Answer:
        text = self.request.text
        if row.last_text is not None and replay.is_of(row.last_text, text):
            return Answer(str(row.last_answer), True)
        catalogs, first = self.runtime.catalogs, replay.first_turn(row.began)
        if row.last_text is not None and replay.is_of(row.last_text, text, more=True):
            return Answer(catalogs(row.revision).phrase("ended", first.session.language), True)
        turn, last, kept = replay.rebuild(catalogs, first, text, row.inputs, host)
        if last is not None:
            turn = engine.answer(catalogs, turn.session, last, host)
        if older:
            host.commit()
            return Answer(turn.text, turn.final)
        return self._done(host, turn, kept, journal=True, rebuilt=live is None)

    def _done(self, host: DeskHost, turn: Turn, inputs: list[str], *, journal: bool, rebuilt: bool = False) -> Answer:
        """Commit, keep the session, wake the worker: only then is the answer given."""
        channel, request = self.channel, self.request
        mine = (channel, request.session_id, request.phone)
        if turn.final:
            host.run_later(lambda connection: ussd_session.close(
                connection, *mine, last_text="*".join(inputs), last_answer=turn.text, ended_at=self.runtime.clock(),
                hops=len(inputs) + 1, outcome="ended",
            ))  # fmt: skip
        if journal:
            host.run_later(lambda connection: ussd_session.keep_inputs(connection, *mine, inputs))
        host.commit()
        live = Live(request.text, inputs, turn.text, turn.final, turn.session, rebuilt)
        if not self.live.save(*mine, live) and not journal:
            with self.runtime.database.begin() as connection:
                ussd_session.keep_inputs(connection, *mine, inputs)
        if host.performed:
            wake.wake(self.runtime, channel)
        return Answer(turn.text, turn.final)

    def _host(self, language: str) -> DeskHost:
        return DeskHost(self.runtime, Caller(self.channel, self.request.phone, "ussd", language))
