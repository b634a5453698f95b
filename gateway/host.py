"""The desk and the look-ups as `flows.host.Host`: what one turn of a dialogue may do to the world."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, text

from flows.effects import Effect
from flows.host import Query, Record
from flows.session import Medium
from gateway import desk, look_ups
from gateway.runtime import Runtime
from models import effect as effects

Made = TypeVar("Made")


class NotMade(Exception):
    """A replay came to an effect that never happened: these are not the inputs that were given."""


@dataclass(frozen=True, slots=True)
class Caller:
    """In whose name a turn acts."""

    channel: str
    phone: str
    medium: Medium
    language: str


class DeskHost:
    """One turn's window on the world. The database is opened on first use, and committed by whoever made this.

    `replaying`: an effect must have happened already; one that has not raises NotMade.
    """

    def __init__(self, runtime: Runtime, caller: Caller, connection: Connection | None = None) -> None:
        self.replaying = False
        self.performed = False
        self._later = False
        self._runtime = runtime
        self._caller = caller
        self._connection = connection
        self._opened: AbstractContextManager[Connection] | None = None

    def look_up(self, query: Query) -> Sequence[Record]:
        return look_ups.look_up(
            self.connection, self._runtime.settings, query, self._caller.phone, self._runtime.clock()
        )

    def perform(self, effect: Effect, origin: str) -> Mapping[str, Any]:
        """Do it once: the same origin again gives what was made the first time."""
        if self.replaying:
            made = effects.made_by(self.connection, origin)
            if made is None:
                raise NotMade(origin)
            return made
        before = effects.claim_origin(self.connection, origin)
        if before is not None:
            return before
        made = desk.perform(self._desk(), effect, origin)
        effects.record_made(self.connection, origin, made)
        self.performed = True
        return made

    @property
    def connection(self) -> Connection:
        """The turn's transaction."""
        if self._connection is None:
            self._opened = self._runtime.database.connect()
            self._connection = self._opened.__enter__()
        return self._connection

    def run_later(self, work: Callable[[Connection], Made]) -> Made:
        """Bookkeeping that may be lost in a crash: its commit does not wait for the disk unless an effect's does."""
        self._later = True
        return work(self.connection)

    def commit(self) -> None:
        """Make everything of this turn permanent, where anything was done."""
        if self._opened is not None and self._connection is not None:
            if self._later and not self.performed:
                self._connection.execute(text("SET LOCAL synchronous_commit = off"))
            self._connection.commit()

    def close(self) -> None:
        """Let go of the connection; what was not committed is undone."""
        if self._opened is not None:
            self._opened.__exit__(None, None, None)
            self._opened = self._connection = None

    def _desk(self) -> desk.Desk:
        caller = self._caller
        return desk.Desk(
            self.connection, self._runtime.settings, caller.channel, caller.phone, caller.medium, caller.language,
            self._runtime.clock(),
        )  # fmt: skip
