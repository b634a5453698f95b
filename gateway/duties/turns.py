"""Whose turn an open ticket is, and when the clock has to do something about it. Times alone: nothing is done here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from gateway import working_days
from gateway.config import Settings
from models.base import AnyRow

PRESSING_FOR = timedelta(days=1)
"""How long an emergency at its last level is told of ever again, in ever longer times: seven times in the first day."""


@dataclass(frozen=True, slots=True)
class Turn:
    """due_at: the ticket's deadline; level_at: since when it is its level's turn; told_at: when that level's officers
    last heard of it, because it came to them or from the clock; pressing: an emergency that nobody has answered.
    """

    settings: Settings
    due_at: datetime
    level_at: datetime
    told_at: datetime
    pressing: bool

    @property
    def near_at(self) -> datetime:
        """From when on the deadline is less than a working day away."""
        return working_days.before(self.settings, self.due_at)

    @property
    def up_at(self) -> datetime:
        """When it is the next level's turn."""
        if self.pressing:
            return self.level_at + timedelta(minutes=self.settings.desk.urgent_minutes)
        return self.due_at if self.level_at < self.due_at else self._days_after(self.level_at)

    @property
    def over_at(self) -> datetime:
        """When the next level is asked, or where there is none, this one once more: of an emergency each time after
        twice as long, for a day; then as of any other."""
        if self.told_at < self.up_at:
            return self.up_at
        waited = self.told_at - self.level_at
        return self.told_at + waited if self.pressing and waited < PRESSING_FOR else self._days_after(self.told_at)

    def is_near(self, now: datetime) -> bool:
        """Whether its officers must hear that the deadline is near. In an emergency they have just heard."""
        return not self.pressing and self.told_at < self.near_at <= now < self.due_at

    def is_late(self, now: datetime) -> bool:
        """Whether its officers must hear that the deadline has passed."""
        return self.told_at < self.due_at <= now

    def next_at(self, now: datetime) -> datetime:
        """When it has to be looked at again, once everything is done that is due now."""
        near = [] if self.pressing else [self.near_at]
        return min(moment for moment in [*near, self.due_at, self.over_at] if moment > now)

    def _days_after(self, moment: datetime) -> datetime:
        return working_days.after(self.settings, moment, self.settings.desk.level_working_days)


def turn_of(settings: Settings, row: AnyRow, **changed: datetime | None) -> Turn:
    """Of an open ticket with a deadline. `changed`: level_at, reminded_at as they are now going to be."""
    level_at: datetime = changed.get("level_at") or row.level_at
    reminded_at = changed.get("reminded_at", row.reminded_at)
    pressing = row.urgent and row.answered_at is None
    return Turn(settings, row.due_at, level_at, max(level_at, reminded_at or level_at), pressing)
