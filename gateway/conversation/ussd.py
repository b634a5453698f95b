"""One USSD hop (DESIGN.md, "A USSD hop"): the same hop again gives the same bytes and does nothing twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy import Connection, Row

from flows import engine
from flows.engine import Turn
from flows.part import Part
from flows.session import Session
from gateway import desk, wake
from gateway.conversation import replay
from gateway.conversation.live import Live, LiveSessions
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
    try:
        return _Hop(runtime, channel, request).answer()
    except DATABASE_AWAY as error:
        log.error("the database is away", error=type(error).__name__, channel=channel)
    except Exception:
        log.exception("a hop failed", channel=channel, session=request.session_id)
    catalog = runtime.catalogs.current
    return Answer(catalog.phrase("unavailable_end", catalog.languages[0]), True)


def end(runtime: Runtime, channel: str, event: UssdEnd) -> None:
    """Keep what the telco says at the end of a session. Nothing depends on it."""
    with runtime.database.begin() as connection:
        ussd_session.record_end(
            connection, channel, event.session_id,
            end_text=event.text, end_status=event.status, duration_ms=event.duration_ms,
        )  # fmt: skip


class _Hop:
    """One request on its way to an answer."""

    def __init__(self, runtime: Runtime, channel: str, request: UssdHop) -> None:
        self.runtime = runtime
        self.channel = channel
        self.request = request
        self.live = LiveSessions(runtime.redis, runtime.settings.limits.session_expiry)

    def answer(self) -> Answer:
        text = self.request.text
        live = self.live.load(self.channel, self.request.session_id)
        if live and live.text == text:
            return Answer(live.answer, live.final)
        if live and (not live.text or text.startswith(live.text + "*")):
            return self._next(live, text[len(live.text) + 1 :] if live.text else text)
        host = self._host(self.runtime.catalogs.current.languages[0])
        try:
            row = ussd_session.find(host.connection, self.channel, self.request.session_id)
            return self._begin(host) if row is None else self._replay(row, host, older=live is not None)
        finally:
            host.close()

    def _next(self, live: Live, given: str) -> Answer:
        """The usual hop: one more input to a session at hand."""
        host = self._host(live.session.language)
        try:
            turn = engine.answer(self.runtime.catalogs, live.session, given, host)
            return self._done(host, turn, [*live.all_inputs(), given], journaled=live.inputs is not None)
        finally:
            host.close()

    def _begin(self, host: DeskHost) -> Answer:
        """A new session; with a text at once it is a deep dial, whose numbers are played as inputs."""
        turn = self._first_turn(host)
        request = self.request
        mine = ussd_session.begin(
            host.connection, channel=self.channel, session_id=request.session_id, phone=request.phone,
            code=request.code, revision=turn.session.revision, began=replay.kept(turn), begun_at=self.runtime.clock(),
        )  # fmt: skip
        if not mine:
            host.close()
            row = ussd_session.find(host.connection, self.channel, request.session_id)
            if row is None:
                raise LookupError("a session that was there is gone")
            return self._replay(row, host, older=False, fresh=True)
        inputs = request.text.split("*") if request.text else []
        played = replay.play(self.runtime.catalogs, turn, inputs, host, fresh=True) or turn
        return self._done(host, played, inputs, journaled=False)

    def _first_turn(self, host: DeskHost) -> Turn:
        runtime, request = self.runtime, self.request
        catalog = runtime.catalogs.current
        known = desk.known(contact.caller(host.connection, request.phone))
        flow = runtime.settings.channels[self.channel].ussd[request.code]
        today = runtime.clock().astimezone(runtime.settings.zone).date().isoformat()
        turn = engine.begin(
            catalog, host, reference=f"{self.channel}/{request.session_id}", medium="ussd", flow=flow, today=today,
            contact=known["contact"] | {"phone": request.phone}, village=known["village"], deep=bool(request.text),
        )  # fmt: skip
        dropped = None if request.text else self._dropped(host.connection)
        return turn if dropped is None else engine.offer_resume(catalog, turn.session, dropped)

    def _dropped(self, connection: Connection) -> Session | None:
        """The caller's last dialogue, if it broke off lately with something typed in it."""
        since = self.runtime.clock() - timedelta(minutes=self.runtime.settings.limits.resume_minutes)
        row = ussd_session.latest(connection, self.channel, self.request.phone, since)
        if row is None or row.last_text is not None:
            return None
        live = self.live.load(self.channel, row.session_id)
        session = live.session if live else self._rebuilt(row, connection)
        if session and session.pending is not None:
            session = Session.from_dict(session.pending)
        return session if session and not session.ended and self._something_typed(session) else None

    def _rebuilt(self, row: Row[tuple[object, ...]], connection: Connection) -> Session | None:
        text = row.end_text or ("*".join(row.inputs) if row.inputs else "")
        host = DeskHost(self.runtime, Caller(self.channel, self.request.phone, "ussd", ""), connection)
        for inputs in replay.readings(text, row.inputs):
            host.replaying = True
            turn = replay.play(self.runtime.catalogs, replay.first_turn(row.began), inputs, host, fresh=False)
            if turn:
                return turn.session
        return None

    def _something_typed(self, session: Session) -> bool:
        """Whether an answer was given since the dialogue last did something: that is what would be lost."""
        flows = self.runtime.catalogs(session.revision).flows
        passed: list[Part] = [flows[step[-1].flow].node[step[-1].node] for step in session.trail]
        return any(getattr(node, "save", None) for node in passed)

    def _replay(self, row: Row[tuple[object, ...]], host: DeskHost, *, older: bool, fresh: bool = False) -> Answer:
        text = self.request.text
        if row.last_text == text:
            return Answer(str(row.last_answer), True)
        first = replay.first_turn(row.began)
        for inputs in replay.readings(text, row.inputs):
            turn = replay.play(self.runtime.catalogs, first, inputs, host, fresh=fresh)
            if turn and older:
                host.commit()
                return Answer(turn.text, turn.final)
            if turn:
                return self._done(host, turn, inputs, journaled=row.inputs is not None)
        raise LookupError("no reading of the telco's text is a way through the dialogue")

    def _done(self, host: DeskHost, turn: Turn, inputs: list[str], *, journaled: bool) -> Answer:
        """Commit, keep the session, wake the worker: only then is the answer given."""
        channel, request = self.channel, self.request
        if turn.final:
            host.run_later(lambda connection: ussd_session.close(
                connection, channel, request.session_id, last_text=request.text, last_answer=turn.text,
                ended_at=self.runtime.clock(), hops=len(inputs) + 1, outcome="ended",
            ))  # fmt: skip
        journaled = journaled or bool(inputs and "*" in inputs[-1])
        if journaled:
            host.run_later(lambda connection: ussd_session.keep_inputs(connection, channel, request.session_id, inputs))
        host.commit()
        live = Live(request.text, turn.text, turn.final, turn.session, inputs if journaled else None)
        if not self.live.save(channel, request.session_id, live) and not journaled:
            with self.runtime.database.begin() as connection:
                ussd_session.keep_inputs(connection, channel, request.session_id, inputs)
        if host.performed:
            wake.wake(self.runtime, channel)
        return Answer(turn.text, turn.final)

    def _host(self, language: str) -> DeskHost:
        return DeskHost(self.runtime, Caller(self.channel, self.request.phone, "ussd", language))
