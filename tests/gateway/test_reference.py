"""docs/reference.md: it is the newest, and leaves nothing out."""

from __future__ import annotations

import re
from typing import get_args

from pydantic import BaseModel

from flows import template
from flows.accept import Accept
from flows.checks.values import ROLES
from flows.definition import NODE_KINDS
from gateway.config import Settings
from gateway.reference import reference
from tests.conftest import ROOT

PAGE = reference()


def section(heading: str) -> str:
    """What stands under a heading, up to the next of any level."""
    return re.split(r"(?m)^#", PAGE.partition(f"\n{heading}\n")[2])[0]


def keys(heading: str) -> set[str]:
    return set(re.findall(r"^\| `(\w+)` \|", section(heading), re.MULTILINE))


def test_the_file_is_the_newest() -> None:
    assert (ROOT / "docs" / "reference.md").read_text(encoding="utf-8") == PAGE, "run `make docs`"


def test_every_kind_of_node_has_its_keys_and_an_example() -> None:
    for kind, model in NODE_KINDS.items():
        assert {field.alias or name for name, field in model.model_fields.items()} <= keys(f"### {kind}")
        assert "```toml\n[node." in section(f"### {kind}")


def test_what_the_examples_compare_a_role_with_is_one() -> None:
    said = set(re.findall(r"contact\.role == '(\w+)'", PAGE))
    assert said
    assert said <= set(ROLES)


def test_how_a_label_is_written_is_said() -> None:
    assert "Its `label` is written by its languages alone" in section("### menu")


def test_every_input_and_every_filter_stands_there() -> None:
    for kind in Accept.model_fields:
        assert f"accept = {'' if kind in 'phone code pin season'.split() else '{ '}" in section(f"### accept: {kind}")
    assert set(re.findall(r"\\\|(\w+)\}`", section("## Filters"))) == set(template.FILTERS)
    assert "| `{price\\|rupiah}` | `25000` | Rp25.000 | Rp25.000 | Rp25.000 |" in PAGE
    assert "| Air bersih | Cai beresih | Clean water |" in PAGE


def test_every_setting_stands_there() -> None:
    assert keys("## Settings") == set(Settings.model_fields)
    for name, field in Settings.model_fields.items():
        for model in (one for one in (field.annotation, *get_args(field.annotation)) if isinstance(one, type)):
            if issubclass(model, BaseModel):
                heading = f"### [{name}{'.NAME' if get_args(field.annotation) else ''}]"
                assert keys(heading) == set(model.model_fields), heading


def test_bounds_and_defaults_are_told() -> None:
    assert "| `reopen_days` | a whole number from 0 | `14` |" in PAGE
    assert '| `adapter` | text | `"africastalking"` |' in PAGE
    assert "| `short_code` | text | must be given |" in PAGE
