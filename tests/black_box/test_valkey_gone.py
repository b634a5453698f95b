"""Valkey may be emptied, stopped, or hang in the middle of a dialogue: it does not show on the phone."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.black_box.handset import TELCO_WAITS, Handset, Screen
from tests.black_box.service import Service
from tests.black_box.service import until as holds

pytestmark = pytest.mark.black_box(seconds=45)

DESCRIPTION = "Air * mati * sejak Senin"
INPUTS = ("2", "mekarsari panimbang", "1", "1", "1", "2", "0", "3", DESCRIPTION)
"""A newcomer's report in Sundanese, with one step back and a `*` in what is typed."""

Trouble = Callable[[], None]


@contextlib.contextmanager
def valkey(service: Service, name: str) -> Iterator[Trouble]:
    """What happens to Valkey; undone afterwards."""
    pid = service.valkey

    def hang() -> None:
        os.kill(pid, signal.SIGSTOP)

    def stop() -> None:
        os.kill(pid, signal.SIGTERM)

    def kill() -> None:
        os.kill(pid, signal.SIGKILL)

    try:
        yield {"emptied": service.empty_valkey, "hanging": hang, "stopped": stop, "killed": kill}[name]
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)
        assert holds(service.is_ready)


@pytest.fixture(scope="module")
def undisturbed(service: Service) -> list[str]:
    """The screens of the dialogue when all is well, without the ticket's code."""
    return [masked(screen) for screen in walk(service.phone())]


def masked(screen: Screen) -> str:
    return (
        "".join("#" if character.isdigit() else character for character in screen.text) if screen.final else screen.text
    )


def walk(phone: Handset, trouble: Trouble | None = None, at: int = -1, until: int = len(INPUTS)) -> list[Screen]:
    """Every screen before input `until`, each in the time that a telco gives; `trouble` comes before input `at`."""
    screens = [phone.dial()]
    for index, typed in enumerate(INPUTS[:until]):
        if trouble and index == at:
            trouble()
        begun = time.monotonic()
        screens.append(phone.answer(typed))
        assert time.monotonic() - begun < TELCO_WAITS, typed
    return screens


@pytest.mark.parametrize("name", ["emptied", "hanging", "stopped", "killed"])
@pytest.mark.parametrize("at", [2, len(INPUTS) - 1])
def test_it_does_not_show_on_the_phone(service: Service, undisturbed: list[str], name: str, at: int) -> None:
    phone = service.phone()
    with valkey(service, name) as trouble:
        assert [masked(screen) for screen in walk(phone, trouble, at)] == undisturbed
    (ticket,) = service.export("tickets", phone.number)
    assert (ticket["category"], ticket["description"]) == ("listrik", DESCRIPTION)


@pytest.mark.parametrize("at", [5, len(INPUTS) - 1])
def test_what_it_remembers_from_before_it_was_away_is_not_believed(
    service: Service, undisturbed: list[str], at: int
) -> None:
    """Two hops are answered while it hangs; then it is back with the state before them."""
    phone = service.phone()
    with valkey(service, "hanging") as trouble:
        shown = walk(phone, trouble, at - 2, until=at)
    shown += [phone.answer(typed) for typed in INPUTS[at:]]
    assert [masked(screen) for screen in shown] == undisturbed
    (ticket,) = service.export("tickets", phone.number)
    assert (ticket["category"], ticket["description"]) == ("listrik", DESCRIPTION)


def test_many_callers_at_once_do_not_wait_for_a_hanging_valkey_one_after_the_other(
    service: Service, undisturbed: list[str]
) -> None:
    with valkey(service, "hanging") as trouble:
        trouble()
        with ThreadPoolExecutor(16) as pool:
            walks = list(pool.map(lambda _: walk(service.phone()), range(16)))
    assert [[masked(screen) for screen in screens] for screens in walks] == [undisturbed] * 16
