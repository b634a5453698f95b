"""The telco's door as the real server opens it: what the application promises holds through it too."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select, text

from gateway.app import LARGEST_REQUEST
from gateway.embedded.locks import until
from gateway.runtime import Runtime
from models import Message, Revision
from tests.gateway.doors import Served, address, serve

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
SMS = b"from=%2B6281234567001&id=sms-1&to=36000&text=BANTUAN"


@pytest.fixture
def served(runtime: Runtime, tmp_path: Path) -> Iterator[Served]:
    with runtime.database.begin() as connection:
        connection.execute(text("TRUNCATE revision CASCADE"))
    with serve(runtime, tmp_path) as web:
        yield web


def ask(web: Served, path: str, body: object = SMS, method: str = "POST") -> tuple[int, bytes, list[tuple[str, str]]]:
    """Status, body and headers but for those of the moment: the server closes when a body came too late to be read."""
    connection = http.client.HTTPConnection(str(urlsplit(web.base).netloc), timeout=60)
    try:
        connection.request(method, path, body, FORM, encode_chunked=not isinstance(body, bytes))
        answer = connection.getresponse()
        headers = {(name.lower(), value) for name, value in answer.getheaders()}
        return answer.status, answer.read(), sorted(one for one in headers if one[0] not in {"date", "connection"})
    finally:
        connection.close()


def test_the_door_over_real_http(served: Served) -> None:
    right = address(served.runtime, "sms")
    unknown = ask(served, "/nowhere")
    assert unknown[:2] == (404, b"Not Found.\n")
    for path in ("/hooks/at/wrong/sms", right.replace("/at/", "/bt/"), f"{right}/", "/hooks/%FF/%00/sms"):
        assert ask(served, path) == unknown, path
    for method in ("GET", "PUT", "TRACE", "OPTIONS"):
        assert ask(served, "/hooks/at/wrong/sms", method=method) == ask(served, "/nowhere", method=method), method
    assert ask(served, right, b"text=" + b"x" * LARGEST_REQUEST)[:2] == (413, b"Request Entity Too Large.\n")
    assert ask(served, "/hooks/at/wrong/sms", b"text=" + b"x" * LARGEST_REQUEST) == unknown
    assert ask(served, right, b"to=36000")[:2] == (400, b"from is missing.")
    assert ask(served, right)[:2] == (200, b"OK")
    assert ask(served, right, iter([SMS[:20], SMS[20:].replace(b"sms-1", b"sms-2")]))[:2] == (200, b"OK"), "in chunks"
    with served.runtime.database.connect() as connection:
        found = select(Message.text).where(Message.direction == "in")
        assert list(connection.execute(found).scalars()) == ["BANTUAN", "BANTUAN"]


def test_a_web_process_keeps_the_revision_that_it_serves(served: Served) -> None:
    def kept() -> list[str]:
        with served.runtime.database.connect() as connection:
            return list(connection.execute(select(Revision.hash)).scalars())

    assert until(lambda: bool(kept()), 60)
    assert kept() == [served.runtime.catalogs.current.revision]
