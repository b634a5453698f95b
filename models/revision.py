"""Published catalogs: the source files of each revision, so that a dialogue can stay on its own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Revision(Base):
    """`hash` is the content hash; `files` is file name -> text; `settings` is what config adds to a catalog."""

    __tablename__ = "revision"

    hash: Mapped[str] = mapped_column(primary_key=True)
    files: Mapped[dict[str, Any]]
    settings: Mapped[dict[str, Any]]
    published_at: Mapped[datetime] = mapped_column(server_default=func.now())
