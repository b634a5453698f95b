"""What a phone was asked last, by a dialogue or by a notice, and whether a text answers it or is a command."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Connection

from flows import commands
from flows.carrying import carried
from flows.catalog import Catalog
from flows.definition import Ask, Choose, Menu
from flows.engine import Turn
from flows.host import Host
from flows.inputs import InputContext
from flows.part import Part
from flows.problem import CatalogError
from flows.session import Session
from gateway.conversation.keywords import Keyword
from gateway.runtime import Runtime
from gateway.sections import ReplySettings
from models import dialogue, matter

log = structlog.get_logger(__name__)

OPTION = re.compile(r"\W*[0-9]{1,2}\W*")
"""The number of an option: nobody says only that to somebody else."""


IN_LIST = re.compile(r"(?:no|nomor|nomer|number)?[. ]*([0-9]{1,2})(?![0-9,.])\s*", re.IGNORECASE)
"""The number of something in a list, behind a keyword."""


@dataclass(frozen=True, slots=True)
class Question:
    """Where an open dialogue stands. `stale`: it was asked long ago; `shut`: it shows an officer a ticket, and the PIN
    that was asked for it has run out; `urgent`: it is answered before any notice.
    """

    session: Session
    node: Part
    at: datetime
    stale: bool
    shut: bool
    urgent: bool

    def refused(self, turn: Turn) -> bool:
        """Whether a turn left it unanswered."""
        return turn.session.tries > self.session.tries

    @property
    def is_pin(self) -> bool:
        return isinstance(self.node, Ask) and self.node.accept.pin is not None


@dataclass(frozen=True, slots=True)
class Notice:
    """The last message that wants an answer: what answers it, the code of which it spoke, and when it came.

    free: any words are an answer (they are passed on to somebody)
    """

    reply: ReplySettings
    code: str
    at: datetime
    free: bool


class Asked:
    """The open `question` and the last `notice` of one phone, each None where there is none.

    `catalog`: what serves the phone; `known`: the names contact and village of a dialogue. `lost`: the flow that is to
    be asked anew, for the place where its dialogue stood is nowhere any more; else "".
    """

    def __init__(
        self,
        runtime: Runtime,
        catalog: Catalog,
        connection: Connection,
        host: Host,
        channel: str,
        known: dict[str, Any],
        now: datetime,
    ) -> None:
        self._runtime, self._settings = runtime, runtime.settings
        self._catalog, self.lost = catalog, ""
        self._host, self._known, self._now = host, known["contact"], now
        self._today = InputContext(now.astimezone(self._settings.zone).date(), self._settings.region)
        self.question = self._open(connection, channel)
        self.notice = self._last(connection, channel)

    def _open(self, connection: Connection, channel: str) -> Question | None:
        limits = self._settings.limits
        since = self._now - timedelta(hours=limits.sms_dialogue_hours)
        row = dialogue.open_dialogue(connection, channel, self._known["phone"], since)
        if row is None:
            return None
        session = self._readable(Session.from_dict(row.state))
        if session is None:
            return None
        frame = session.frames[-1]
        node = self._runtime.catalogs(session.revision).flows[frame.flow].node[frame.node]
        stale = self._now - row.asked_at > timedelta(minutes=limits.question_minutes)
        shown = session.names.get("ticket")
        officers = isinstance(shown, Mapping) and shown.get("ours") and session.contact.get("pin") == "open"
        urgent = any(one.urgent and one.flow == session.entry for one in self._settings.keywords.values())
        shut = bool(officers) and self._known["pin"] != "open"
        return Question(session, node, row.asked_at, stale, shut, urgent)

    def _readable(self, session: Session) -> Session | None:
        """The session on its own revision; carried over to what serves where that can't be read any more."""
        try:
            self._runtime.catalogs(session.revision)
        except (KeyError, CatalogError) as error:
            log.warning("a dialogue outlived its revision", revision=session.revision, reason=str(error))
            over = carried(self._catalog, session)
            self.lost = session.entry if over is None and session.entry in self._catalog.flows else ""
            return over
        return session

    def _last(self, connection: Connection, channel: str) -> Notice | None:
        replies = self._settings.replies
        since = self._now - timedelta(days=self._settings.limits.notice_answer_days)
        row = matter.last_matter(connection, channel, self._known["phone"], since, replies.keys())
        reply = (replies.get(row.notice) or replies.get(row.kind)) if row else None
        if row is None or reply is None:
            return None
        free = commands.takes_any_words(self._catalog, reply.flow, reply.fills)
        return Notice(reply, row.code, row.created_at, free)

    def is_command(self, keyword: Keyword) -> bool:
        """Whether it is one beyond doubt, whatever was asked: an emergency, a keyword with the code of something, or
        with words that always stand behind it.
        """
        said = keyword.settings
        if keyword.exact and (said.always or (keyword.rest and keyword.is_all_said)):
            return True
        return self.has_code(keyword)

    def has_code(self, keyword: Keyword) -> bool:
        """Whether the code of something stands behind it."""
        said = keyword.settings
        return bool(said.flow) and commands.has_code(self._catalog, said.flow, said.fills, keyword.rest, self._today)

    def spelled_out(self, keyword: Keyword) -> Keyword:
        """With the code instead of the number that something has in the list which was shown (`SELESAI 3 sudah`)."""
        question, said = self.question, IN_LIST.match(keyword.rest)
        if question is None or said is None or not isinstance(question.node, Choose):
            return keyword
        offered = question.session.offered
        if question.node.source not in {"tickets", "inquiries", "products"} or not 1 <= int(said[1]) <= len(offered):
            return keyword
        return replace(keyword, rest=f"{offered[int(said[1]) - 1]} {keyword.rest[said.end() :]}")

    def answers_notice(self, text: str, keyword: Keyword | None) -> bool:
        """Whether a text that is no command beyond doubt answers the notice, and no newer question."""
        notice, question = self.notice, self.question
        if notice is None or self._is_key(text) or (question and (question.urgent or question.at >= notice.at)):
            return False
        if notice.free and question and isinstance(question.node, Menu | Choose) and OPTION.fullmatch(text):
            return False
        if keyword is None:
            return True
        if keyword.name in notice.reply.words:
            return not (keyword.rest and self._known["roles"])
        bare = not keyword.rest and not text.rstrip().endswith("?")
        own = keyword.exact and (bare or keyword.name in notice.reply.commands)
        theirs = keyword.exact and bool(self._known["roles"])  # an officer's words are about their work
        if not notice.free or own or theirs or keyword.settings.action == "stop":
            return False
        return not self._names_something(keyword)

    def may_answer(self, keyword: Keyword | None) -> bool:
        """Whether a text that begins so, and is no command beyond doubt, may be the answer to the open question."""
        question = self.question
        if question is None or keyword is None or not keyword.exact:
            return question is not None
        if isinstance(question.node, Ask):
            return bool(keyword.rest) and not (question.node.accept.text and question.stale)
        return not (isinstance(question.node, Choose) and keyword.settings.flow == question.session.entry)

    def _is_key(self, text: str) -> bool:
        keys = self._settings.navigation
        return text.strip() in {keys.back, keys.home, keys.more}

    def _names_something(self, keyword: Keyword) -> bool:
        said = keyword.settings
        if not (said.flow and said.fills):
            return False
        language = self._known["language"] or self._settings.languages[0]
        return commands.names_something(self._catalog, said.flow, said.fills, keyword.rest, self._host, language)
