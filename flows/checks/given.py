"""What a `[[test]]` gives its dialogue: fields that there are, and results that may come."""

from __future__ import annotations

from flows.checks.base import listed, nearest
from flows.checks.names import ALWAYS, SOURCES
from flows.checks.sample import RECORDS
from flows.checks.values import RESULTS
from flows.example import Given
from flows.positions import Path

COMES = tuple(dict.fromkeys(one for values in RESULTS.values() for one in values.listed if one))


def strange(given: Given) -> tuple[Path, str] | None:
    """The first thing that no dialogue can meet, with what is wrong with it; None where there is nothing."""
    for field in given.contact:
        if field not in ALWAYS["contact"]:
            return ("contact", field), _unknown(f'"contact" has no part "{field}"', field, ALWAYS["contact"])
    if given.result not in COMES:
        return ("result",), _unknown(f'nothing comes out "{given.result}"', given.result, COMES)
    for source, fields in SOURCES.items():
        known = fields | RECORDS[source][0].keys()
        for index, record in enumerate(getattr(given, source) or ()):
            for field in record:
                if field not in known:
                    return (source, index, field), _unknown(f'"{source}" have no "{field}"', field, known)
    return None


def _unknown(said: str, word: str, known: frozenset[str] | tuple[str, ...]) -> str:
    return said + (nearest(word, known) or f"; there is {listed(sorted(known))}")
