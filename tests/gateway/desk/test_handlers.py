"""Each effect is carried out by exactly one handler."""

from __future__ import annotations

import typing

from flows.effects import BY_TARGET, Effect
from gateway.desk import HANDLERS


def test_every_effect_has_one_handler() -> None:
    assert set(HANDLERS) == set(typing.get_args(Effect))


def test_every_target_of_a_flow_file_is_an_effect() -> None:
    assert set(BY_TARGET.values()) <= set(typing.get_args(Effect))
