"""What a start of `kentongan up` does with the flow folder."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gateway import proof
from gateway.commands.up import prepare
from gateway.config import Environment
from tests.gateway.publishing import Admin, admin
from tests.gateway.test_command_diff import MOVED, WATER
from tests.gateway.test_command_publish import listed

__all__ = ["admin"]


@pytest.fixture
def start(admin: Admin, environment: Environment) -> Callable[[], None]:
    def start() -> None:
        prepare(*proof.proved_flows(admin.folder / "config.toml"), environment)

    return start


def test_an_edit_is_served_after_the_next_start(admin: Admin, start: Callable[[], None]) -> None:
    for _ in range(2):
        start()
        assert [(one["note"], one["author"]) for one in listed(admin)] == [("as shipped", "kentongan")]
    admin.edit('en = "Road"', 'en = "Street"')
    start()
    assert [(one["note"], one["serves"]) for one in listed(admin)] == [
        ("changed, and started anew", "everybody"), ("as shipped", ""),
    ]  # fmt: skip
    assert admin.said("diff") == "nothing is different\n"


def test_what_was_taken_back_stays_taken_back(admin: Admin, start: Callable[[], None]) -> None:
    start()
    admin.edit('en = "Road"', 'en = "Street"')
    start()
    admin.said("rollback")
    start()
    assert [one["serves"] for one in listed(admin)] == ["", "everybody"]


def test_numbers_that_mean_something_else_are_told(
    admin: Admin, start: Callable[[], None], capsys: pytest.CaptureFixture[str]
) -> None:
    start()
    admin.edit(WATER, "")
    start()
    assert capsys.readouterr().err == "".join(f"Warning: {line}\n" for line in MOVED.splitlines())
