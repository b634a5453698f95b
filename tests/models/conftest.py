"""A transaction that is undone, on what ships."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine


@pytest.fixture
def connection(database: Engine) -> Iterator[Connection]:
    """What is written through it is undone."""
    with database.connect() as connection:
        yield connection
        connection.rollback()
