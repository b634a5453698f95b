"""pydantic's errors in plain words, each with the path of what it is about. Serves flow files and config.toml alike."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from flows.checks.base import listed, nearest
from flows.definition import NODE_KINDS, Node, Option
from flows.part import Text
from flows.positions import Path

MEANINGS = {
    "title": "the name of the flow, in each language",
    "start": "the node with which the flow begins",
    "node": "the nodes of the flow, [node.NAME]",
    "save": "the name under which the answer is kept",
    "next": "the node to go to from here",
    "goto": "the node to go to",
    "empty": "the node to go to when there is nothing to choose from",
    "from": "what is chosen from",
    "label": "what is shown of each",
    "options": "what can be chosen",
    "accept": "what kind of answer is taken",
    "pattern": "what an answer must look like (RE2)",
    "name": "what this is called",
    "dialog": 'the steps, each ["what is typed", "what is shown"]',
}
TYPES = {
    "string_type": "must be a text in quotes",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "dict_type": "must be a table, { ... }",
    "model_type": "must be a table, { ... }",
    "model_attributes_type": "must be a table, { ... }",
    "tuple_type": "must be a list, [ ... ]",
}


@dataclass(frozen=True, slots=True)
class Complaint:
    """`at_key`: it is about the key (a word that means nothing), not about its value."""

    path: Path
    at_key: bool
    reason: str


def complaints(error: ValidationError, model: type[BaseModel]) -> list[Complaint]:
    """What is wrong, once each: a missing word and a strange one that looks like it are one slip of the pen."""
    errors = error.errors(include_url=False, include_context=True)
    missing = [one["loc"] for one in errors if one["type"] == "missing"]
    found: list[Complaint] = []
    for loc in [one["loc"] for one in errors if one["type"] == "extra_forbidden"]:
        around, key = loc[:-1], str(loc[-1])
        meant = difflib.get_close_matches(key, [str(lost[-1]) for lost in missing if lost[:-1] == around], 1)
        missing = [lost for lost in missing if lost != (*around, *meant)]
        found.append(Complaint(_path(loc), True, _strange(key, meant or _known(model, around))))
    told = {"extra_forbidden", "missing"}
    others = [one for one in errors if one["type"] not in told or one["loc"] in missing]
    return found + [_complaint(one, model) for one in others]


def _complaint(one: ErrorDetails, model: type[BaseModel]) -> Complaint:
    path, kind = _path(one["loc"]), one["type"]
    at_key = False
    if kind == "literal_error" and one["loc"][-1] == "[key]":
        at_key, reason = True, f'"{one["input"]}" can\'t stand here: it is one of {_expected(one)}'
    elif kind == "literal_error":
        reason = f"{_subject(path)} is one of {_expected(one)}"
    elif (
        kind == "string_type" and path[-2:-1] == ("label",) and "options" in path and not isinstance(one["input"], str)
    ):
        at_key, reason = True, _strange(str(path[-1]), _words(Option))  # the languages of its label stand beside these
    elif kind in {"missing", "too_long"} and "dialog" in path[:-1]:
        reason = 'a step of a dialog is ["what is typed", "what is shown"]'
    elif kind == "missing":
        meaning = MEANINGS.get(str(path[-1]))
        at_key, reason = True, f'"{path[-1]}" is missing' + (f": {meaning}" if meaning else "")
    elif kind == "dict_type" and _at(model, one["loc"]) is Text:
        reason = f"{_subject(path)} must be a text in quotes, or one for each language"
    elif kind == "tuple_type" and path == ("test",):
        at_key, reason = True, "a test begins with [[test]], for there may be several"
    else:
        words = TYPES.get(kind) or one["msg"].removeprefix("Value error, ").removeprefix("Input ")
        reason = words if kind == "value_error" else f"{_subject(path)} {words}"
    return Complaint(path, at_key, reason)


def _subject(path: Path) -> str:
    if path and isinstance(path[-1], int):
        return f"item {path[-1] + 1} of {_subject(path[:-1])}"
    return f'"{path[-1]}"' if path else "this"


def _strange(key: str, known: Iterable[str]) -> str:
    words = sorted(known)
    close = nearest(key, words)
    return f'"{key}" means nothing here' + (close or (f"; there are {listed(words)}" if words else ""))


def _expected(one: ErrorDetails) -> str:
    return str(one.get("ctx", {}).get("expected", "")).replace("'", '"')


def _path(loc: Path) -> Path:
    """Without what pydantic puts into it: the kind of a node (its tag), and a mark for the key of a table."""
    if len(loc) > 2 and loc[0] == "node" and loc[2] in NODE_KINDS:
        loc = (*loc[:2], *loc[3:])
    return tuple(part for part in loc if part != "[key]")


def _known(model: type[BaseModel], loc: Path) -> list[str]:
    found = _at(model, loc)
    return _words(found) if isinstance(found, type) and issubclass(found, BaseModel) else []


def _words(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _at(model: Any, loc: Path) -> Any:
    """The type that stands at `loc`; None where there is none."""
    here: Any = model
    for part in loc:
        here = NODE_KINDS.get(str(part)) if here == Node else _step(here, part)
    return here


def _step(here: Any, part: str | int) -> Any:
    if isinstance(here, type) and issubclass(here, BaseModel):
        by_word = {field.alias or name: field.annotation for name, field in here.model_fields.items()}
        return _plain(by_word.get(str(part)))
    origin, inner = get_origin(here), get_args(here)
    if origin is not None and issubclass(origin, Mapping):
        return inner[1]
    return inner[0] if origin is tuple else None


def _plain(annotation: Any) -> Any:
    """`X` for `X | None`."""
    if get_origin(annotation) in {Union, UnionType}:
        return next(one for one in get_args(annotation) if one is not type(None))
    return annotation
