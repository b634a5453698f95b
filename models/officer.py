"""Village officers: who works the tickets of which village."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, ForeignKey, select
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import Mapped, mapped_column

from models.among import among
from models.base import AnyRow, Base

ROLES = ("operator", "head", "district", "regency", "province")
"""What an officer can be, in the order in which a village turns to them."""

LEVELS = ("village", "district", "regency", "province")
"""Whose turn a ticket is: where the one before does not get on, the next is asked."""

LEVEL_OF: Mapping[str, str] = {
    "operator": "village", "head": "village", "district": "district", "regency": "regency", "province": "province",
}  # fmt: skip
AREA: Mapping[str, int] = {"village": 13, "district": 8, "regency": 5, "province": 2}
"""How many characters of a village's code (`36.01.06.2009`) say where an officer of that level is one."""


@dataclass(frozen=True, slots=True)
class Post:
    """One role of one person: where (the beginning of village codes), and at which level."""

    role: str
    level: str
    area: str


class Officer(Base):
    """One person in one village. `roles`: some of `ROLES`. `demo`: made up, an example."""

    __tablename__ = "officer"

    phone: Mapped[str] = mapped_column(primary_key=True)
    village: Mapped[str] = mapped_column(ForeignKey("village.code"), primary_key=True)
    name: Mapped[str]
    roles: Mapped[list[str]]
    demo: Mapped[bool] = mapped_column(default=False, server_default="false")


def posts_of(connection: Connection, phone: str) -> Sequence[Post]:
    """Everything that a phone is an officer for; none for everybody else."""
    rows = connection.execute(select(Officer.village, Officer.roles).where(Officer.phone == phone)).all()
    return _posts(rows)


def all_posts(connection: Connection) -> dict[str, Sequence[Post]]:
    """Phone -> its posts, of every officer there is: for what is read of many tickets at once."""
    rows: dict[str, list[AnyRow]] = {}
    for row in connection.execute(select(Officer.phone, Officer.village, Officer.roles)):
        rows.setdefault(row.phone, []).append(row)
    return {phone: _posts(theirs) for phone, theirs in rows.items()}


def _posts(rows: Sequence[AnyRow]) -> Sequence[Post]:
    posts = {
        Post(role, LEVEL_OF[role], row.village[: AREA[LEVEL_OF[role]]])
        for row in rows for role in row.roles if role in LEVEL_OF
    }  # fmt: skip
    return sorted(posts, key=lambda post: (ROLES.index(post.role), post.area))


def name_of(connection: Connection, phone: str) -> str:
    """What an officer is called, in one of their villages; "" for nobody."""
    query = select(Officer.name).where(Officer.phone == phone).order_by(Officer.village).limit(1)
    return str(connection.execute(query).scalar() or "")


def among_phones(connection: Connection, phones: Collection[str]) -> set[str]:
    """Those of the phones that are an officer's somewhere."""
    return set(connection.execute(select(Officer.phone).where(among(Officer.phone, phones))).scalars())


def officers_at(connection: Connection, village: str, level: str) -> Sequence[AnyRow]:
    """phone name roles of those who work a village's tickets at that level, in the order of `officers_of`."""
    columns = (Officer.phone, Officer.name, Officer.roles)
    wanted = [role for role in ROLES if LEVEL_OF[role] == level]
    where = (Officer.village.startswith(village[: AREA[level]]), Officer.roles.op("?|")(array(wanted)))
    rows = {row.phone: row for row in connection.execute(select(*columns).where(*where))}
    return sorted(rows.values(), key=lambda row: (_rank(row.roles), row.name, row.phone))


def officers_of(connection: Connection, village: str) -> Sequence[AnyRow]:
    """phone name roles of a village's officers: the operator first, then as in `ROLES`, then by name."""
    columns = (Officer.phone, Officer.name, Officer.roles)
    rows = connection.execute(select(*columns).where(Officer.village == village)).all()
    return sorted(rows, key=lambda row: (_rank(row.roles), row.name, row.phone))


def is_above(one: Post, other: Post) -> bool:
    """Whether the one post stands over the other: further up, and over its area."""
    return ROLES.index(one.role) > ROLES.index(other.role) and other.area.startswith(one.area)


def guardians(connection: Connection, village: str, but: Collection[str]) -> list[str]:
    """Phones of those who look after what goes wrong in a village: its head, where there is none its officers, else
    those of the next level; nobody of `but`, whom it is about.
    """
    for level in LEVELS:
        others = [one for one in officers_at(connection, village, level) if one.phone not in but]
        if others:
            heads = [one.phone for one in others if "head" in one.roles]
            return heads or [one.phone for one in others]
    return []


def _rank(roles: Sequence[str]) -> int:
    return min((ROLES.index(role) for role in roles if role in ROLES), default=len(ROLES))
