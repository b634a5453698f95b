"""config.toml and the flows that it names, proved together: every problem with file, line and column."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from flows.catalog import Catalog, Navigation, made, read_folder
from flows.check import examine
from flows.checks import entries, toml
from flows.checks.base import CONFIG, Examination
from flows.checks.reading import report
from flows.problem import CatalogError, Problem
from gateway import (
    catalogs,
    proof_categories,
    proof_deadlines,
    proof_keywords,
    proof_settings,
    proof_texts,
    proof_villages,
)
from gateway.config import Settings, read_settings
from gateway.proof_guide import check as check_guide


@dataclass(frozen=True, slots=True)
class Proof:
    """`problems`: their files are paths. `flows`: what was read; None where that was nothing."""

    problems: tuple[Problem, ...]
    flows: Examination | None = None


def prove(config: Path) -> Proof:
    """config.toml, then its flows. Never raises for what stands in them."""
    found = _open(config)
    if found.raw.get(str(config), {}).keys() & {"node", "start"}:
        found.problems.append(Problem(str(config), 1, 1, "this is a flow and no config.toml: check its folder"))
        return Proof(tuple(found.problems))
    settings = _settings(found, str(config))
    if settings is None:
        return Proof(tuple(found.problems))
    check_guide(found, str(config), settings)
    proof_settings.check(found, str(config), settings)
    proof_keywords.check(found, str(config), settings)
    proof_texts.check(found, str(config), settings)
    proof_deadlines.check(found, str(config), settings)
    folder = (config.parent / settings.flows).resolve()
    try:
        files = read_folder(folder)
    except CatalogError as error:
        found.at_value(str(config), ("flows",), f'flows = "{settings.flows}": {error.problems[0].reason}')
        return Proof(tuple(found.problems))
    flows = _flows(files, settings, started=True)
    _check_started(found, str(config), settings, flows)
    proof_categories.check(flows, settings)
    proof_villages.check(flows)
    proof_categories.check_opened(found, str(config), flows, settings)
    return Proof((*sorted(found.problems), *_placed(flows, folder)), flows)


def proved(config: Path) -> Settings:
    """The settings of a process that starts. What `kentongan check` refuses does not start.

    Raises ConfigError where they can't be read, else CatalogError with every error.
    """
    return _proved(config)[0]


def proved_flows(config: Path) -> tuple[Settings, Catalog]:
    """As `proved`, and the flows as they were proved, whatever was written into the folder since."""
    settings, flows = _proved(config)
    return settings, made(flows)


def _proved(config: Path) -> tuple[Settings, Examination]:
    settings = read_settings(config)
    proof = prove(config)
    errors = tuple(problem for problem in proof.problems if problem.severity == "error")
    if errors or proof.flows is None:
        raise CatalogError(errors)
    return settings, proof.flows


def prove_folder(folder: Path, config: Path) -> Proof:
    """The flows of a folder alone. `config`: the settings, where they can be read, say the languages and,
    if it is their own folder, what starts a flow. Raises CatalogError where there is no flow.
    """
    files = read_folder(folder)
    settings = _settings(_open(config), str(config))
    own = settings is not None and (config.parent / settings.flows).resolve() == folder.resolve()
    flows = _flows(files, settings, started=own)
    return Proof(tuple(_placed(flows, folder)), flows)


def examined(config: Path) -> Examination:
    """The configured flows, read and proved but for their tests. Raises as `proved` does."""
    settings = read_settings(config)
    found = _flows(read_folder(settings.flows), settings, started=True, play=False)
    errors = [one for one in catalogs.placed(found.problems, settings.flows) if one.severity == "error"]
    if errors:
        raise CatalogError(tuple(errors))
    return found


def _open(config: Path) -> Examination:
    """An examination of config.toml alone, with whatever is wrong with its TOML."""
    file = str(config)
    found = Examination({}, (), Navigation(), None, {})
    try:
        text = config.read_bytes().decode("utf-8-sig", "surrogateescape")
    except OSError as error:
        found.problems.append(Problem(file, 1, 1, f"can't be read: {error.strerror or error}"))
        return found
    found.files = {file: text}
    raw = toml.read(file, text)
    if isinstance(raw, Problem):
        found.problems.append(raw)
    else:
        found.raw[file] = raw
    return found


def _settings(found: Examination, file: str) -> Settings | None:
    if file not in found.raw:
        return None
    try:
        settings = Settings.model_validate(found.raw[file])
    except ValidationError as error:
        report(found, file, error, Settings)
        return None
    found.languages = settings.languages
    return settings


def _flows(files: dict[str, str], settings: Settings | None, *, started: bool, play: bool = True) -> Examination:
    known = settings or Settings.model_construct()
    return examine(
        files,
        languages=known.languages,
        navigation=Navigation(**known.navigation.model_dump()),
        entries=catalogs.entries(known) if started else None,
        fills=catalogs.fills(known) if started else {},
        longest=proof_texts.longest(settings) if settings else None,
        price=settings.broadcast.price_per_segment if settings else 0,
        doing_words=known.doing_words,
        play=play,
    )


def _check_started(found: Examination, file: str, settings: Settings, flows: Examination) -> None:
    """The flows that codes, keywords and answers to notices start, and what their words fill, each at its place."""

    def unmet(flow: str, fills: tuple[str, ...] = ()) -> list[entries.Unmet]:
        return entries.unmet(flows.flows, flows.broken, [flow], {flow: fills} if fills else {})

    for name, channel in settings.channels.items():
        for code, flow in channel.ussd.items():
            for one in unmet(flow):
                found.at_value(file, ("channels", name, "ussd", code), one.reason)
    for section, started in (("keywords", settings.keywords), ("replies", settings.replies)):
        for name, text in started.items():
            for one in unmet(text.flow, text.fills) if text.flow else []:
                at = ("fills", text.fills.index(one.answer)) if one.answer else ("flow",)
                found.at_value(file, (section, name, *at), one.reason)


def _placed(flows: Examination, folder: Path) -> list[Problem]:
    """The problems of the flow files, with paths; what concerns config.toml is told at its place there."""
    return catalogs.placed([one for one in flows.problems if one.file != CONFIG], folder)
