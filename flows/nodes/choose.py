"""A list that is looked up; typing narrows it, spelling mistakes are forgiven, long lists are paged.

[node.pilih]
choose.id = "Pilih produk atau ketik namanya:"
from   = "products"            # villages, categories, products, tickets, inquiries, officers
where  = { village = "{village.code}" }
label  = "{name} {price|rupiah}"
save   = "product"             # the whole record: {product.name}, {product.price|rupiah}
empty  = "kosong"              # where to go when there is nothing
next   = "rincian"
typed  = true                  # list nothing before something was typed
single = true                  # take the only one without asking
search = "{product_name}"      # look for this at once
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from flows.definition import Choose
from flows.dialogue import Dialogue
from flows.host import Query, Record
from flows.inputs import Wrong, pin
from flows.inputs.base import plain

ALIKE = 0.7
"""From which a misspelt word is taken for a word of a name (0 to 1)."""


def arrive(dialogue: Dialogue, node: Choose) -> str | None:
    """Where to go without asking: to `empty`, or on with the only record; None when there is a choice."""
    search = dialogue.fill(node.search).strip()
    if node.typed and not search:
        return None
    records = _look_up(dialogue, node, search)
    if not records:
        return node.empty
    if len(records) == 1 and node.single:
        return _taken(dialogue, node, records[0])
    dialogue.session = replace(dialogue.session, search=search)
    return None


def show(dialogue: Dialogue, node: Choose) -> tuple[str, list[str]]:
    search = dialogue.session.search
    records = [] if node.typed and not search else _look_up(dialogue, node, search)
    dialogue.session = replace(dialogue.session, offered=tuple(str(record["code"]) for record in records))
    names = dialogue.names()
    return dialogue.say(node.choose), [dialogue.say(node.label, {**names, **record}) for record in records]


def widest(dialogue: Dialogue, node: Choose) -> str:
    """The search with which it shows all that it has."""
    return "" if node.typed else dialogue.fill(node.search).strip()


def is_narrowed(dialogue: Dialogue, node: Choose) -> bool:
    """Whether less is shown than it has, so that "back" shows the rest again."""
    return dialogue.session.search != widest(dialogue, node)


def take(dialogue: Dialogue, node: Choose, raw: str) -> str | Wrong | None:
    """The number of a record that was shown, or something to search for (None: show what was found)."""
    typed = plain(raw)
    offered = dialogue.session.offered
    if typed.isdigit() and 1 <= int(typed) <= len(offered):
        records = _look_up(dialogue, node, "", code=offered[int(typed) - 1])
        if records:
            return _taken(dialogue, node, records[0])
    known = set(offered)
    for before in _before(dialogue.session.search, typed):
        records = _look_up(dialogue, node, f"{before} {typed}".strip()) if typed else []
        exact = [record for record in records if plain(str(record["name"])) == typed]
        if len(exact) == 1 or (len(records) == 1 and node.single):
            return _taken(dialogue, node, (exact or records)[0])
        if records and (not before or _codes(records) not in (known, _codes(_look_up(dialogue, node, before)))):
            dialogue.session = replace(dialogue.session, search=f"{before} {typed}".strip(), page=0)
            return None
    shown = "******" if pin.MAY_BE.fullmatch(raw) else raw.strip()[:40]
    return Wrong("not_found", {"typed": shown})


def _before(search: str, typed: str) -> list[str]:
    """To which words of a search somebody may add who types more: to all of them, with another last word, or to none.
    Who says a word again begins anew. What narrows nothing was not meant.
    """
    words = search.split()
    kept = 0 if set(words) & set(typed.split()) else len(words)
    return [" ".join(words[:count]) for count in range(kept, -1, -1)]


def _codes(records: Sequence[Record]) -> set[str]:
    return {str(record["code"]) for record in records}


def words_meant(dialogue: Dialogue, node: Choose, words: Sequence[str], none: int | None = None) -> int:
    """How many of the `words` that found something name it: in `ceplis melinjo 12 masih ada` those before the 12;
    where none does, `none` (all).

    A search forgives words too many; as answers to later questions they must not be lost.
    """
    taken = dialogue.session.names.get(node.save)
    found = [taken] if isinstance(taken, Mapping) else _look_up(dialogue, node, dialogue.session.search)
    names = [plain(str(record["name"])) for record in found]
    known = [word for name in names for word in name.split()]

    def belongs(word: str) -> bool:
        part = word and any(word in name for name in names)
        return bool(part or difflib.get_close_matches(word, known, 1, ALIKE))

    named = [count for count, word in enumerate(words, 1) if belongs(plain(word))]
    return max(named, default=len(words) if none is None else none)


def _look_up(dialogue: Dialogue, node: Choose, search: str, code: str = "") -> Sequence[Record]:
    where = {key: dialogue.fill(value) for key, value in node.where.items()}
    return dialogue.host.look_up(Query(node.source, dialogue.session.language, where, search, code))


def _taken(dialogue: Dialogue, node: Choose, record: Record) -> str:
    dialogue.save(node.save, dict(record))
    return node.next
