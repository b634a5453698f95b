"""What a log line may not hold."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog

from gateway import log

Lines = Callable[[], list[str]]


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Iterator[Lines]:
    """What a process that was set up has written to stderr since it was last asked."""
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    log.set_up("web")
    yield lambda: capsys.readouterr().err.split("\n")[:-1]
    root.handlers[:], root.level = before
    structlog.reset_defaults()


def told(lines: Lines) -> dict[str, Any]:
    """The one line that was written."""
    (line,) = lines()
    said: dict[str, Any] = json.loads(line)
    return said


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("+6281234567890", "+62812...90"),
        ("081234567890", "08123...90"),
        ("from +6281234567890 to 36000", "from +62812...90 to 36000"),
        ("phone=+6281234567890, x", "phone=+62812...90, x"),
        ("36000", "36000"),
        ("4821-367", "4821-367"),
        ("2026-08-17", "2026-08-17"),
        ("0.123456789012", "0.123456789012"),
        ("ATXid_1234567890ab", "ATXid_1234567890ab"),
        ("POST /hooks/at/0123456789abcdef/ussd HTTP", "POST /hooks/at/.../ussd HTTP"),
        (["+6281234567890", {"to": "+6281234567890"}], ["+62812...90", {"to": "+62812...90"}]),
        (("+6281234567890",), ["+62812...90"]),
        (ValueError("+6281234567890"), "+62812...90"),
        (7, 7),
        (True, True),
        (None, None),
    ],
)
def test_masked(value: Any, shown: Any) -> None:
    assert log.masked(value) == shown


def test_a_line(lines: Lines) -> None:
    structlog.get_logger().warning("sent to +6281234567890", channel="at", count=2)
    said = told(lines)
    assert said.pop("timestamp").endswith("Z")
    assert said == {
        "process": "web",
        "event": "sent to +62812...90",
        "level": "warning",
        "channel": "at",
        "count": 2,
    }


def test_a_traceback_says_where_and_what_kind_but_no_word_of_the_error(lines: Lines) -> None:
    typed = "jembatan"
    typed += " ambruk"
    try:
        try:
            int(typed)
        except ValueError as error:
            raise RuntimeError(typed) from error
    except RuntimeError:
        structlog.get_logger().exception("it failed")
    said = told(lines)
    assert typed not in said["exception"]
    assert [line for line in said["exception"].splitlines() if not line.startswith(" ")] == [
        "builtins.ValueError",
        "builtins.RuntimeError",
    ]
    assert 'test_log.py", line ' in said["exception"]


def test_what_a_caller_typed_cannot_begin_a_line(lines: Lines) -> None:
    structlog.get_logger().info("typed", text='\n{"level": "error"}\r\x1b[2J')
    (line,) = lines()
    assert "\x1b" not in line
    assert "\r" not in line


def test_libraries_log_in_the_same_form(lines: Lines) -> None:
    logging.getLogger("a.library").warning("Exception on %s", "/hooks/at/0123456789abcdef/sms")
    logging.getLogger("a.library").info("chatter")
    said = told(lines)
    assert said["event"] == "Exception on /hooks/at/.../sms"
    assert said["logger"] == "a.library"
    assert said["level"] == "warning"


def test_a_reader_that_went_away_stops_nobody(lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone(io.StringIO):
        def write(self, _text: str) -> int:
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stderr", Gone())
    structlog.get_logger().error("in the middle of a message")
