"""One text message: stored, acted on exactly once, answered through the outbox. All in one transaction."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import Connection

from flows import engine
from flows.definition import Ask, Choose
from flows.engine import Turn
from flows.session import Session
from gateway import desk, notices, outbox, rights, wake
from gateway.conversation import keywords
from gateway.conversation.keywords import Keyword
from gateway.host import Caller, DeskHost
from gateway.runtime import DATABASE_AWAY, Runtime
from gateway.sections import ReplySettings
from gateway.telco.base import InboundSms
from models import contact, dialogue, inbox, message

log = structlog.get_logger(__name__)

A_PHONE = re.compile(r"\+[0-9]{7,15}")

PINS = re.compile(r"\W*([0-9]{6}\W*)+")
"""Nothing but six digits, once or more: that may be a PIN, whoever asked for it and whether it was asked at all."""


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
        self.since = self.now - timedelta(days=self.settings.limits.notice_answer_days)
        self.caller = contact.caller(connection, sms.sender)
        self.secret = False

    def act(self) -> None:
        """STOP and START, else the open dialogue, else a keyword, else help."""
        keyword = keywords.find(self.settings, self.text, self._known()["contact"]["roles"])
        if keyword and keyword.settings.action in {"stop", "start"} and len(self.text.split()) <= 2:
            self._stop_or_start(keyword.settings.action)
            return
        if inbox.repeats_our_last(self.connection, self.channel, self.phone, self.text):
            return
        self.secret = bool(PINS.fullmatch(keyword.rest if keyword else self.text))
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

    def _converse(self, keyword: Keyword | None) -> None:
        state = dialogue.open_dialogue(self.connection, self.channel, self.phone, self.now)
        if state is not None and self._go_on(Session.from_dict(state), keyword):
            return
        if answered := self._answered(keyword):
            reply, code = answered
            self._begin(reply.flow, reply.fills, self.text.strip(), about=code)
        elif keyword and keyword.settings.flow:
            fills = keyword.settings.fills
            self._begin(keyword.settings.flow, fills, keyword.rest if fills else "")
        else:
            self._help(asked=bool(keyword and keyword.settings.action == "help"))

    def _answered(self, keyword: Keyword | None) -> tuple[ReplySettings, str] | None:
        """What a text means that answers the last notice that wants an answer, and the code of which that spoke. It has
        no keyword, or one that config.toml takes for an answer. None: it answers nothing.
        """
        replies = self.settings.replies
        if self.secret:  # a PIN answers none
            return None
        if keyword and (keyword.rest or not any(keyword.name in one.words for one in replies.values())):
            return None
        asked = message.last_notice(self.connection, self.channel, self.phone, self.since, replies.keys())
        if asked is None or (keyword and keyword.name not in replies[asked.notice].words):
            return None
        return replies[asked.notice], asked.code

    def _go_on(self, session: Session, keyword: Keyword | None) -> bool:
        """Answer the open dialogue; False when the text is a keyword rather than an answer."""
        exact = keyword is not None and keyword.exact
        node = self.runtime.catalogs(session.revision).flows[session.frames[-1].flow].node[session.frames[-1].node]
        if exact and keyword and isinstance(node, Ask) and len(keyword.rest.split()) <= 1:
            return False
        if exact and keyword and isinstance(node, Choose) and keyword.settings.flow == session.entry:
            return False
        host = self._host(session.language)
        self.secret = self.secret or (isinstance(node, Ask) and bool(node.accept.pin))
        turn = engine.answer(self.runtime.catalogs, session, self.text, host)
        if exact and turn.session.tries > session.tries:
            return False
        self._reply(turn)
        return True

    def _known(self) -> dict[str, Any]:
        return desk.known(self.caller, self.now)

    def _begin(self, flow: str, fills: tuple[str, ...], rest: str, about: str = "") -> None:
        known = self._known()
        language = notices.spoken(self.settings, self.phone, self.caller["language"])
        host = self._host(language)
        turn = engine.begin(
            self.runtime.catalogs.current, host, reference=f"sms/{self.channel}/{self.stored}", medium="sms", flow=flow,
            contact=known["contact"] | {"phone": self.phone, "language": language}, village=known["village"], rest=rest,
            fills=fills,
            about=about, home=next(iter(self.settings.channels[self.channel].ussd.values()), ""),
            today=self.now.astimezone(self.settings.zone).date().isoformat(),
        )  # fmt: skip
        self._reply(turn)

    def _reply(self, turn: Turn) -> None:
        if turn.final:
            dialogue.end_dialogue(self.connection, self.channel, self.phone)
        else:
            until = self.now + timedelta(hours=self.settings.limits.sms_dialogue_hours)
            dialogue.keep_dialogue(self.connection, self.channel, self.phone, turn.session.to_dict(), until)
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
        """Once an hour for a text that nobody understands; always for whoever asks."""
        every = timedelta(minutes=self.settings.limits.help_every_minutes)
        last = self.caller["helped_at"]
        if not asked and last is not None and self.now - last < every:
            return
        if not asked:
            contact.change_contact(self.connection, self.phone, helped_at=self.now)
        self._notice("help")

    def _notice(self, name: str, suffix: str = "reply") -> None:
        channel = self.settings.channels[self.channel]
        code = next(iter(channel.ussd), "")
        names = {"service_code": code, "short_code": channel.short_code, "name": self.settings.name}
        language = notices.spoken(self.settings, self.phone, self.caller["language"])
        self._send(notices.text(self.settings, name, language, names), suffix, self.caller["village"])

    def _send(self, text: str, suffix: str, village: str | None, **linked: Any) -> None:
        hour_ago = self.now - timedelta(hours=1)
        sent = inbox.replies_since(self.connection, self.channel, self.phone, hour_ago)
        if sent >= self.settings.limits.replies_per_contact_hour and suffix != "stop":
            log.warning("too many replies to one phone in an hour, keeping silent", message=self.stored)
            return
        outbox.queue(
            self.connection, channel=self.channel, phone=self.phone, text=text, priority=desk.REPLY,
            origin=f"in/{self.stored}/{suffix}", now=self.now, village=village or None, **linked,
        )  # fmt: skip

    def _host(self, language: str) -> DeskHost:
        return DeskHost(self.runtime, Caller(self.channel, self.phone, "sms", language), self.connection)
