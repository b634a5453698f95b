"""What the tests of outages share: a service that runs, seen by its telco, and its servers, to be stopped and started."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import redis
import requests
from sqlalchemy import Engine, text

from gateway import embedded, hooks
from gateway.embedded import postgres, valkey
from gateway.embedded.folders import Folders
from gateway.runtime import connect_database
from tests.delivering import CHANNEL
from tests.service import ROOT, Up

SOON = 60.0
"""Seconds for what no promise gives a time: machines of tests are busy."""
ANSWERED_WITHIN = 10.0
"""Seconds in which a telco wants its answer (TELCO.md)."""
SENT_WITHIN = 15.0
"""Seconds in which a message goes out once its servers are back (the promise)."""
NOISE = 15.0
"""Seconds more in which a busy machine may be late; without the sweep that keeps the promise it would never go out."""
CODE = "*384*36#"
CALLER = "+628120000001"
REPORT = "LAPOR jalan jembatan ambruk di RT 02"


@dataclass(frozen=True)
class Service:
    """One `kentongan up` from the outside: the telco's forms over HTTP, and a look into its database.

    Where several tests share it, `lent` is what this one's sessions begin with, and `heard` how much was said before.
    """

    up: Up
    lent: str = ""
    heard: int = 0

    @property
    def log(self) -> str:
        """What its processes have said in this test."""
        return self.up.output[self.heard :]

    def post(self, kind: str, **form: str) -> requests.Response:
        secret = self.up.given.get("SECRET_KEY") or (self.up.data / "secret_key").read_text().strip()
        address = f"http://127.0.0.1:{self.up.port}/hooks/{CHANNEL}/{hooks.token(secret, CHANNEL)}/{kind}"
        return requests.post(address, data=form, timeout=ANSWERED_WITHIN)

    def hop(self, session: str, typed: str, phone: str = CALLER) -> str:
        """What the phone shows. Fails where it comes too late, or not as a telco wants it."""
        form = {"sessionId": self.lent + session, "serviceCode": CODE, "phoneNumber": phone, "networkCode": "99999"}
        said = self.post("ussd", **form, text=typed)
        assert (said.status_code, said.text[:4] in {"CON ", "END "}) == (200, True), said.text
        assert len(said.text) <= 160
        return said.text

    def sms(self, id: str, typed: str, phone: str = CALLER) -> int:
        """The status of the answer."""
        form = {"from": phone, "to": "36000", "id": id, "text": typed, "date": "2026-08-17T03:00:00Z"}
        return self.post("sms", **form).status_code

    def report(self, id: str, status: str = "Success", phone: str = CALLER) -> int:
        """The status of the answer."""
        return self.post("delivery", id=id, status=status, phoneNumber=phone, networkCode="99999").status_code

    def introduce(self, phone: str = CALLER) -> None:
        """Somebody who has told language and village and agreed."""
        typed = ("", "1", "1*Mekarsari", "1*Mekarsari*1", "1*Mekarsari*1*1")
        screens = [self.hop(f"first of {phone}", so_far, phone) for so_far in typed]
        assert "Kentongan Mekarsari" in screens[-1], screens

    def is_well(self) -> bool:
        """Whether every part says that it works."""
        try:
            return set(self.up.ready().values()) == {"ok"}
        except (requests.RequestException, ValueError):
            return False

    def soon(self, condition: Callable[[], bool], seconds: float = SOON) -> float:
        """Ask again and again, gently: it has two cores to share with us. After how many seconds it came to hold."""
        begun = time.monotonic()
        while not condition():
            assert time.monotonic() < begun + seconds, self.up.output
            time.sleep(0.1)
        return time.monotonic() - begun

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with self.database() as database, database.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    @contextlib.contextmanager
    def database(self) -> Iterator[Engine]:
        engine = connect_database(self.up.given.get("DATABASE_URL") or self.place.database_url)
        try:
            yield engine
        finally:
            engine.dispose()

    @property
    def place(self) -> Folders:
        return embedded.folders(self.up.data)

    def postmaster(self) -> int:
        """Of the embedded database. 0 while it is not there, or has not written its file whole yet."""
        path = self.place.postgres / "postmaster.pid"
        try:
            return int("".join(path.read_text().split()[:1]) or 0)
        except FileNotFoundError:
            return 0

    def kill_postgres(self, number: int) -> None:
        """The embedded one."""
        pid = self.postmaster()
        assert pid, "it runs"
        os.kill(pid, number)

    def kill_valkey(self, number: int) -> None:
        """The embedded one."""
        os.kill(int((self.place.valkey / "valkey.pid").read_text()), number)

    def valkey(self) -> redis.Redis:
        return redis.Redis.from_url(self.up.given.get("REDIS_URL") or self.place.redis_url)


@contextlib.contextmanager
def server_of_the_operator(data: Path) -> Iterator[Folders]:
    """A folder in which PostgreSQL and Valkey may be started and stopped, and no `kentongan up` looks after them."""
    place = embedded.folders(data)
    embedded.prepare(place)
    try:
        yield place
    finally:
        postgres.stop(place)
        valkey.stop(place)


def config(folder: Path, **limits: int) -> Path:
    """config.toml as shipped, with no budgets, no rate to speak of, and these limits."""
    shipped = (ROOT / "config.toml").read_text(encoding="utf-8")
    ours = shipped.replace('"flows/banten"', f'"{ROOT}/flows/banten"').replace("rate       = 20", "rate = 1e6")
    assert ours.count("rate = 1e6") == 1
    given = "\n".join(f"{name} = {value}" for name, value in limits.items())
    budgets = "channel_day = 0\nvillage_day = 0\ncontact_day = 0"
    path = folder / "config.toml"
    path.write_text(f"{ours}\n[limits]\n{given}\n\n[budgets]\n{budgets}\n", encoding="utf-8")
    return path


def now() -> datetime:
    return datetime.now(UTC)
