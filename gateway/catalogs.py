"""The catalogs a process serves: what was published, what is staged, and older ones on which dialogues began."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from flows.catalog import Catalog, Navigation, load, read_folder, reread
from flows.checks.base import CONFIG
from flows.problem import CatalogError, Problem
from gateway.config import Settings
from gateway.sections import KeywordSettings, ReplySettings
from models.publication import Serving

Fetch = Callable[[str], Mapping[str, Any] | None]
"""revision -> its `files` and `settings` as they were published; None when there is no such revision."""

MOST_KNOWN = 20
"""Catalogs that a process keeps at hand; an older one is fetched again when a dialogue asks for it."""


def entries(settings: Settings) -> set[str]:
    """The flows that a code, a keyword or the answer to a notice starts."""
    started = {flow for channel in settings.channels.values() for flow in channel.ussd.values()}
    return started | {one.flow for one in _by_text(settings) if one.flow}


def missing(catalog: Catalog, settings: Settings) -> list[str]:
    """The flows that config.toml starts and that a catalog, published before or after, has not."""
    return sorted(entries(settings) - catalog.flows.keys())


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
    files = read_folder(settings.flows)
    try:
        return load(
            files,
            languages=settings.languages,
            navigation=Navigation(**settings.navigation.model_dump()),
            entries=entries(settings),
            fills=fills(settings),
        )
    except CatalogError as error:
        raise CatalogError(tuple(placed(error.problems, settings.flows))) from None


def placed(problems: Iterable[Problem], folder: Path) -> list[Problem]:
    """The problems of a folder's flow files, with paths; what concerns config.toml stays as it is."""
    return [one if one.file == CONFIG else replace(one, file=str(folder / one.file)) for one in problems]


def published(catalog: Catalog, settings: Settings) -> dict[str, Any]:
    """What must be kept so that `catalog` can be made again: `{"files": ..., "settings": ...}`."""
    return {
        "files": dict(catalog.files),
        "settings": {
            "languages": list(catalog.languages),
            "navigation": settings.navigation.model_dump(),
        },
    }


def reopened(revision: str, kept: Mapping[str, Any] | None) -> Catalog:
    """A catalog again, of what was kept of it. Raises KeyError where that is nothing, and CatalogError where this
    version of the program can't read it any more.
    """
    if kept is None:
        raise KeyError(revision)
    settings = kept["settings"]
    made = reread(
        kept["files"], languages=tuple(settings["languages"]), navigation=Navigation(**settings["navigation"])
    )
    return replace(made, revision=revision)  # its name is that under which it is kept, also where hashing changes


class Catalogs:
    """revision -> Catalog. A revision is immutable, so what was fetched once is kept, as long as there are not many.

    `current` serves; `stage`, where there is one, serves the villages of the waves 1 to its number instead. `begin`
    gives the first one, when it is asked for: a process that holds no dialogues reads no flows.
    """

    def __init__(self, begin: Callable[[], Catalog], fetch: Fetch) -> None:
        self._begin = begin
        self.stage: tuple[int, Catalog] | None = None
        self._fetch = fetch
        self._known: dict[str, Catalog] = {}
        self._lock = threading.Lock()  # a thread beside those of the hops has new ones serve

    @cached_property
    def current(self) -> Catalog:
        """What serves. Raises as `begin` does."""
        return self._remember(self._begin())

    def __call__(self, revision: str) -> Catalog:
        """The catalog of `revision`. Raises as `reopened` does."""
        stage = self.stage
        for serves in (self.current, stage[1]) if stage else (self.current,):
            if serves.revision == revision:
                return serves
        return self._known.get(revision) or self._remember(reopened(revision, self._fetch(revision)))

    def for_wave(self, wave: int | None) -> Catalog:
        """What begins for a caller whose village joined in that wave; None: of no village."""
        return self(self.serving.for_wave(wave))

    def serve(self, serving: Serving) -> None:
        """Begin dialogues on these from now on. Raises as a call does, and changes nothing then."""
        current = self(serving.revision)
        stage = (serving.wave, self(serving.staged)) if serving.staged else None
        self.current, self.stage = current, stage

    @property
    def serving(self) -> Serving:
        stage = self.stage  # once: it may end meanwhile
        return Serving(self.current.revision, stage[1].revision, stage[0]) if stage else Serving(self.current.revision)

    def _remember(self, catalog: Catalog) -> Catalog:
        with self._lock:
            known = self._known.setdefault(catalog.revision, catalog)
            for oldest in list(self._known)[:-MOST_KNOWN]:
                del self._known[oldest]
        return known
