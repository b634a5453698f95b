"""A folder of flow files -> one immutable Catalog, whose revision is its content hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType

from flows import template
from flows.check import examine
from flows.checks import reading
from flows.checks.base import Examination
from flows.definition import Flow
from flows.frozen import frozen
from flows.navigation import Navigation
from flows.part import Text
from flows.problem import CatalogError, Problem

__all__ = ["Catalog", "Navigation", "load", "made", "read_folder", "reread", "revision_of"]


@dataclass(frozen=True, slots=True)
class Catalog:
    """Everything a dialogue is made of. Never changes, however deep; shared by all threads.

    `flows` by name (its file's, without `.toml`); `phrases`: what the gateway itself says; `files`: the sources.
    """

    revision: str
    languages: tuple[str, ...]
    navigation: Navigation
    flows: Mapping[str, Flow]
    phrases: Mapping[str, Text]
    files: Mapping[str, str]

    def languages_from(self, language: str) -> tuple[str, ...]:
        """That language, then the fallback order."""
        return (language, *(other for other in self.languages if other != language))

    def phrase(self, name: str, language: str, **values: object) -> str:
        """One of the gateway's own sentences, filled in."""
        text = self.phrases[name].in_language(self.languages_from(language))
        return template.render(text, values, language, lambda _name, value: value)


def read_folder(folder: Path) -> dict[str, str]:
    """File name -> text of the TOML files of a folder. Raises CatalogError where there is nothing to read.

    Bytes that are not UTF-8 come out as lone surrogates: the check says where they stand.
    """
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix == ".toml" and not path.name.startswith("."))
        files = {path.name: path.read_bytes().decode("utf-8-sig", "surrogateescape") for path in paths}
    except OSError as error:
        place = error.filename or folder
        raise CatalogError((Problem(str(place), 1, 1, f"can't be read: {error.strerror or error}"),)) from None
    if not files:
        raise CatalogError((Problem(str(folder), 1, 1, "there is no flow file (NAME.toml) in this folder"),))
    return files


def load(
    files: Mapping[str, str],
    *,
    languages: tuple[str, ...],
    navigation: Navigation,
    entries: Iterable[str] | None,
    fills: Mapping[str, tuple[str, ...]] | None = None,
) -> Catalog:
    """The catalog of these files. Raises CatalogError with every problem when the check finds an error.

    `entries`: the flows that a code or keyword starts; `fills`: flow -> the answers that a keyword's words give.
    The `[[test]]` dialogues are not played: that is for whoever starts or publishes (`flows.check`).
    """
    found = examine(files, languages=languages, navigation=navigation, entries=entries, fills=fills or {}, play=False)
    return made(found)


def reread(files: Mapping[str, str], *, languages: tuple[str, ...], navigation: Navigation) -> Catalog:
    """The catalog of files that passed their check when they were published, only read again.

    A check that has become stricter since must not break off the dialogues of an older revision. Raises CatalogError
    for what can't be read.
    """
    found = Examination(dict(files), tuple(languages), navigation, None, {})
    reading.read_all(found)
    return made(found)


def made(found: Examination) -> Catalog:
    """The catalog of what was examined. Raises CatalogError with every error."""
    errors = tuple(problem for problem in found.problems if problem.severity == "error")
    if errors:
        raise CatalogError(errors)
    return Catalog(
        revision=revision_of(found.files, found.languages, found.navigation),
        languages=found.languages,
        navigation=found.navigation,
        flows=MappingProxyType({name: frozen(flow) for name, flow in found.flows.items()}),
        phrases=MappingProxyType({name: frozen(text) for name, text in found.phrases.items()}),
        files=MappingProxyType(dict(found.files)),
    )


def revision_of(files: Mapping[str, str], languages: Iterable[str], navigation: Navigation) -> str:
    """The content hash: 64 hex digits, the same on every machine."""
    content = json.dumps([sorted(files.items()), list(languages), asdict(navigation)])
    return hashlib.sha256(content.encode()).hexdigest()
