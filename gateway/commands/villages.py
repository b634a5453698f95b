"""A village as a command is told it: by its code. Who knows but the name is told the codes."""

from __future__ import annotations

import click
from sqlalchemy import Connection

from gateway import name_search
from models import village
from models.base import AnyRow

MOST = 12
"""Villages that are named; so many have the name that is the commonest in Banten."""


def village_of(connection: Connection, code: str) -> AnyRow:
    """code name district regency of the village of that code. Raises ClickException, with what may be meant."""
    found = village.villages(connection, code=code)
    if not found:
        raise click.ClickException(f"there is no village {code!r}; {_meant(connection, code)}")
    return found[0]


def _meant(connection: Connection, said: str) -> str:
    rows = village.villages(connection)
    digits = said.replace(".", "").strip()
    meant = [row for row in rows if row.code.replace(".", "") == digits]
    if not digits.isdigit():
        ranked = name_search.ranked(said, [row.name for row in rows], [row.district for row in rows])
        meant = [rows[index] for index in ranked[:MOST]]
    if not meant:
        return "say its Kemendagri code, such as 36.01.06.2009"
    return "say the code: " + ", ".join(f"{row.code} is {row.name} in {row.district}" for row in meant)
