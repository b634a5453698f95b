"""The texts of config.toml: how long they get on the air, and what may be wrong with how they are written."""

from __future__ import annotations

from collections.abc import Iterable

from flows.checks.base import Examination
from flows.checks.longest import record
from flows.checks.room import Filled, check_segments
from flows.checks.wordings import check_wording
from flows.part import Text
from gateway.config import Settings
from gateway.proof_settings import NOTICES, OPTIONAL
from gateway.sections import Words


def longest(settings: Settings) -> dict[str, dict[str, str]]:
    """Field of a record -> language -> the longest that config.toml has for it (`flows/checks/longest.py`)."""
    statuses = [words for name, words in settings.words.items() if name.startswith(("ticket.", "inquiry.", "product."))]
    offices = [words for name, words in settings.words.items() if name.startswith("office.")]
    said = {language: _longest(offices, language) for language in settings.languages}
    return {
        "category_text": {one: _longest((c.name for c in settings.categories.values()), one) for one in said},
        "status_text": {language: _longest(statuses, language) for language in said},
        "office": {
            language: Filled.of(language, _PLACE).say(Text.model_validate(text), ()) for language, text in said.items()
        },
    }


def check(found: Examination, file: str, settings: Settings) -> None:
    """Warn of what stands in `file`, whose settings these are."""
    found.price = settings.broadcast.price_per_segment
    sizes = longest(settings)
    for name, words in settings.notices.items():
        path = ("notices", name)
        fields: dict[str, set[str]] = {}
        for first, _, part in (one.partition(".") for one in (NOTICES | OPTIONAL).get(name, ())):
            fields.setdefault(first, set()).add(part)
        fillings = [
            Filled.of(language, {first: record("", parts, sizes, language) for first, parts in fields.items()} | _OURS)
            for language in settings.languages
        ]
        check_segments(found, file, path, Text(words), fillings)
        check_wording(found, file, path, Text(words))
    for name, words in settings.words.items():
        check_wording(found, file, ("words", name), Text(words))
    for name, category in settings.categories.items():
        check_wording(found, file, ("categories", name, "name"), Text(category.name))


_OURS = {"service_code": "*384*36*00#", "short_code": "36000", "name": "Kentongan"}
_PLACE = {"village": record("", ("name", "district", "regency"), {}, "")}


def _longest(texts: Iterable[Words], language: str) -> str:
    return max((words.get(language, "") for words in texts), key=len, default="")
