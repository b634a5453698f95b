"""How the house logs: one line an event, JSON where nobody watches, and no phone number, secret or caller's word."""

from __future__ import annotations

import contextlib
import logging
import re
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog
from structlog.typing import ExcInfo

PHONE = re.compile(r"(?<![\w.])(\+?\d{5})\d{2,8}(\d{2})(?![\w.])")
"""A run of 9 to 15 digits by itself: +6281234567890 becomes +62812...90."""

TOKEN = re.compile(r"(/hooks/[^/\s]+/)[^/\s]+")


def set_up(process: str = "") -> None:
    """Log to stderr, also what libraries log: for people on a terminal, JSON otherwise.

    `process` is named in each line (not a context variable: threads do not inherit those).
    """
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            *([lambda _logger, _method, event: {"process": process, **event}] if process else []),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(_traceback),
            mask,
            structlog.dev.ConsoleRenderer(colors=False) if sys.stderr.isatty() else structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: _Logger(),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(handlers=[_Forward()], level=logging.WARNING, force=True)


def mask(logger: Any, method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Hides phone numbers and the tokens of callback addresses, however deep."""
    return {key: value if key == "timestamp" else masked(value) for key, value in event.items()}


def masked(value: Any) -> Any:
    """The value with what nobody may read in a log left out."""
    if isinstance(value, str):
        return TOKEN.sub(r"\1...", PHONE.sub(r"\1...\2", value))
    if isinstance(value, Mapping):
        return {key: masked(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [masked(inner) for inner in value]
    return value if isinstance(value, (bool, int, float, type(None))) else masked(str(value))


def _traceback(exc_info: ExcInfo) -> str:
    """Where it was raised and what kind of error it is, but not what the error says: that may be a caller's words."""
    told: list[str] = []
    error: BaseException | None = exc_info[1]
    while error is not None:
        name = f"{type(error).__module__}.{type(error).__qualname__}\n"
        told.insert(0, "".join(traceback.format_tb(error.__traceback__)) + name)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "".join(told)


class _Logger:
    """Writes a line to stderr. A pipe that nobody reads any more must not stop a message in the middle."""

    def msg(self, line: str) -> None:
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(line + "\n")
            sys.stderr.flush()

    debug = info = warning = error = critical = exception = fatal = msg


class _Forward(logging.Handler):
    """What libraries log, in the same form and under the same rules."""

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        structlog.get_logger().log(record.levelno, message, logger=record.name, exc_info=record.exc_info)
