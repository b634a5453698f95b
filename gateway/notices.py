"""The texts that the gateway sends by itself: config.toml's `[notices]`, filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flows import template
from gateway import phone_number
from gateway.config import Settings
from models.base import AnyRow


def spoken(settings: Settings, phone: str, told: str | None) -> str:
    """The language in which somebody is spoken to: the one that they have told, else a guess by their number."""
    if told or not settings.language_abroad or phone_number.is_of(phone, settings.region):
        return told or settings.languages[0]
    return settings.language_abroad


def in_language(words: Mapping[str, str], language: str | None, settings: Settings) -> str:
    """The words in `language`, else in the first of the configured languages that has them; `""` for none."""
    for candidate in (language or "", *settings.languages, "*"):
        if candidate in words:
            return words[candidate]
    return ""


def text(settings: Settings, notice: str, language: str | None, names: Mapping[str, Any]) -> str:
    """The notice of that name, rendered. Raises KeyError for one that config.toml does not have."""
    said = in_language(settings.notices[notice], language, settings)
    return template.render(said, names, language or settings.languages[0], lambda _name, value: value).strip()


def office(settings: Settings, case: AnyRow, level: str, language: str | None) -> str:
    """What the office of a level is called, for a `case` with `village_name`, `district` and `regency`."""
    called = in_language(settings.words.get(f"office.{level}", {}), language, settings)
    place = {"village": {"name": case.village_name, "district": case.district, "regency": case.regency}}
    return template.render(called, place, language or settings.languages[0], lambda _name, value: value)
