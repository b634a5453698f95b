"""/metrics: who may read it, that Prometheus can, and that it is the sum of all web processes."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

from gateway.runtime import Runtime, connect_database
from models import channel_state, message
from models.message import TRANSITIONS
from tests import delivering
from tests.conftest import NOW
from tests.gateway.doors import FORMS, Served, open_door, serve

ASKED = {"Authorization": "Bearer a-token"}


@pytest.fixture
def counted(runtime: Runtime) -> Runtime:
    return replace(runtime, environment=runtime.environment.model_copy(update={"metrics_token": "a-token"}))


def read(said: str) -> dict[tuple[str, ...], float]:
    """(name, label values ...) -> number, as Prometheus understands the text."""
    samples = (sample for family in text_string_to_metric_families(said) for sample in family.samples)
    return {(sample.name, *sample.labels.values()): sample.value for sample in samples}


def scrape(runtime: Runtime) -> dict[tuple[str, ...], float]:
    answer = open_door(runtime).web.get("/metrics", headers=ASKED)
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain; version=")
    return read(answer.text)


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer ", "Bearer wrong", "a-token", "bearer a-token", "Bearer é"])
def test_without_the_token_there_is_nothing(counted: Runtime, given: str) -> None:
    web = open_door(counted).web
    answer, unknown = (web.get(path, headers={"Authorization": given}) for path in ("/metrics", "/nowhere"))
    assert answer.status_code == 404
    assert (answer.data, list(answer.headers)) == (unknown.data, list(unknown.headers))


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer ", "Bearer None"])
def test_where_no_token_is_set_nobody_gets_in(runtime: Runtime, given: str) -> None:
    assert open_door(runtime).web.get("/metrics", headers={"Authorization": given}).status_code == 404


def test_each_request_counts_once(counted: Runtime) -> None:
    door = open_door(counted)
    keys = [
        ("kentongan_hops_total", "at", "con"),
        ("kentongan_sms_in_total", "at"),
        ("kentongan_bad_requests_total", "at", "delivery"),
    ]
    before = scrape(counted)
    for kind, changes in (("ussd", {}), ("sms", {}), ("delivery", {"phoneNumber": "x"})):
        door.post(kind, **changes)
    after = scrape(counted)
    assert [after[key] - before.get(key, 0) for key in keys] == [1, 1, 1]


def test_no_number_and_no_text_is_told(counted: Runtime) -> None:
    door = open_door(counted)
    door.post("sms", text="Jembatan ambruk")
    said = door.web.get("/metrics", headers=ASKED).text
    assert FORMS["sms"]["from"] not in said
    assert "Jembatan" not in said


def test_the_outbox_is_told_by_status(counted: Runtime) -> None:
    statuses = [*TRANSITIONS, "delivered", "failed", "refused", "queued"]
    for number, status in enumerate(statuses):
        id = delivering.queue(counted.database, delivering.phone(number))
        delivering.change(counted.database, id, status=status)
    open_door(counted).post("sms", text="")
    found = {key[2]: value for key, value in scrape(counted).items() if key[0] == "kentongan_outbox"}
    assert found == {"queued": 3, "sending": 1, "unknown": 1}, "the third that is queued is the answer to the text"


def test_a_channel_that_stands_still_is_told(counted: Runtime) -> None:
    key = ("kentongan_channel_blocked", "at")
    assert key not in scrape(counted)
    with counted.database.begin() as connection:
        channel_state.lock(connection, "at")
        channel_state.block(connection, "at", "InsufficientBalance", NOW)
    assert scrape(counted)[key] == 1


def test_asking_does_not_read_the_whole_table(counted: Runtime) -> None:
    rows = (
        "INSERT INTO message (direction, channel, phone, text, status) SELECT 'out', 'at', '+62811', 'x', 'delivered'"
        " FROM generate_series(1, 20000)"
    )
    read_rows = text("SELECT seq_tup_read FROM pg_stat_xact_user_tables WHERE relname = 'message'")
    with counted.database.begin() as connection:
        connection.execute(text(rows))
        connection.execute(text("ANALYZE message"))
        before = connection.execute(read_rows).scalar_one()
        assert message.under_way(connection) == []
        assert connection.execute(read_rows).scalar_one() == before


def test_while_the_database_is_away_the_counters_are_still_told(counted: Runtime) -> None:
    open_door(counted).post("ussd")
    away = replace(counted, database=connect_database("postgresql://nobody@127.0.0.1:1/none"))
    told = {key[0] for key in scrape(away)}
    assert "kentongan_hops_total" in told
    assert "kentongan_outbox" not in told


@pytest.fixture
def served(runtime: Runtime, tmp_path: Path) -> Iterator[Served]:
    with serve(runtime, tmp_path, metrics_token="a-token") as web:
        yield web


def test_any_process_tells_the_sum_of_all(served: Served) -> None:
    sent = 0

    def post(number: int) -> int:
        form = FORMS["ussd"] | {"sessionId": f"ATUid_{number}"}
        return requests.post(served.address("ussd"), data=form, timeout=60).status_code

    def counting() -> int:
        """How many processes have answered a hop."""
        return sum(b"kentongan_hops" in file.read_bytes() for file in (served.data / "metrics").glob("counter_*.db"))

    with ThreadPoolExecutor(8) as pool:
        while counting() < 2:
            assert sent < 4000, "one process answers everything"
            assert set(pool.map(post, range(sent, sent + 40))) == {200}
            sent += 40
    for _ in range(10):
        answer = requests.get(f"{served.base}/metrics", headers={**ASKED, "Connection": "close"}, timeout=60)
        found = read(answer.text)
        assert sum(value for key, value in found.items() if key[0] == "kentongan_hops_total") == sent
        assert found.get(("kentongan_outbox", "at", "queued"), 0) == 0
