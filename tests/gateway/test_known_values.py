"""What the check of the flows takes for all values of a name are all that the desk gives."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from flows.checks.longest import DISTRICT, HISTORY, LATEST, PERSON, REGENCY, VILLAGE
from flows.checks.longest import PRODUCT as PRODUCT_NAME
from flows.checks.values import BROADCAST, FIELDS, INQUIRY, KNOWN, PRODUCT, RESULTS, ROLES, TICKET
from gateway import proof_settings, ticket_history
from models import officer, ticket
from tests.flows.banten import rows

DESK = Path(__file__).parents[2] / "gateway" / "desk"


def test_statuses() -> None:
    words = [one.split(".") for one in proof_settings.WORDS]
    for kind, source in (("ticket", TICKET), ("inquiry", INQUIRY), ("product", PRODUCT), ("broadcast", BROADCAST)):
        told = {status for name, status in words if name == kind and "_" not in status.replace("in_progress", "")}
        assert set(FIELDS[source]["status"].listed) == {"", *told}
    assert set(ticket.TRANSITIONS) < set(FIELDS[TICKET]["status"].listed)


def test_roles_and_levels() -> None:
    assert ROLES == officer.ROLES
    assert set(FIELDS[TICKET]["level"].listed) == {"", *officer.LEVELS}


@pytest.mark.parametrize("name", ["none", "closed", "open", "locked"])
def test_states_of_a_pin(name: str) -> None:
    assert name in KNOWN["contact.pin"].listed


def test_no_result_of_the_desk_is_missing() -> None:
    """Whatever stands as a result in the code of the desk."""
    said = {one for file in DESK.glob("*.py") for one in re.findall(r'"result": "(\w+)"', file.read_text("utf-8"))}
    assert said
    assert said <= {one for values in RESULTS.values() for one in values.listed}


def test_nothing_that_ships_is_longer_than_a_worst_screen_takes_it_for() -> None:
    for row in rows("villages.csv"):
        for field, longest in (("name", VILLAGE), ("district", DISTRICT), ("regency", REGENCY)):
            assert len(row[field]) <= len(longest), row
    assert all(len(row["name"]) <= len(PRODUCT_NAME) for row in rows("products.csv"))
    assert all(len(row["name"]) <= len(PERSON) for row in rows("officers.csv"))
    assert len(LATEST) == ticket_history.SHORT
    assert len(HISTORY) == ticket_history.LONGEST
