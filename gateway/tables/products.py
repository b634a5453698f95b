"""The table of products: `code name category price unit stock village seller_name seller_phone season`.

Without a `code`, a product is told by its village, its seller and its name, and a new one gets a code.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import count

from sqlalchemy import select

from gateway.tables import cells as read
from gateway.tables.cells import BadRow, Cells
from gateway.tables.table import Context, Outcome, Record, Table, put
from models import Product, Seller
from models.among import among
from models.product import SEASON

CODE = re.compile(r"[A-Z]{1,3}[0-9]{1,6}", re.ASCII)
"""What can be typed on a phone: `G12`."""

Identity = tuple[str, str, str]
"""Village, phone of the seller, name."""


class Products(Table):
    required = ("name", "category", "price", "unit", "stock", "village", "seller_name", "seller_phone")
    columns = ("code", *required, "season")

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        query = select(Product.code, Product.village, Seller.phone, Product.name).join(Seller)
        rows = context.connection.execute(query).all()
        self._codes: dict[Identity, str] = {(row.village, row.phone, row.name): row.code for row in rows}
        self._taken = set(self._codes.values())
        self._numbers: defaultdict[str, Iterator[int]] = defaultdict(lambda: count(1))
        self._sellers: dict[str, str] = {}

    def parse(self, cells: Cells) -> Record:
        record: Record = {name: read.needed(cells, name) for name in ("name", "category", "unit", "seller_name")}
        kinds = {code for code, one in self.context.settings.categories.items() if one.kind == "product"}
        if record["category"] not in kinds:
            raise BadRow(f"category {record['category']!r} is not one of {' '.join(sorted(kinds))}")
        record |= {
            "price": read.rupiah(cells, "price"),
            "stock": read.whole(cells, "stock"),
            "village": self.context.village(cells),
            "seller_phone": read.phone(cells, "seller_phone", self.context.settings.region),
            "demo": False,
        }
        if season := cells.get("season", ""):
            if not SEASON.fullmatch(season):
                raise BadRow(f"season {season!r} is not from a month to a month, such as 11-2")
            record["season"] = season
        phone, name = record["seller_phone"], record["seller_name"]
        if self._sellers.get(phone, name) != name:
            raise BadRow(f"seller_name {name!r}: this phone belongs to {self._sellers[phone]!r} in an earlier row")
        record["code"] = self._code(cells.get("code", "").upper(), record)
        self._sellers[phone] = name
        return record

    def keys(self, record: Record) -> Sequence[tuple[str, ...]]:
        return [("code", record["code"]), ("village, seller and name", *_identity(record))]

    def write(self, records: Sequence[Record]) -> Sequence[Outcome]:
        connection = self.context.connection
        sellers = {record["seller_phone"]: record["seller_name"] for record in records}
        named = [{"phone": phone, "name": name} for phone, name in sellers.items()]
        of_sellers = dict(zip(sellers, put(connection, Seller, ("phone",), named), strict=True))
        query = select(Seller.phone, Seller.id).where(among(Seller.phone, sellers))
        ids = {row.phone: row.id for row in connection.execute(query)}
        own = [
            {name: value for name, value in record.items() if not name.startswith("seller")}
            | {"seller": ids[record["seller_phone"]]}
            for record in records
        ]
        outcomes = put(connection, Product, ("code",), own, new={"season": ""})
        for number, record in enumerate(records):
            if outcomes[number] == "unchanged" and of_sellers[record["seller_phone"]] == "changed":
                outcomes[number] = "changed"
        return outcomes

    def _code(self, given: str, record: Record) -> str:
        """The code of the product that is there, else the given one, else a free one. Raises BadRow."""
        there = self._codes.get(_identity(record))
        if given and not CODE.fullmatch(given):
            raise BadRow(f"code {given!r} is not a letter and a number, such as G12")
        if given and there not in {None, given}:
            raise BadRow(f"code {given!r}: this seller's {record['name']!r} in this village is {there}")
        code = given or there or self._free(record["name"])
        self._taken.add(code)
        return code

    def _free(self, name: str) -> str:
        letter = next((one for one in name.upper() if "A" <= one <= "Z"), "P")
        return next(code for number in self._numbers[letter] if (code := f"{letter}{number}") not in self._taken)


def _identity(record: Record) -> Identity:
    return record["village"], record["seller_phone"], record["name"]
