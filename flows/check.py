"""The proof of a catalog: every problem with file, line and reason. `flows/checks/` holds what is proved, by family."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from flows.phrases import FILE as PHRASES
from flows.navigation import Navigation
from flows.checks import conditions, graph, texts
from flows.checks.base import Examination
from flows.problem import Problem
from flows.definition import NODE_KINDS, Flow, Text, kind_of

__all__ = ["Problem", "check", "examine"]


def check(
    files: Mapping[str, str],
    *,
    languages: tuple[str, ...],
    navigation: Navigation,
    entries: Iterable[str] | None,
    fills: Mapping[str, tuple[str, ...]] | None = None,
) -> list[Problem]:
    """All problems of the flow files `files` (name -> text), by file and line; never raises."""
    return examine(files, languages=languages, navigation=navigation, entries=entries, fills=fills or {}).problems


def examine(
    files: Mapping[str, str],
    *,
    languages: tuple[str, ...],
    navigation: Navigation,
    entries: Iterable[str] | None,
    fills: Mapping[str, tuple[str, ...]],
) -> Examination:
    """The flows that could be read, and all problems."""
    found = Examination(files, languages, navigation, tuple(sorted(set(entries or ()))), fills)
    for name in files:
        raw = _parsed(found, name)
        if raw is not None and name == PHRASES:
            _read_phrases(found, raw)
        elif raw is not None:
            _read_flow(found, name, raw)
    texts.check_phrases(found)
    for flow in found.flows:
        texts.check_flow(found, flow)
        conditions.check_flow(found, flow)
    graph.check(found)
    found.problems.sort(key=lambda problem: (problem.file, problem.line, problem.column))
    return found


def _parsed(found: Examination, name: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(found.files[name])
    except tomllib.TOMLDecodeError as error:
        found.broken.add(name)
        place = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)", str(error))
        line, column = (int(place[1]), int(place[2])) if place and place[1] else (found.files[name].count("\n") + 1, 1)
        reason = str(error)[: place.start()] if place else str(error)
        found.problems.append(Problem(name, line, column, f"this is not TOML: {reason}"))
        return None


def _read_phrases(found: Examination, raw: dict[str, Any]) -> None:
    for phrase, words in raw.items():
        try:
            found.phrases[phrase] = Text.model_validate(words)
        except ValidationError:
            found.report(PHRASES, (phrase,), "a phrase is a table of texts by language")


def _read_flow(found: Examination, name: str, raw: dict[str, Any]) -> None:
    nodes = raw.get("node")
    kindless = False
    for node, body in nodes.items() if isinstance(nodes, dict) else ():
        if isinstance(body, dict) and not kind_of(body):
            kinds = [kind for kind in NODE_KINDS if kind in body]
            said = f"it has {' and '.join(kinds)}: keep one" if kinds else f"give it one of {', '.join(NODE_KINDS)}"
            found.report(name, ("node", node), f"the node {node!r} has no single kind; {said}")
            kindless = True
    if kindless:
        found.broken.add(name)
        return
    try:
        found.flows[name.removesuffix(".toml")] = Flow.model_validate(raw)
    except ValidationError as error:
        found.broken.add(name)
        for fault in error.errors():
            path = tuple(part for part in fault["loc"] if part not in NODE_KINDS or fault["loc"].count(part) > 1)
            found.report(name, path, _plain(fault))


def _plain(fault: Any) -> str:
    """pydantic's words as a person says them."""
    last = fault["loc"][-1] if fault["loc"] else ""
    reasons = {
        "missing": f"{last!r} is missing",
        "extra_forbidden": f"{last!r} is not a word that may stand here",
        "string_type": f"{last!r} must be a text in quotes",
        "dict_type": f"{last!r} must be a table",
    }
    return reasons.get(fault["type"], f"{last!r}: {fault['msg'].removeprefix('Value error, ')}")
