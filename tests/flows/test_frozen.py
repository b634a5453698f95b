"""Values that nobody can change, and the tables that are such."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields
from typing import Any, get_args

import pytest
from pydantic import BaseModel, ValidationError

from flows import effects, phrases
from flows.frozen import frozen
from flows.host import Query
from flows.limits import LIMITS
from flows.navigation import Navigation


class Inner(BaseModel):
    model_config = {"frozen": True}
    words: dict[str, list[str]]


class Outer(BaseModel):
    model_config = {"frozen": True}
    inner: Inner
    many: list[Inner]
    where: dict[str, Any]
    name: str = "x"


def test_every_dict_and_list_becomes_read_only_however_deep() -> None:
    inner = Inner(words={"a": ["b"]})
    made = frozen(Outer(inner=inner, many=[inner], where={"x": {"y": [1, {"z": 2}]}}))
    changes: list[Any] = [made.inner.words, made.many[0].words, made.where, made.where["x"], made.where["x"]["y"][1]]
    for container in changes:
        with pytest.raises(TypeError):
            container["new"] = 1
    assert isinstance(made.many, tuple)
    assert isinstance(made.inner.words["a"], tuple)
    assert made.where["x"]["y"] == (1, {"z": 2})
    with pytest.raises(ValidationError):
        made.name = "y"  # type: ignore[misc]


def test_the_model_that_was_given_stays_as_it_was() -> None:
    given = Inner(words={"a": ["b"]})
    assert frozen(given) is not given
    given.words["c"] = []
    assert given.words == {"a": ["b"], "c": []}


@pytest.mark.parametrize("value", [LIMITS, Navigation(), Query("villages", "id"), effects.OpenInquiry("P", "1", "q")])
def test_settings_questions_and_effects_are_values(value: Any) -> None:
    for field in fields(value):
        with pytest.raises(FrozenInstanceError):
            setattr(value, field.name, None)


def test_phrases_and_their_names_are_a_table_for_all_threads() -> None:
    with pytest.raises(TypeError):
        phrases.NAMES["new"] = ()  # type: ignore[index]
    assert all(isinstance(names, tuple) for names in phrases.NAMES.values())


def test_each_record_that_a_flow_makes_is_one_kind_of_effect() -> None:
    assert set(effects.BY_TARGET.values()) | {effects.SendMessage} == set(get_args(effects.Effect))
    assert len(set(effects.BY_TARGET.values())) == len(effects.BY_TARGET)
