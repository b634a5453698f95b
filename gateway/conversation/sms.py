"""One text message: stored, acted on exactly once, answered through the outbox. All in one transaction."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import Connection

from flows import engine
from flows.engine import Turn
from flows.inputs import pin
from gateway import catalogs, desk, notices, outbox, rights, wake
from gateway.conversation import keywords
from gateway.conversation.asked import Asked, Question
from gateway.conversation.keywords import Keyword
from gateway.host import Caller, DeskHost
from gateway.runtime import DATABASE_AWAY, Runtime
from gateway.telco.base import InboundSms
from models import contact, dialogue, inbox

log = structlog.get_logger(__name__)

A_PHONE = re.compile(r"\+[0-9]{7,15}")

HOUR = timedelta(hours=1)


def receive(runtime: Runtime, channel: str, sms: InboundSms) -> None:
    """Take one message. Raises `runtime.DATABASE_AWAY` where it is, so that the telco sends it again."""
    with runtime.database.begin() as connection:
        stored = inbox.receive(
            connection, channel=channel, phone=sms.sender, text=sms.text, external_id=sms.external_id,
            now=runtime.clock(),
        )  # fmt: skip
        if stored is None or not _is_somebody(runtime, channel, sms.sender):
            return
        inbox.lock_phone(connection, channel, sms.sender)
        _Text(runtime, connection, channel, sms, stored).act()
    wake.wake(runtime, channel)


def _is_somebody(runtime: Runtime, channel: str, sender: str) -> bool:
    """Not a name, not a short code, not one of our own numbers: whoever that is gets no reply."""
    ours = {number for one in runtime.settings.channels.values() for number in (*one.own_numbers, one.short_code)}
    return bool(A_PHONE.fullmatch(sender)) and sender not in ours


class _Text:
    """One message being acted on."""

    def __init__(self, runtime: Runtime, connection: Connection, channel: str, sms: InboundSms, stored: int) -> None:
        self.runtime = runtime
        self.settings = runtime.settings
        self.connection = connection
        self.channel = channel
        self.phone = sms.sender
        self.text = sms.text
        self.stored = stored
        self.now = runtime.clock()
        self.caller = contact.caller(connection, sms.sender)
        self.catalog = runtime.catalogs.for_wave(self.caller["wave"])
        self.known = desk.known(self.caller, self.now)
        self.roles: list[str] = self.known["contact"]["roles"]
        self.language = notices.spoken(self.settings, self.phone, self.caller["language"])
        self.host = DeskHost(runtime, Caller(channel, self.phone, "sms", self.language), connection)
        self.secret = False

    def act(self) -> None:
        """STOP and START, else what it answers, else a keyword, else help."""
        keyword = keywords.find(self.settings, self.text, self.roles)
        if keyword and keyword.settings.action in {"stop", "start"} and keyword.is_all_said:
            self._stop_or_start(keyword.settings.action)
            return
        if inbox.repeats_our_last(self.connection, self.channel, self.phone, self.text) or self._is_silent(keyword):
            return
        self.secret = bool(pin.MAY_BE.fullmatch(keyword.rest if keyword else self.text))
        try:
            with self.connection.begin_nested():
                self._converse(keyword)
        except DATABASE_AWAY:
            raise
        except Exception:  # the text is kept and its sender told; sent again, it would fail again
            log.exception("a text failed", message=self.stored)
            dialogue.end_dialogue(self.connection, self.channel, self.phone)
            self._notice("unavailable")
        if self.secret:  # also where the turn failed, and all that it wrote is undone
            inbox.hide(self.connection, self.stored)

    def _is_silent(self, keyword: Keyword | None) -> bool:
        """Whether nothing is done, for its sender could not be told of it: they said STOP, or there were too many
        replies in this hour, which they hear once. An emergency is heard all the same.
        """
        urgent = bool(keyword and keyword.settings.always)
        if self.caller["opted_out_at"] is not None:
            return not urgent
        limits = self.settings.limits
        most = limits.replies_per_officer_hour if self.roles else limits.replies_per_contact_hour
        sent = inbox.replies_since(self.connection, self.channel, self.phone, self.now - HOUR)
        if sent < most - 1 or (urgent and sent < 2 * most):
            return False
        log.warning("too many texts of one phone in an hour, keeping silent", message=self.stored)
        if sent == most - 1:
            self._notice("too_many")
        return True

    def _converse(self, keyword: Keyword | None) -> None:
        """The newest question is the one that is answered, be it a dialogue's or a notice's."""
        asked = Asked(self.runtime, self.catalog, self.connection, self.host, self.channel, self.known, self.now)
        if self._answered(asked, keyword):
            return
        home = next(iter(self.settings.channels[self.channel].ussd.values()), "")
        if keyword and keyword.settings.flow:
            fills, keyword = keyword.settings.fills, asked.spelled_out(keyword)
            rest = "" if keyword.is_all_said else keyword.rest if asked.has_code(keyword) else keyword.said
            self._reply(self._begun(keyword.settings.flow, fills, rest if fills else ""))
        elif keyword and keyword.settings.action == "stop":
            self._stop_or_start("stop")
        elif asked.lost:
            self._reply(self._begun(asked.lost, (), ""))
        elif home and self.text.strip() == self.settings.navigation.home:
            self._reply(self._begun(home, (), ""))
        else:
            self._help(asked=bool(keyword and keyword.settings.action == "help"))

    def _answered(self, asked: Asked, keyword: Keyword | None) -> bool:
        """Take the text for an answer; False where it is none."""
        if keyword and asked.is_command(keyword):
            return False
        notice, question = asked.notice, asked.question
        if notice and not self.secret and asked.answers_notice(self.text, keyword):
            said = keyword.rest if keyword and notice.free and keyword.name in notice.reply.words else self.text.strip()
            turn = self._begun(notice.reply.flow, notice.reply.fills, said, about=notice.code)
            answered = turn.session.names.keys() & set(notice.reply.fills)
            if not answered and question and self._go_on(question, keyword, asked):
                return True
            self._reply(turn)
            if turn.final and question and not question.stale:
                self._ask_again(question)
            return True
        return question is not None and self._go_on(question, keyword, asked)

    def _go_on(self, question: Question, keyword: Keyword | None, asked: Asked) -> bool:
        """Answer the open dialogue; False when the text is a keyword rather than an answer."""
        if not asked.may_answer(keyword):
            return False
        if question.shut and not question.is_pin:  # begun anew, it asks for the PIN
            entry = question.session.entry
            self._reply(self._begun(entry, catalogs.fills(self.settings).get(entry, ()), ""))
            return True
        self.secret = self.secret or question.is_pin
        turn = engine.answer(self.runtime.catalogs, question.session, self.text, self.host)
        if question.refused(turn) and (plain := keywords.without_courtesies(self.settings, self.text)):
            turn = engine.answer(self.runtime.catalogs, question.session, plain, self.host)
        if keyword and keyword.exact and question.refused(turn):
            return False
        self._reply(turn)
        return True

    def _ask_again(self, question: Question) -> None:
        """A notice was answered first: what was asked before it waits, and is not lost."""
        turn = engine.again(self.runtime.catalogs, question.session, self.host)
        dialogue.keep_dialogue(self.connection, self.channel, self.phone, turn.session.to_dict(), self.now)
        said = notices.text(self.settings, "unfinished", self.language, {"question": turn.text})
        self._send(said, "unfinished", self.caller["village"])

    def _begun(self, flow: str, fills: tuple[str, ...], rest: str, about: str = "") -> Turn:
        return engine.begin(
            self.catalog, self.host, reference=f"sms/{self.channel}/{self.stored}", medium="sms",
            flow=flow, contact=self.known["contact"] | {"phone": self.phone, "language": self.language},
            village=self.known["village"], rest=rest, fills=fills, about=about,
            home=next(iter(self.settings.channels[self.channel].ussd.values()), ""),
            today=self.now.astimezone(self.settings.zone).date().isoformat(),
        )  # fmt: skip

    def _reply(self, turn: Turn) -> None:
        if turn.final:
            dialogue.end_dialogue(self.connection, self.channel, self.phone)
        else:
            dialogue.keep_dialogue(self.connection, self.channel, self.phone, turn.session.to_dict(), self.now)
        linked = desk.linked(self.connection, turn.session.names)
        self._send(turn.text, "reply", turn.session.village.get("code"), **linked)

    def _stop_or_start(self, action: str) -> None:
        stopping = action == "stop"
        contact.change_contact(self.connection, self.phone, opted_out_at=self.now if stopping else None)
        if stopping:
            dialogue.end_dialogue(self.connection, self.channel, self.phone)
        else:
            rights.start(self.connection, self.runtime.environment, self.phone)
        self._notice("stopped" if stopping else "started", suffix="stop" if stopping else "start")

    def _help(self, *, asked: bool) -> None:
        """A few times an hour for texts that nobody understands; always for whoever asks."""
        sent = inbox.replies_since(self.connection, self.channel, self.phone, self.now - HOUR, "help", "help_officer")
        if asked or sent < self.settings.limits.help_per_hour:
            self._notice("help_officer" if self.roles else "help")

    def _notice(self, name: str, suffix: str = "reply") -> None:
        channel = self.settings.channels[self.channel]
        code = next(iter(channel.ussd), "")
        names = {"service_code": code, "short_code": channel.short_code, "name": self.settings.name}
        text = notices.text(self.settings, name, self.language, names)
        self._send(text, suffix, self.caller["village"], notice=name)

    def _send(self, text: str, suffix: str, village: str | None, **linked: Any) -> None:
        outbox.queue(
            self.connection, channel=self.channel, phone=self.phone, text=text, priority=desk.REPLY,
            origin=f"in/{self.stored}/{suffix}", now=self.now, village=village or None, **linked,
        )  # fmt: skip
