"""A market with a buyer and a seller who are known."""

from __future__ import annotations

import pytest

from gateway.runtime import Runtime
from tests.gateway.market.market import BUYER, SELLER, SITE, Market


@pytest.fixture
def market(runtime: Runtime) -> Market:
    market = Market(runtime)
    market.meet(BUYER, name="Siti Aminah")
    market.meet(SELLER, village=SITE)
    return market
