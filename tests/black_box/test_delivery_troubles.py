"""A thousand messages and a telco with every trouble, all of them processes that know each other over HTTP alone."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import telco_stub
from tests.black_box import outages
from tests.black_box.outages import Service
from tests.black_box.telco import Telco, telco
from tests.delivering import phone, queue_many
from tests.service import MakeUp
from tests.telco_stub import Fault

pytestmark = pytest.mark.black_box(seconds=50)

MESSAGES = 1000
HANGING = 8
"""Each costs the nine seconds after which nobody waits any longer."""

TROUBLES: dict[str, tuple[list[Fault], str, int]] = {
    "none": ([], "sent", 1),
    "HTTP 500 once": ([500], "sent", 2),
    "HTTP 503 once": ([503], "sent", 2),
    "HTTP 429 once": ([429], "sent", 2),
    "HTTP 500 again and again": ([500, 500, 500], "failed", 2),
    "HTTP 504": ([504], "unknown", 1),
    "cut before the answer": ([telco_stub.CUT_BEFORE], "unknown", 1),
    "cut in mid-answer": ([telco_stub.CUT_MID], "unknown", 1),
    "an answer that is no JSON": ([telco_stub.BAD_JSON], "unknown", 1),
    "missing from the answer": ([telco_stub.MISSING], "unknown", 1),
}
"""Trouble -> what goes wrong with the requests, the state that TELCO.md gives the message, how often it is posted."""

REFUSALS = {401: "refused", 403: "refused", 404: "refused", 406: "refused", 407: "refused", 500: "failed", 502: "failed",
            409: "failed", 100: "sent", 102: "sent", 999: "unknown"}  # fmt: skip
"""statusCode of a recipient -> the same."""

HANG = "no answer"


def plan() -> list[tuple[str, str, int]]:
    """(text, status, times) of each message, whose number is its place. Those that hang lie side by side."""
    kinds = [(kind, status, times) for kind, (_, status, times) in TROUBLES.items()]
    kinds += [(f"code {code}", status, 2 if status == "failed" else 1) for code, status in REFUSALS.items()]
    cycle = itertools.islice(itertools.cycle(kinds), MESSAGES - HANGING)
    each = [*itertools.repeat((HANG, "unknown", 1), HANGING), *cycle]
    return [(f"{kind} #{number}", status, times) for number, (kind, status, times) in enumerate(each)]


@pytest.fixture
def troubled(folder: Path) -> Iterator[Telco]:
    """Slow to answer, and each message has the trouble that it names."""
    codes, faults = {}, {}
    for number, (text, _, _) in enumerate(plan()):
        kind = text.partition(" #")[0]
        if kind.startswith("code "):
            codes[phone(number)] = int(kind.removeprefix("code "))
        else:
            faults[phone(number)] = [telco_stub.HANG] if kind == HANG else TROUBLES[kind][0]
    with telco(folder, codes=codes, faults=faults, delay=0.05, hang=120.0) as started:
        yield started


def test_each_message_ends_as_the_telco_said(make_up: MakeUp, folder: Path, troubled: Telco) -> None:
    given = {
        "AT_BASE_URL": troubled.url, "AT_API_KEY": "key",
        "KENTONGAN_CONFIG": str(outages.config(folder, send_attempts=2)),
    }  # fmt: skip
    service = Service(make_up(given=given).start())
    planned = plan()
    with service.database() as database:
        queue_many(database, [phone(number) for number in range(MESSAGES)], lambda number: planned[number][0],
                   now=outages.now())  # fmt: skip
    left = "SELECT count(*) FROM message WHERE direction = 'out' AND status IN ('queued', 'sending')"
    service.soon(lambda: service.rows(left) == [(0,)], seconds=180)
    status = dict(service.rows("SELECT text, status FROM message WHERE direction = 'out'"))
    times = troubled.times()
    ends = [(text, status[text], times[(phone(number), text)]) for number, (text, _, _) in enumerate(planned)]
    assert [(is_, should) for is_, should in zip(ends, planned, strict=True) if is_ != should] == []
