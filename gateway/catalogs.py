"""The catalogs a process serves: the current one from the flow folder, older ones from the database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flows.catalog import Catalog, Navigation, load, read_folder, reread
from gateway.config import Settings
from gateway.sections import KeywordSettings, ReplySettings

Fetch = Callable[[str], Mapping[str, Any] | None]
"""revision -> its `files` and `settings` as they were published; None when there is no such revision."""


def entries(settings: Settings) -> set[str]:
    """The flows that a code, a keyword or the answer to a notice starts."""
    started = {flow for channel in settings.channels.values() for flow in channel.ussd.values()}
    return started | {one.flow for one in _by_text(settings) if one.flow}


def fills(settings: Settings) -> dict[str, tuple[str, ...]]:
    """Flow -> the answers that the words of a text give which starts it, all together."""
    found: dict[str, tuple[str, ...]] = {}
    for one in _by_text(settings):
        if one.flow and one.fills:
            found[one.flow] = tuple(dict.fromkeys((*found.get(one.flow, ()), *one.fills)))
    return found


def _by_text(settings: Settings) -> list[KeywordSettings | ReplySettings]:
    return [*settings.keywords.values(), *settings.replies.values()]


def current(settings: Settings) -> Catalog:
    """The catalog of the flow folder. Raises `flows.catalog.CatalogError` with every problem."""
    return load(
        read_folder(settings.flows),
        languages=settings.languages,
        navigation=Navigation(**settings.navigation.model_dump()),
        entries=entries(settings),
        fills=fills(settings),
    )


def published(catalog: Catalog, settings: Settings) -> dict[str, Any]:
    """What must be kept so that `catalog` can be made again: `{"files": ..., "settings": ...}`."""
    return {
        "files": dict(catalog.files),
        "settings": {
            "languages": list(catalog.languages),
            "navigation": settings.navigation.model_dump(),
        },
    }


class Catalogs:
    """revision -> Catalog. A revision is immutable, so what was fetched once is kept."""

    def __init__(self, current: Catalog, fetch: Fetch) -> None:
        self.current = current
        self._fetch = fetch
        self._known = {current.revision: current}

    def __call__(self, revision: str) -> Catalog:
        """The catalog of `revision`. Raises KeyError where nobody ever published it."""
        if revision not in self._known:
            found = self._fetch(revision)
            if found is None:
                raise KeyError(revision)
            settings = found["settings"]
            self._known[revision] = reread(
                found["files"],
                languages=tuple(settings["languages"]),
                navigation=Navigation(**settings["navigation"]),
            )
        return self._known[revision]
