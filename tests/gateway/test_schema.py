"""docs/config.schema.json is what the settings say, and tells an author's editor what `kentongan check` would."""

from __future__ import annotations

import json
import tomllib
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from gateway.config import Settings
from gateway.schema import schema

ROOT = Path(__file__).parents[2]
SHIPPED = (ROOT / "config.toml").read_text(encoding="utf-8")
CHECKED = Draft202012Validator(schema())


def test_the_file_is_the_newest() -> None:
    written = json.loads((ROOT / "docs" / "config.schema.json").read_text(encoding="utf-8"))
    assert written == schema(), "run `make docs`"
    Draft202012Validator.check_schema(written)


def test_what_ships_holds_and_names_it() -> None:
    CHECKED.validate(tomllib.loads(SHIPPED))
    assert SHIPPED.splitlines()[0] == "#:schema docs/config.schema.json"


def test_every_section_is_in_it() -> None:
    assert schema()["properties"].keys() == Settings.model_fields.keys()


@pytest.mark.parametrize(
    ("section", "wrong"),
    [
        ("colour", 1),
        ("flows", 5),
        ("languages", "id"),
        ("navigation", {"up": "9"}),
        ("channels", {"at": {"ussd": {}}}),
        ("channels", {"at": {"short_code": "1", "rate": 0}}),
        ("keywords", {"LAPOR": {"flo": "lapor"}}),
        ("keywords", {"LAPOR": {"flow": "lapor", "role": "mayor"}}),
        ("categories", {"jalan": {"kind": "reprot", "name": {"id": "Jalan"}}}),
        ("notices", {"help": "Kirim SMS"}),
        ("desk", {"reopen_days": "many"}),
    ],
)
def test_what_the_check_refuses_is_refused(section: str, wrong: Any) -> None:
    assert not CHECKED.is_valid(deepcopy(tomllib.loads(SHIPPED)) | {section: wrong})
