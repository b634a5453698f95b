"""One report from the first text to the stars, on four phones that speak with the gateway through the web phone's network:
worked, solved, not solved, given to the head, late and so taken up to the district, solved, closed with stars."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import requests
from sqlalchemy import text

from tests.black_box.outages import SOON, Service
from tests.service import COMMAND, ROOT
from tests.village_desk import officers

pytestmark = pytest.mark.black_box(seconds=15)

VILLAGER, OFFICER, HEAD, DISTRICT = "+6281234567001", "+628110000201", "+628110000202", "+6281234567009"
VILLAGE = "36.01.06.2009"
CODE = re.compile(r"\b[0-9]{4}-[0-9]{3}\b")
PIN = "135790"
DIGEST = "Tiket Anda hari ini"
"""How the morning's text begins: whether it comes depends on when this is played."""


@dataclass
class Handset:
    """A phone of the simulated network. `seen`: the id of the newest text that was looked at."""

    service: Service
    number: str
    seen: int = 0

    def text(self, words: str) -> str:
        """Send a text; the reply to it."""
        answer = self._ask("POST", "texts", json={"phone": self.number, "to": "36000", "text": words})
        assert answer["status"] == 200
        return self.next()

    def next(self) -> str:
        """The next text that comes to this phone."""
        self.service.soon(lambda: self._waiting() != [], SOON)
        message = min(self._waiting(), key=lambda one: int(str(one["id"])))
        self.seen = int(str(message["id"]))
        return str(message["text"])

    def dial(self, *inputs: str) -> str:
        shown = self._ask("POST", "calls", json={"phone": self.number, "code": "*384*36#"})
        for typed in inputs:
            shown = self._ask("POST", f"calls/{shown['session']}", json={"text": typed}) | {"session": shown["session"]}
        return str(shown["text"])

    def _waiting(self) -> list[dict[str, object]]:
        found: Any = self._ask("GET", f"inbox?phone={self.number.replace('+', '%2B')}")["messages"]
        texts = [one for one in found if one["direction"] == "in" and one["id"] > self.seen]
        return [one for one in texts if not str(one["text"]).startswith(DIGEST)]

    def _ask(self, method: str, path: str, **given: object) -> dict[str, object]:
        address = f"http://127.0.0.1:{self.service.up.port}/simulator/{path}"
        answer = requests.request(method, address, timeout=30, **given)  # type: ignore[arg-type]
        assert answer.status_code < 300, answer.text
        found: dict[str, object] = answer.json()
        return found


def later(service: Service, days: int) -> None:
    """Let that many days pass for every ticket."""
    columns = ("created_at", "due_at", "level_at", "reminded_at", "answered_at", "done_at", "look_at")
    moved = ", ".join(f"{column} = {column} - interval '{days} days'" for column in columns)
    with service.database() as database, database.begin() as connection:
        connection.execute(text(f"UPDATE ticket SET {moved}"))  # noqa: S608 - columns of ours


def exported(service: Service, what: str) -> list[dict[str, object]]:
    environment = {"PATH": "/usr/bin:/bin", "KENTONGAN_DATA": str(service.up.data), "PORT": str(service.up.port)}
    done = subprocess.run(
        [*COMMAND, "export", what, "--format", "jsonl"], cwd=ROOT, env=environment, capture_output=True, check=True
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def service(disturbed: Service) -> Iterator[Service]:
    """With an officer of the district."""
    with disturbed.database() as database, officers(database, VILLAGE, {DISTRICT: "district"}):
        yield disturbed


def test_from_report_to_stars(service: Service) -> None:
    villager, officer, head, district = (Handset(service, one) for one in (VILLAGER, OFFICER, HEAD, DISTRICT))
    service.introduce(VILLAGER)

    opened = villager.text("LAPOR jalan jembatan ambruk di RT 02")
    (code,) = set(CODE.findall(opened))
    assert code in officer.next()
    assert code in head.next()

    assert "PIN baru" in officer.text("TIKET")
    officer.text(PIN)
    assert f"1 {code} Jalan" in officer.text(PIN)
    assert "jembatan ambruk di RT 02" in officer.text("1")
    assert "sedang dikerjakan" in officer.text("PROSES")
    assert "sedang dikerjakan" in villager.next()
    assert "sudah selesai" in officer.text("SELESAI papan sudah dipasang")
    assert "papan sudah dipasang\nSudah beres?" in villager.next()

    assert "Apa yang belum beres" in villager.text("2")
    assert "dibuka lagi" in villager.text("Papannya sudah patah")
    assert "Papannya sudah patah" in officer.next()
    assert "Papannya sudah patah" in head.next()

    assert "ke siapa" in officer.text(f"ALIH {code}")
    assert "2 H. Sarmin" in officer.text("dedi"), "whom nobody knows"
    assert "1 Kecamatan\n2 H. Sarmin" in officer.dial("1", "1", "4")
    assert "dialihkan ke H. Sarmin" in officer.dial("1", "1", "4", "2")
    assert code in head.next()

    later(service, 30)
    assert code in district.next(), "nobody got on with it: the district is asked"
    assert code in villager.next()

    assert "PIN baru" in district.text(f"SELESAI {code} jembatan baru sudah dibangun")
    district.text(PIN)
    assert code in district.text(PIN)
    assert "jembatan baru sudah dibangun" in villager.next()
    assert "bintang" in villager.text("1")
    assert "bintang 5" in villager.text("5")

    (kept,) = exported(service, "tickets")
    assert (kept["code"], kept["status"], kept["phone"]) == (code, "closed", VILLAGER)
    assert (kept["level"], kept["assignee"], kept["stars"]) == ("district", None, 5)
    history: Any = kept["history"]
    assert [(one["kind"], one["status"], one["actor_role"], one["note"]) for one in history] == [
        ("status", "new", "villager", ""), ("status", "in_progress", "operator", ""),
        ("status", "resolved", "operator", "papan sudah dipasang"),
        ("status", "reopened", "villager", "Papannya sudah patah"), ("handover", "assigned", "operator", HEAD),
        ("escalation", "assigned", "gateway", "district"),
        ("status", "resolved", "district", "jembatan baru sudah dibangun"), ("status", "closed", "villager", ""),
        ("stars", "closed", "villager", "5"),
    ]  # fmt: skip
    assert kept["done_at"] == history[-2]["at"]
    assert "Petugas " in (checked := villager.text(f"CEK {code}"))
    assert "jembatan baru sudah dibangun" in checked
    for message in exported(service, "messages"):
        numbers = {number for number in (VILLAGER, OFFICER, HEAD, DISTRICT) if number in str(message["text"])}
        assert not numbers, "nobody sees a number"
