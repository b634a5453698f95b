"""`column = ANY(array)`: one parameter however many values there are, so that the statement is prepared once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, any_, literal
from sqlalchemy.orm import InstrumentedAttribute


def among(column: InstrumentedAttribute[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """Whether `column` is one of `values`."""
    return column == any_(literal(list(values), ARRAY(column.type)))
