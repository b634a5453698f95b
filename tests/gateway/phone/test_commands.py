"""`kentongan dial` and `kentongan sms` against a gateway over real HTTP."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner, Result

from gateway.cli import main
from gateway.commands import phone as commands
from gateway.commands.phone import SEPARATOR, spread

from .conftest import SECRET, Gateway, eventually

CONFIG = """
flows = "flows"
[channels.at]
short_code = "36000"
ussd = { "*384*36#" = "beranda" }
[keywords]
[categories]
[notices]
[words]
[simulator]
enabled = true
"""
MENU = "Sampurasun\n1 Lapor masalah\n2 Produk desa"

Run = Callable[..., Result]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(CONFIG)
    return path


@pytest.fixture
def run(gateway: Gateway, config: Path) -> Run:
    return runner(gateway, config)


def runner(gateway: Gateway, config: Path) -> Run:
    environment = {
        "KENTONGAN_CONFIG": str(config),
        "KENTONGAN_DATA": str(gateway.environment.data),
        "SECRET_KEY": SECRET,
        "PORT": str(gateway.environment.port),
    }

    def invoke(*words: str, typed: str = "", **changed: str | None) -> Result:
        return CliRunner().invoke(main, list(words), input=typed, env={**environment, **changed})

    return invoke


def screens(result: Result) -> list[str]:
    return result.stdout.removesuffix("\n").split(f"\n{SEPARATOR}\n")


@pytest.mark.parametrize(
    ("say", "shown", "texts"),
    [
        (["--say", "1", "--say", "selesai"], [MENU, "Ditulis: 1", "Hatur nuhun: 1*selesai"], ["", "1", "1*selesai"]),
        (["--say", "1", "selesai"], [MENU, "Ditulis: 1", "Hatur nuhun: 1*selesai"], ["", "1", "1*selesai"]),
        (["--say", "*"], [MENU, "Ditulis: *"], ["", "*"]),
        (["--say", "-1", "--say", ""], [MENU, "Ditulis: -1", "Ditulis: -1*"], ["", "-1", "-1*"]),
        (["--say", "é…🙂'; DROP"], [MENU, "Ditulis: é…🙂'; DROP"], ["", "é…🙂'; DROP"]),
        (["--say", "a\nb"], [MENU, "Ditulis: a\nb"], ["", "a\nb"]),
        (["--say", "x" * 300], [MENU, "Ditulis: " + "x" * 300], ["", "x" * 300]),
    ],
)
def test_dial_prints_each_screen(
    run: Run, gateway: Gateway, say: list[str], shown: list[str], texts: list[str]
) -> None:
    result = run("dial", "*384*36#", *say)
    assert (result.exit_code, result.stderr) == (0, "")
    assert screens(result) == shown
    assert [form["text"] for form in gateway.forms("ussd")] == texts


def test_dial_sends_the_telcos_form_from_the_default_phone(run: Run, gateway: Gateway) -> None:
    run("dial", "*384*36*2*1#", "--say", "5")
    first, second = gateway.forms("ussd")
    assert (first["serviceCode"], first["text"], first["phoneNumber"]) == ("*384*36#", "2*1", "+628110000101")
    assert (second["sessionId"], second["text"]) == (first["sessionId"], "2*1*5")


@pytest.mark.parametrize("phone", ["+628110000150", "0811 0000 150", "62811-0000-150"])
def test_dial_from_another_phone(run: Run, gateway: Gateway, phone: str) -> None:
    assert run("dial", "--phone", phone, "*384*36#", "--say", "1").exit_code == 0
    assert {form["phoneNumber"] for form in gateway.forms("ussd")} == {"+628110000150"}


@pytest.mark.parametrize(
    ("say", "status"), [(["--say", "1"], "Incomplete"), (["--say", "1", "--say", "selesai"], "Success")]
)
def test_dial_tells_how_the_session_ended(run: Run, gateway: Gateway, say: list[str], status: str) -> None:
    run("dial", "*384*36#", *say)
    assert [form["status"] for form in gateway.forms("ussd-end")] == [status]


def test_dial_says_when_answers_were_left(run: Run) -> None:
    result = run("dial", "*384*36#", "--say", "1", "selesai", "2", "3")
    assert result.exit_code == 0
    assert result.stderr == "The dialogue was over before the last 2 of the answers.\n"


@pytest.mark.parametrize(
    ("typed", "texts", "status"),
    [
        ("1\nselesai\n", ["", "1", "1*selesai"], "Success"),
        (" 1 \n", ["", " 1 "], "Incomplete"),  # the input ends: the phone is hung up
        ("", [""], "Incomplete"),
    ],
)
def test_dial_asks_for_answers(run: Run, gateway: Gateway, typed: str, texts: list[str], status: str) -> None:
    result = run("dial", "*384*36#", typed=typed)
    assert result.exit_code == 0
    assert [form["text"] for form in gateway.forms("ussd")] == texts
    assert [form["status"] for form in gateway.forms("ussd-end")] == [status]


def free_port() -> str:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return str(found.getsockname()[1])


@pytest.mark.parametrize(
    ("words", "changed", "sentence"),
    [
        (["dial", "*999#"], {}, "*999# is not a code of this gateway; it has *384*36#"),
        (["dial", "*384*36#"], {"PORT": "free"}, "no gateway answers at http://127.0.0.1:"),
        (["sms", "LAPOR"], {"PORT": "free"}, "no gateway answers at http://127.0.0.1:"),
        (["dial", "*384*36#"], {"SECRET_KEY": "another"}, "has another SECRET_KEY or no channel 'at'"),
        (["sms", "LAPOR"], {"SECRET_KEY": "another"}, "has another SECRET_KEY or no channel 'at'"),
        (["dial", "*384*36#"], {"SECRET_KEY": None}, "`make run`, or say KENTONGAN_DATA=FOLDER before a command"),
        (["dial", "*384*36#", "--phone", "abc"], {}, "'abc' is not a phone number"),
        (["sms", "LAPOR", "--phone", ""], {}, "'' is not a phone number"),
        (["dial", "*384*36#", "--say", "rusak"], {}, "neither CON nor END"),
        (["dial", "*384*36#"], {"KENTONGAN_CONFIG": "/none.toml"}, "/none.toml: No such file or directory"),
        (["dial", "*384*36#"], {"PORT": "x"}, "PORT:"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    run: Run, words: list[str], changed: dict[str, str | None], sentence: str
) -> None:
    changed = {name: free_port() if value == "free" else value for name, value in changed.items()}
    result = run(*words, **changed)
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert sentence in result.stderr


@pytest.mark.parametrize(
    "words", [["dial"], ["sms"], ["dial", "*1#", "--fone", "1"], ["sms", "a", "b"], ["dial", "--say"]]
)
def test_wrong_usage_exits_2(run: Run, words: list[str]) -> None:
    assert run(*words).exit_code == 2


@pytest.mark.parametrize("words", [["sms", "LAPOR \udcff"], ["dial", "*384*36#", "--say", "\udcff"]])
def test_bytes_that_are_no_text_are_wrong_usage(run: Run, gateway: Gateway, words: list[str]) -> None:
    result = run(*words)
    assert (result.exit_code, "is not UTF-8 text" in result.stderr) == (2, True)
    assert gateway.got == []


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"pid": 1}', '{"port": null}'])
def test_an_unreadable_note_of_the_port_means_the_usual_one(tmp_path: Path, run: Run, broken: str) -> None:
    (tmp_path / "running.json").write_text(broken)
    result = run("dial", "*999#", PORT=None)
    assert "is not a code" in result.stderr


def test_the_port_is_where_the_running_gateway_wrote_it(tmp_path: Path, run: Run, gateway: Gateway) -> None:
    (tmp_path / "running.json").write_text(json.dumps({"port": gateway.environment.port, "pid": 1}))
    assert screens(run("dial", "*384*36#", "--say", "1", PORT=None)) == [MENU, "Ditulis: 1"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["C", "--say", "1", "2"], ["C", "--say=1", "--say=2"]),
        (["C", "--say", "1", "--say", "2"], ["C", "--say=1", "--say=2"]),
        (
            ["C", "--say", "1", "2", "--phone", "+62", "--say", "3"],
            ["C", "--say=1", "--say=2", "--phone", "+62", "--say=3"],
        ),
        (["--say", "1", "C"], ["--say=1", "C"]),
        (["--phone", "+62", "C", "--say", "--say", "-h"], ["--phone", "+62", "C", "--say=--say", "-h"]),
        (["C", "--say=1", "--phone=2"], ["C", "--say=1", "--phone=2"]),
        (["C", "--say", "", "*"], ["C", "--say=", "--say=*"]),
        (["C", "--say"], ["C", "--say"]),
    ],
)
def test_each_answer_gets_a_say_of_its_own(given: list[str], expected: list[str]) -> None:
    assert spread(given) == expected


@pytest.fixture
def replying(gateway: Gateway) -> Iterator[list[str]]:
    """Texts that the gateway sends, one after the other, once a text reached its hook."""
    to_send: list[str] = []

    def reply() -> None:
        eventually(lambda: gateway.forms("sms"))
        for message in to_send:
            form = {"username": "sandbox", "to": "+628110000101", "message": message}
            requests.post(
                f"{gateway.base}/simulator/version1/messaging", data=form, headers={"apiKey": "any"}, timeout=10
            )

    thread = threading.Thread(target=reply)
    thread.start()
    yield to_send
    thread.join(timeout=15)


def test_sms_sends_the_text_and_prints_the_replies(
    run: Run, gateway: Gateway, replying: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "NEXT_REPLY", 0.6)
    replying += ["Laporan 4821-367 diterima\nkantor desa", "Kabar lewat SMS …🙂"]
    result = run("sms", "*LAPOR jalan é")
    assert (result.exit_code, result.stderr) == (0, "")
    assert screens(result) == replying
    (form,) = gateway.forms("sms")
    assert (form["from"], form["to"], form["text"]) == ("+628110000101", "36000", "*LAPOR jalan é")


def test_sms_shows_no_texts_that_were_there_before(run: Run, gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "FIRST_REPLY", 0.5)
    form = {"username": "sandbox", "to": "+628110000101", "message": "Lama"}
    requests.post(f"{gateway.base}/simulator/version1/messaging", data=form, headers={"apiKey": "any"}, timeout=10)
    result = run("sms", "BANTUAN")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.startswith("Sent. No reply came within")


@pytest.mark.parametrize(
    ("status", "sentence"),
    [(503, "the gateway cannot store a text at the moment"), (400, "the gateway refused the text")],
)
def test_sms_that_was_not_taken(run: Run, gateway: Gateway, status: int, sentence: str) -> None:
    gateway.statuses["sms"] = [status]
    result = run("sms", "BANTUAN")
    assert (result.exit_code, result.stdout) == (1, "")
    assert sentence in result.stderr


def test_sms_where_the_simulator_is_off_says_what_it_cannot_show(
    gateway_without_simulator: Gateway, config: Path
) -> None:
    result = runner(gateway_without_simulator, config)("sms", "BANTUAN")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "Sent. The replies cannot be shown here: this gateway's simulator is off.\n"
    assert len(gateway_without_simulator.forms("sms")) == 1
