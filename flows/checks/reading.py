"""The files of a catalog, read: what can't be is complained of with its place, and left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from flows import phrases
from flows.checks import toml, wording
from flows.checks.base import Examination, listed, nearest
from flows.definition import NODE_KINDS, Flow
from flows.part import Text
from flows.problem import Problem


def read_all(found: Examination) -> None:
    """Fill `found.flows` and `found.phrases`."""
    for file in sorted(found.files):
        raw = toml.read(file, found.files[file])
        if isinstance(raw, Problem):
            found.problems.append(raw)
            found.broken.add(file)
            continue
        found.raw[file] = raw
        if file == phrases.FILE:
            _read_phrases(found, raw)
        else:
            _read_flow(found, file, raw)


def _read_phrases(found: Examination, raw: dict[str, Any]) -> None:
    for phrase, words in raw.items():
        try:
            found.phrases[phrase] = Text.model_validate(words)
        except ValidationError as error:
            found.broken.add(phrases.FILE)
            for one in wording.complaints(error, Text):
                found.at_value(phrases.FILE, (phrase, *one.path), one.reason.replace("this", f'"{phrase}"', 1))


def _read_flow(found: Examination, file: str, raw: dict[str, Any]) -> None:
    name = file.removesuffix(".toml")
    nodes = raw.get("node")
    bad = _nodes_of_no_kind(found, file, nodes) if isinstance(nodes, dict) else set()
    if bad:
        found.broken.add(file)
        raw = raw | {"node": {node: body for node, body in raw["node"].items() if node not in bad}}
    try:
        flow = Flow.model_validate(raw)
    except ValidationError as error:
        found.broken.add(file)
        report(found, file, error, Flow)
        return
    if not bad:
        found.flows[name] = flow


def report(found: Examination, file: str, error: ValidationError, model: type[BaseModel]) -> None:
    """Each of pydantic's errors at its place."""
    for one in wording.complaints(error, model):
        (found.at_key if one.at_key else found.at_value)(file, one.path, one.reason)


def _nodes_of_no_kind(found: Examination, file: str, nodes: dict[str, Any]) -> set[str]:
    bad: set[str] = set()
    for node, body in nodes.items():
        kinds = [key for key in body if key in NODE_KINDS] if isinstance(body, Mapping) else []
        if len(kinds) == 1:
            continue
        bad.add(node)
        if not isinstance(body, Mapping):
            found.at_value(file, ("node", node), f'the node "{node}" must be a table: [node.{node}]')
        elif kinds:
            said = f'the node "{node}" is {listed(kinds)} at once: make a node of each'
            found.at_key(file, ("node", node, kinds[1]), said)
        else:
            close = next((word for key in body if (word := nearest(key, NODE_KINDS))), "")
            said = f'the node "{node}" does not say what it is{close or "; it needs one of " + ", ".join(NODE_KINDS)}'
            found.at_key(file, ("node", node), said)
    return bad
