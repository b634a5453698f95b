"""Values that nobody can change: what all threads share."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import BaseModel

Model = TypeVar("Model", bound=BaseModel)


def frozen(model: Model) -> Model:
    """The same model with every dict and list in it, however deep, made read-only."""
    return model.model_copy(update={name: _frozen(getattr(model, name)) for name in type(model).model_fields})


def _frozen(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return frozen(value)
    if isinstance(value, Mapping):
        return MappingProxyType({key: _frozen(inner) for key, inner in value.items()})
    if isinstance(value, list | tuple):
        return tuple(_frozen(inner) for inner in value)
    return value
