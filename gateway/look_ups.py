"""What a dialogue may look up (`flows.host.Query`), source by source: fields as `flows/host.py` lists them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from rapidfuzz import fuzz, process, utils
from sqlalchemy import Connection

from flows import codes
from flows.host import Query
from gateway import notices
from gateway.config import Settings
from models import inquiry, officer, product, ticket, village
from models.base import AnyRow

CLOSE_ENOUGH = 75
"""rapidfuzz's score, 0 to 100, from which a misspelt name counts."""

Found = list[dict[str, Any]]


def look_up(connection: Connection, settings: Settings, query: Query, phone: str) -> Found:
    """The records that match, best first, at most `query.limit`. `phone`: whose own tickets and inquiries are asked."""
    return SOURCES[query.source](connection, settings, query, phone)[: query.limit]


def _villages(connection: Connection, settings: Settings, query: Query, phone: str) -> Found:
    rows = [row._asdict() for row in village.all_villages(connection)]
    if query.code:
        return [row for row in rows if row["code"] == query.code]
    for field in ("district", "regency"):
        if query.where.get(field):
            rows = [row for row in rows if row[field].casefold() == query.where[field].casefold()]
    if not query.search:
        return rows if query.where.get("district") else []
    return _like(query.search, rows, "name", "district")


def _categories(connection: Connection, settings: Settings, query: Query, phone: str) -> Found:
    kind = query.where.get("kind", "")
    rows = [
        {"code": code, "name": notices.in_language(one.name, query.language, settings)}
        for code, one in settings.categories.items()
        if kind in {"", one.kind} and query.code in {"", code}
    ]
    return _like(query.search, rows, "name") if query.search else rows


def _products(connection: Connection, settings: Settings, query: Query, phone: str) -> Found:
    if query.code:
        one = product.product_by_code(connection, query.code)
        rows: Iterable[AnyRow] = [one] if one else []
    else:
        where = query.where
        rows = product.products(connection, category=where.get("category", ""), village=where.get("village", ""))
    shown = [
        {
            "code": row.code, "name": row.name, "category": row.category, "price": row.price, "unit": row.unit,
            "stock": row.stock, "village": row.village_name, "seller": row.seller_name,
        }
        for row in rows
    ]  # fmt: skip
    return _like(query.search, shown, "name") if query.search else shown


def _tickets(connection: Connection, settings: Settings, query: Query, phone: str) -> Found:
    wanted = query.code or query.where.get("code", "")
    rows = _one_or_own(connection, wanted, phone, ticket.ticket_by_code, ticket.tickets_of, query.limit)
    villages = {row.code: row.name for row in village.all_villages(connection)} if rows else {}

    def shown(row: AnyRow) -> dict[str, Any]:
        category = settings.categories.get(row.category)
        text = notices.in_language(category.name, query.language, settings) if category else row.category
        return {
            "category": row.category, "category_text": text, "village": villages.get(row.village, ""),
            "opened": row.created_at.astimezone(settings.zone).date().isoformat(),
        }  # fmt: skip

    return [_case(settings, query, "ticket", row, row.phone == phone, shown) for row in rows]


def _inquiries(connection: Connection, settings: Settings, query: Query, phone: str) -> Found:
    wanted = query.code or query.where.get("code", "")
    rows = _one_or_own(connection, wanted, phone, inquiry.inquiry_by_code, inquiry.inquiries_of, query.limit)

    def shown(row: AnyRow) -> dict[str, Any]:
        named = product.product_by_code(connection, row.product)
        return {
            "product": named.name if named else "", "quantity": row.quantity,
            "opened": row.created_at.astimezone(settings.zone).date().isoformat(),
        }  # fmt: skip

    return [_case(settings, query, "inquiry", row, row.buyer == phone, shown) for row in rows]


def _officers(connection: Connection, settings: Settings, query: Query, phone: str) -> Found:
    rows = officer.officers_of(connection, query.where.get("village", ""))
    shown = [{"code": row.phone, "name": row.name, "phone": row.phone} for row in rows]
    return [row for row in shown if query.code in {"", row["code"]}]


SOURCES: Mapping[str, Callable[[Connection, Settings, Query, str], Found]] = {
    "villages": _villages,
    "categories": _categories,
    "products": _products,
    "tickets": _tickets,
    "inquiries": _inquiries,
    "officers": _officers,
}


def _one_or_own(
    connection: Connection,
    code: str,
    phone: str,
    by_code: Callable[[Connection, str], AnyRow | None],
    own: Callable[[Connection, str, int], Sequence[AnyRow]],
    limit: int,
) -> Sequence[AnyRow]:
    if not code:
        return own(connection, phone, limit)
    one = by_code(connection, code.replace("-", ""))
    return [one] if one else []


def _case(
    settings: Settings, query: Query, kind: str, row: AnyRow, mine: bool, more: Callable[[AnyRow], dict[str, Any]]
) -> dict[str, Any]:
    """A ticket or inquiry as a dialogue may see it: of somebody else's, the status alone."""
    code = codes.show(row.code)
    word = notices.in_language(settings.words.get(f"{kind}.{row.status}", {}), query.language, settings)
    case = {"code": code, "name": code, "status": row.status, "status_text": word or row.status, "mine": mine}
    return case | more(row) if mine else case


def _like(search: str, rows: Found, *fields: str) -> Found:
    """The rows whose fields are like `search`: the same name first, then the beginnings of one, then the misspelt."""
    wanted = utils.default_process(search)
    named = [utils.default_process(str(row[fields[0]])) for row in rows]
    same = [index for index, name in enumerate(named) if name == wanted]
    begun = [index for index, name in enumerate(named) if wanted and name.startswith(wanted) and name != wanted]
    if same or begun:
        return [rows[index] for index in (*same, *begun)]
    texts = [" ".join(utils.default_process(str(row[field])) for field in fields) for row in rows]
    worded = [index for index, text in enumerate(texts) if wanted and set(wanted.split()) <= set(text.split())]
    if worded:
        return [rows[index] for index in worded]
    scores: dict[int, float] = {}
    for choices in (named, texts):
        for _, score, index in process.extract(
            wanted, choices, scorer=fuzz.ratio, score_cutoff=CLOSE_ENOUGH, limit=None
        ):
            scores[index] = max(score, scores.get(index, 0))
    return [rows[index] for index in sorted(scores, key=lambda index: -scores[index])]
