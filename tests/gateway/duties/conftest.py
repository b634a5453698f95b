"""A village desk with Siti, who reports things, and its officers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from gateway.runtime import Runtime
from tests.village_desk import ABOVE, HEAD, OPERATOR, SITI, VILLAGE, VillageDesk, officers


@pytest.fixture
def village(runtime: Runtime) -> VillageDesk:
    """On the morning of a Monday that is a holiday, the 17th of August."""
    desk = VillageDesk(runtime)
    for phone in (SITI, OPERATOR, HEAD, *ABOVE):
        desk.meet(phone, name="Siti Aminah" if phone == SITI else "")
    return desk


@pytest.fixture
def above(database: Engine) -> Iterator[None]:
    """There are officers of the district, the regency and the province."""
    with officers(database, VILLAGE, ABOVE):
        yield
