"""The page's own requests, on a server that does one thing at a time, as a web process does."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from gateway.phone.page import is_open

from .conftest import Gateway, make_runtime, make_settings

SITI = "+628110000101"
DIAL = {"phone": SITI, "code": "*384*36#"}
TEXT = {"phone": SITI, "to": "36000", "text": "LAPOR jalan"}


@pytest.fixture
def stub(tmp_path: Path) -> Gateway:
    return Gateway(make_runtime(tmp_path, make_settings()))


@pytest.fixture
def client(stub: Gateway) -> FlaskClient:
    return stub.app().test_client()


def test_a_dialogue_from_the_first_screen_to_the_end(client: FlaskClient, stub: Gateway) -> None:
    begun = client.post("/simulator/calls", json=DIAL)
    assert begun.status_code == 201
    session = begun.json["session"]
    assert begun.json == {
        "session": session,
        "text": "Sampurasun\n1 Lapor masalah\n2 Produk desa",
        "final": False,
        "failed": False,
    }
    second = client.post(f"/simulator/calls/{session}", json={"text": "1*é🙂"})
    assert second.json == {"text": "Ditulis: 1*é🙂", "final": False, "failed": False}
    last = client.post(f"/simulator/calls/{session}", json={"text": "selesai"})
    assert last.json == {"text": "Hatur nuhun: 1*é🙂*selesai", "final": True, "failed": False}
    assert [form["text"] for form in stub.forms("ussd")] == ["", "1*é🙂", "1*é🙂*selesai"]
    assert {form["sessionId"] for form in stub.forms("ussd")} == {session}
    (end,) = stub.forms("ussd-end")
    assert (end["status"], end["hopsCount"], end["input"]) == ("Success", "3", "1*é🙂*selesai")
    assert end["lastAppResponse"] == "END Hatur nuhun: 1*é🙂*selesai"
    assert client.post(f"/simulator/calls/{session}", json={"text": "1"}).status_code == 404


def test_a_deep_dial_is_sent_as_code_and_text(client: FlaskClient, stub: Gateway) -> None:
    client.post("/simulator/calls", json=DIAL | {"code": "*384*36*2*1#"})
    assert [(form["serviceCode"], form["text"]) for form in stub.forms("ussd")] == [("*384*36#", "2*1")]


def test_hanging_up_tells_the_gateway(client: FlaskClient, stub: Gateway) -> None:
    session = client.post("/simulator/calls", json=DIAL).json["session"]
    assert client.post(f"/simulator/calls/{session}/hang-up", json={}).status_code == 200
    (end,) = stub.forms("ussd-end")
    assert (end["sessionId"], end["status"], end["hopsCount"]) == (session, "Incomplete", "1")
    assert client.post(f"/simulator/calls/{session}/hang-up", json={}).status_code == 404


@pytest.mark.parametrize("how", ["no prefix", "status 500"])
def test_an_answer_that_is_none_ends_the_call_as_failed(client: FlaskClient, stub: Gateway, how: str) -> None:
    session = client.post("/simulator/calls", json=DIAL).json["session"]
    stub.statuses["ussd"] = [500] if how == "status 500" else []
    screen = client.post(f"/simulator/calls/{session}", json={"text": "rusak"})
    assert screen.json == {"text": "", "final": True, "failed": True}
    assert stub.forms("ussd-end")[0]["status"] == "Failed"


def test_a_text_goes_to_the_hook_and_into_the_inbox(client: FlaskClient, stub: Gateway) -> None:
    sent = client.post("/simulator/texts", json=TEXT | {"text": "LAPOR *é…🙂"})
    assert (sent.status_code, sent.json) == (201, {"status": 200})
    (form,) = stub.forms("sms")
    assert (form["from"], form["to"], form["text"], form["networkCode"]) == (SITI, "36000", "LAPOR *é…🙂", "99999")
    inbox = client.get("/simulator/inbox", query_string={"phone": SITI}).json
    (text,) = inbox["messages"]
    assert (text["direction"], text["text"], text["status"], text["read"]) == ("out", "LAPOR *é…🙂", "Sent", True)
    assert (inbox["phone"], inbox["last"], inbox["unread"]) == (SITI, text["id"], {})


def test_a_text_that_could_not_be_stored_shows_as_failed(client: FlaskClient, stub: Gateway) -> None:
    stub.statuses["sms"] = [503]
    assert client.post("/simulator/texts", json=TEXT).json == {"status": 503}
    inbox = client.get("/simulator/inbox", query_string={"phone": SITI}).json
    assert inbox["messages"][0]["status"] == "Failed"


def test_a_text_to_the_second_channel_goes_to_its_hook(client: FlaskClient, stub: Gateway) -> None:
    client.post("/simulator/texts", json=TEXT | {"to": "36001"})
    assert [channel for channel, _, _ in stub.got] == ["kedua"]


def test_an_opened_text_is_read(client: FlaskClient) -> None:
    form = {"username": "sandbox", "to": SITI, "message": "Halo", "from": "36000"}
    client.post("/simulator/version1/messaging", data=form, headers={"apiKey": "any"})
    query = {"phone": SITI}
    inbox = client.get("/simulator/inbox", query_string=query).json
    assert inbox["unread"] == {SITI: 1}
    assert client.post("/simulator/inbox/read", json={"phone": SITI, "id": inbox["last"]}).status_code == 200
    assert client.get("/simulator/inbox", query_string=query).json["unread"] == {}


def test_the_log_has_each_form_with_its_answer_and_no_token(client: FlaskClient, stub: Gateway) -> None:
    client.post("/simulator/calls", json=DIAL)
    client.post("/simulator/texts", json=TEXT)
    log = client.get("/simulator/log").json
    first, second = log["entries"]
    assert (first["kind"], first["form"], first["status"]) == ("ussd", stub.forms("ussd")[0], 200)
    assert first["answer"].startswith("CON Sampurasun")
    assert (second["kind"], second["form"]) == ("sms", stub.forms("sms")[0])
    assert "/hooks/" not in str(log)
    assert client.get("/simulator/log", query_string={"after": first["id"]}).json["entries"] == [second]


def test_the_phones_on_offer_while_the_database_is_away(client: FlaskClient) -> None:
    client.post("/simulator/texts", json=TEXT | {"phone": "+628110000150"})
    offered = client.get("/simulator/phones").json
    assert offered["codes"] == ["*384*36#", "*384*36*9#", "*500#"]
    assert offered["numbers"] == ["36000", "36001"]
    assert offered["groups"]["people"][0] == {"phone": SITI, "name": "Ibu Siti (warga)"}
    assert offered["groups"]["others"] == [{"phone": "+628110000150", "name": ""}]
    assert (offered["groups"]["officers"], offered["groups"]["sellers"]) == ([], [])


@pytest.mark.parametrize(
    ("path", "body", "status", "error"),
    [
        ("calls", DIAL | {"code": "*999#"}, 404, "not_served"),
        ("calls", DIAL | {"phone": "abc"}, 400, "phone"),
        ("calls", {"phone": SITI}, 400, None),
        ("calls", DIAL | {"code": 7}, 400, None),
        ("calls", [1], 400, None),
        ("calls/ATUid_none", {"text": "1"}, 404, "not_served"),
        ("calls/ATUid_none", {"text": "x" * 1601}, 400, None),
        ("calls/ATUid_none/hang-up", {}, 404, "not_served"),
        ("texts", TEXT | {"to": "99999"}, 404, "not_served"),
        ("texts", TEXT | {"phone": ""}, 400, "phone"),
        ("inbox/read", {"phone": SITI, "id": "1"}, 400, None),
        ("inbox/read", {"phone": SITI, "id": 2**70}, 400, None),
    ],
)
def test_a_mistake_is_answered_and_goes_nowhere(
    client: FlaskClient, stub: Gateway, path: str, body: Any, status: int, error: str | None
) -> None:
    answer = client.post(f"/simulator/{path}", json=body)
    assert answer.status_code == status
    assert error is None or answer.json == {"error": error}
    assert stub.got == []


@pytest.mark.parametrize("path", ["calls", "texts", "inbox/read"])
def test_a_form_of_another_site_is_refused(client: FlaskClient, stub: Gateway, path: str) -> None:
    assert client.post(f"/simulator/{path}", data=TEXT | DIAL).status_code == 415
    assert stub.got == []


@pytest.mark.parametrize("path", ["/simulator", "/simulator/", "/simulator/static/phone.js", "/simulator/phones"])
def test_nothing_from_elsewhere_may_be_loaded(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    answer.close()


def test_a_store_that_cannot_be_written_is_said(client: FlaskClient, stub: Gateway) -> None:
    with stub.store.open() as database:
        database.execute("DROP TABLE call")
    answer = client.post("/simulator/calls", json=DIAL)
    assert (answer.status_code, answer.json) == (503, {"error": "store"})


@pytest.mark.parametrize(
    ("enabled", "environment", "expected"),
    [
        (True, {}, True),
        (False, {}, False),
        (True, {"at_api_key": "real"}, False),  # the real telco: nobody may speak as an officer's number
        (True, {"at_api_key": "real", "at_base_url": "https://api.sandbox.africastalking.com"}, False),
        (True, {"at_api_key": "any", "at_base_url": "http://127.0.0.1:9000"}, True),
        (True, {"at_base_url": "http://localhost:9000/x"}, True),
        (True, {"at_base_url": "http://127.0.0.1.example.org"}, False),
        (False, {"at_base_url": "http://127.0.0.1:9000"}, False),
    ],
)
def test_it_is_there_only_where_it_may_be(
    tmp_path: Path, enabled: bool, environment: dict[str, str], expected: bool
) -> None:
    settings = make_settings(simulator={"enabled": enabled})
    runtime = make_runtime(tmp_path / "data", settings, **environment)
    assert is_open(runtime.settings, runtime.environment) is expected
    client = Gateway(runtime).app().test_client()
    for path in ("/simulator", "/simulator/inbox", "/simulator/static/phone.js"):
        with client.get(path, query_string={"phone": SITI}) as answer:
            assert (answer.status_code == 200) is expected
    sent = client.post("/simulator/version1/messaging", headers={"apiKey": "any"})
    assert sent.status_code == (400 if expected else 404)
    assert (tmp_path / "data").exists() is expected


@pytest.fixture
def one_at_a_time(stub: Gateway) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, Flask("later"), threaded=False)
    server.app = stub.app()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}/simulator"
    server.shutdown()
    thread.join(timeout=10)
    server.server_close()


def test_many_phones_on_one_blocking_process_do_not_wait_for_each_other(one_at_a_time: str, stub: Gateway) -> None:
    def dialogue(number: int) -> str:
        dialled = {"phone": f"+6281100001{number:02}", "code": "*384*36#"}
        session = requests.post(f"{one_at_a_time}/calls", json=dialled, timeout=20).json()["session"]
        for text in (str(number), "selesai"):
            answer = requests.post(f"{one_at_a_time}/calls/{session}", json={"text": text}, timeout=20).json()
        return str(answer["text"])

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(dialogue, range(10, 26)))
    assert answers == [f"Hatur nuhun: {number}*selesai" for number in range(10, 26)]
    assert len(stub.forms("ussd-end")) == 16
