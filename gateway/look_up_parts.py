"""What the look-ups share: records that were found, a search among them, days as they are told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from gateway.config import Settings
from gateway.name_search import ranked

NOISE = frozenset("desa ds kecamatan kec kabupaten kab".split())
"""Words before the name of a village or a district that do not tell it from others."""

Found = list[dict[str, Any]]


def like(search: str, rows: Found, *fields: str, noise: frozenset[str] = NOISE) -> Found:
    """The rows that `search` means, best first, by `name` and what stands in `fields`; all without a search."""
    if not search:
        return rows
    notes = [" ".join(str(row.get(field, "")) for field in fields) for row in rows]
    return [rows[index] for index in ranked(search, [row["name"] for row in rows], notes, noise)]


def day(settings: Settings, at: datetime) -> str:
    """As a local date: `2026-08-17`."""
    return at.astimezone(settings.zone).date().isoformat()
