"""Published catalogs: the source files of each revision, so that a dialogue can stay on its own."""

from __future__ import annotations

from collections.abc import Mapping as MappingType
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Revision(Base):
    """`hash` is the content hash; `files` is file name -> text; `settings` is what config adds to a catalog."""

    __tablename__ = "revision"

    hash: Mapped[str] = mapped_column(primary_key=True)
    files: Mapped[dict[str, Any]]
    settings: Mapped[dict[str, Any]]
    published_at: Mapped[datetime] = mapped_column(server_default=func.now())


def publish(connection: Connection, hash: str, files: dict[str, Any], settings: dict[str, Any]) -> None:
    """Keep a revision; the same one again changes nothing."""
    connection.execute(insert(Revision).values(hash=hash, files=files, settings=settings).on_conflict_do_nothing())


def find(connection: Connection, hash: str) -> MappingType[str, Any] | None:
    """`{"files": ..., "settings": ...}` of a revision; None when it was never published."""
    row = connection.execute(select(Revision.files, Revision.settings).where(Revision.hash == hash)).mappings().first()
    return dict(row) if row else None
