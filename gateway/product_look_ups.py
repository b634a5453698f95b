"""Products as a dialogue may look them up (`flows/host.py`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from flows.host import Query
from gateway import notices
from gateway.config import Settings
from gateway.name_search import ranked
from models import officer, product
from models.base import AnyRow
from models.officer import Post


def products(
    connection: Connection, settings: Settings, query: Query, phone: str, now: datetime
) -> list[dict[str, Any]]:
    """What is on sale; the caller's own with `mine`; what waits for the caller as an officer with `queue`."""
    month = now.astimezone(settings.zone).month
    posts = officer.posts_of(connection, phone)
    where = {field: query.where.get(field, "") for field in ("category", "village", "seller")}
    where |= {"seller": phone} if query.where.get("mine") else {"status": "active"}
    code = (query.code or query.where.get("code", "")).replace(" ", "").upper()
    if code or "code" in query.where:
        found = product.products_by_codes(connection, [code])
        rows = [row for row in found if row.status == "active" or row.seller_phone == phone or _covers(posts, row)]
    elif query.where.get("queue"):
        rows = list(product.waiting(connection, posts, query.limit))
        if query.search:
            meant = _searched(query.search, rows, month)
            rows = [row for row in rows if row.code in meant]
    elif query.search:
        named = product.product_names(connection, **where)
        rows = list(product.products_by_codes(connection, _searched(query.search, named, month)[: query.limit]))
    else:
        rows = list(product.products(connection, limit=query.limit, month=month, **where))
    return [_shown(settings, query.language, row, month) | _whose(row, posts, phone) for row in rows]


def _searched(search: str, named: Sequence[AnyRow], month: int) -> list[str]:
    """Codes of the products that are meant: the one of that code, else by name; in stock and in season first."""
    code = search.strip().upper()
    if any(row.code == code for row in named):
        return [code]
    found = [named[index] for index in ranked(search, [row.name for row in named])]
    last = sorted(found, key=lambda row: (row.stock == 0, not product.in_season(row.season, month)))
    return [row.code for row in last]


def _shown(settings: Settings, language: str, row: AnyRow, month: int) -> dict[str, Any]:
    def word(name: str) -> str:
        return notices.in_language(settings.words.get(name, {}), language, settings)

    return {
        "code": row.code, "name": row.name, "category": row.category, "price": row.price, "unit": row.unit,
        "stock": row.stock, "village": row.village_name, "seller": row.seller_name, "status": row.status,
        "status_text": word(f"product.{row.status}") or row.status, "season": row.season,
        "season_text": "" if product.in_season(row.season, month) else f" {word('product.out_of_season')}",
    }  # fmt: skip


def _whose(row: AnyRow, posts: Sequence[Post], phone: str) -> dict[str, bool]:
    return {"mine": row.seller_phone == phone, "ours": _covers(posts, row), "stopped": row.seller_stopped}


def _covers(posts: Sequence[Post], row: AnyRow) -> bool:
    return any(row.village.startswith(post.area) for post in posts)
