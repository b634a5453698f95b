"""The one window of a dialogue on the world: two questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from flows.effects import Effect

Record = Mapping[str, Any]
"""What a look-up finds: always `code` (text), `name` (text, in the caller's language), then fields by source:

villages    code name district regency
categories  code name                     (kind="report" | "letter": tickets; kind="product")
products    code name category price unit stock village seller   (price: whole rupiah; village, seller: names)
tickets     code name status status_text mine category category_text village opened   (status_text: in the language)
inquiries   code name status status_text mine product quantity opened
officers    code name phone
"""


@dataclass(frozen=True, slots=True)
class Query:
    """One look-up. `where` narrows by fields; `code` asks for that one record; `search` is what was typed.

    Tickets and inquiries: the caller's own, unless `where["code"]` names one; of somebody else's only
    `code`, `name`, `status`, `status_text` and `mine = False` are told.
    """

    source: str
    language: str
    where: Mapping[str, str] = field(default_factory=dict)
    search: str = ""
    code: str = ""
    limit: int = 50


class Host(Protocol):
    """What the gateway gives to a dialogue."""

    def look_up(self, query: Query) -> Sequence[Record]:
        """The records that match, best first, at most `query.limit`."""
        ...

    def perform(self, effect: Effect, origin: str) -> Mapping[str, Any]:
        """Carry out `effect` once. The same `origin` again does nothing and gives what was made the first time."""
        ...
