"""What serves: every publication of a revision, of which the newest counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, ForeignKey, func, insert, select, text
from sqlalchemy.orm import Mapped, aliased, mapped_column

from models.base import AnyRow, Base

PUBLISHING_LOCK = 4_821_371
"""The advisory lock under which one publication follows the other."""

FOLDER, ROLLBACK = "folder", "rollback"


class Publication(Base):
    """Append-only. `kind`: folder (what stood in the flow folder) or rollback (one that was published before). `wave`:
    it serves only the callers of villages of the waves 1 to that; None: everybody.
    """

    __tablename__ = "publication"

    id: Mapped[int] = mapped_column(primary_key=True)
    revision: Mapped[str] = mapped_column(ForeignKey("revision.hash"), index=True)
    kind: Mapped[str]
    wave: Mapped[int | None]
    author: Mapped[str]
    note: Mapped[str]
    at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Serving:
    """`revision` serves everybody but the callers of the waves 1 to `wave`, whom `staged` serves; 0: there are none."""

    revision: str
    staged: str = ""
    wave: int = 0

    def for_wave(self, wave: int | None) -> str:
        """What serves the people of a village that joined in that wave; None: who are of no village."""
        return self.staged if self.staged and wave and wave <= self.wave else self.revision


def lock(connection: Connection) -> None:
    """Let nobody else publish until the transaction ends."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": PUBLISHING_LOCK})


def add(
    connection: Connection, revision: str, *, kind: str, author: str, note: str, at: datetime, wave: int | None = None
) -> None:
    """Have a revision serve that is kept already."""
    row = {"revision": revision, "kind": kind, "wave": wave, "author": author, "note": note, "at": at}
    connection.execute(insert(Publication).values(row))


def serving(connection: Connection) -> Serving | None:
    """What serves now; None where nothing was ever published for everybody. Asked often: it reads two rows."""
    for_all = select(Publication.id, Publication.revision).where(Publication.wave.is_(None))
    base = connection.execute(for_all.order_by(Publication.id.desc()).limit(1)).first()
    if base is None:
        return None
    later = select(Publication.revision, Publication.wave).where(Publication.id > base.id)
    stage = connection.execute(later.order_by(Publication.id.desc()).limit(1)).first()
    return Serving(base.revision, stage.revision, stage.wave or 0) if stage else Serving(base.revision)


def last_taken(connection: Connection) -> str | None:
    """The revision that was last taken from the flow folder, whether or not it serves still."""
    taken = select(Publication.revision).where(Publication.kind == FOLDER).order_by(Publication.id.desc()).limit(1)
    return connection.execute(taken).scalar()


def before(connection: Connection, revision: str) -> str | None:
    """The revision that was published for everybody before that one was."""
    whole = (Publication.kind == FOLDER, Publication.wave.is_(None))
    its_own = select(func.max(Publication.id)).where(*whole, Publication.revision == revision).scalar_subquery()
    earlier = select(Publication.revision).where(*whole, Publication.revision != revision, Publication.id < its_own)
    return connection.execute(earlier.order_by(Publication.id.desc()).limit(1)).scalar()


def published(connection: Connection) -> Sequence[AnyRow]:
    """revision author note at of each revision that was ever published, as of the last time, newest first; the note is
    the last that was written.
    """
    noted = aliased(Publication)
    written = select(noted.note).where(noted.revision == Publication.revision, noted.kind == FOLDER, noted.note != "")
    note = func.coalesce(written.order_by(noted.id.desc()).limit(1).scalar_subquery(), "").label("note")
    row = (Publication.id, Publication.revision, Publication.author, note, Publication.at)
    last = select(func.max(Publication.id)).where(Publication.kind == FOLDER).group_by(Publication.revision)
    return connection.execute(select(*row).where(Publication.id.in_(last)).order_by(Publication.id.desc())).all()


def rolled_back(connection: Connection) -> str | None:
    """The note of the rollback by which that serves which does; None where it was published."""
    newest = select(Publication.kind, Publication.note).order_by(Publication.id.desc()).limit(1)
    row = connection.execute(newest).first()
    return row.note if row and row.kind == ROLLBACK else None


def named(connection: Connection, beginning: str) -> Sequence[str]:
    """The revisions that were published and whose hash begins so."""
    found = select(Publication.revision).where(Publication.revision.startswith(beginning, autoescape=True)).distinct()
    return connection.execute(found).scalars().all()
