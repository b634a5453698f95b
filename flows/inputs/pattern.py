"""`accept = { pattern = "[0-9]{16}", hint.id = "..." }`: RE2, the whole input, any case."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Any

import re2

from flows.accept import PatternInput
from flows.clean import cleaned
from flows.inputs.base import InputContext, Value, Wrong


class BadPattern(ValueError):
    """A pattern that RE2 does not take; the message is its reason."""


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> Any:
    """Raises BadPattern."""
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = False
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        reason = error.args[0]
        raise BadPattern(reason.decode() if isinstance(reason, bytes) else str(reason)) from None


def parse(raw: str, rule: PatternInput, context: InputContext) -> Value | Wrong:
    """Kept as typed but for full-width characters, which become plain ones."""
    text = unicodedata.normalize("NFKC", cleaned(raw)).strip()
    return text if compiled(rule.pattern).fullmatch(text) else Wrong("wrong_pattern")
