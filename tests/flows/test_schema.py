"""docs/flow.schema.json is what the models say, and tells an author's editor what `kentongan check` would."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from flows.definition import NODE_KINDS
from flows.schema import schema

ROOT = Path(__file__).parents[2]
SHIPPED = sorted(path for path in (ROOT / "flows" / "banten").glob("*.toml") if path.name != "phrases.toml")
CHECKED = Draft202012Validator(schema())


def flow(**node: Any) -> dict[str, Any]:
    return {"title": "Coba", "start": "a", "node": {"a": node}}


def test_the_file_is_the_newest() -> None:
    written = json.loads((ROOT / "docs" / "flow.schema.json").read_text())
    assert written == schema(), "run `make docs`"
    Draft202012Validator.check_schema(written)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_what_ships_holds_and_names_it(path: Path) -> None:
    CHECKED.validate(tomllib.loads(path.read_text()))
    named = path.read_text().splitlines()[0].removeprefix("#:schema ")
    assert (path.parent / named).resolve() == ROOT / "docs" / "flow.schema.json"


@pytest.mark.parametrize(
    "accept",
    [
        "phone",
        {"phone": True},
        {"text": {"min": 5}},
        {"pattern": "[0-9]+", "hint": {"id": "angka"}},
        {"pattern": {"pattern": "[0-9]+"}},
        {"date": {"from": 0, "to": 30}},
    ],
)
def test_every_way_of_writing_what_is_accepted(accept: Any) -> None:
    CHECKED.validate(flow(ask={"id": "Apa?"}, accept=accept, save="x", next="b"))


@pytest.mark.parametrize(
    "wrong",
    [
        flow(ask="Apa?", accept="telephone", save="x", next="b"),
        flow(ask="Apa?", accept={"text": {"minimum": 5}}, save="x", next="b"),
        flow(ask="Apa?", accept={}, save="x", next="b"),
        flow(ask="Apa?", accept="text", save="x"),
        flow(end=5),
        flow(end="Habis", sms="yes"),
        flow(end="Habis", nxt="b"),
        flow(menu="Apa?", options=[{"id": 5}]),
        flow(choose="Apa?", **{"from": "people"}, label="{name}", save="x", next="b", empty="b"),
        flow(send={"mayor": "Halo"}, next="b"),
        flow(),
        {"start": "a", "node": {}},
        {**flow(end="Habis"), "starts": "a"},
    ],
)
def test_what_the_check_refuses_is_refused(wrong: dict[str, Any]) -> None:
    assert not CHECKED.is_valid(wrong)


def test_every_kind_of_node_is_in_it() -> None:
    offered = schema()["properties"]["node"]["additionalProperties"]["oneOf"]
    assert len(offered) == len(NODE_KINDS)
