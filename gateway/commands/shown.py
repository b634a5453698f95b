"""A file as a command names it."""

from __future__ import annotations

from pathlib import Path


def shown(file: str | Path) -> str:
    """The path as one clicks it: seen from here, or absolute where it is elsewhere."""
    whole, here = Path(file).resolve(), Path.cwd()
    return str(whole.relative_to(here)) if whole.is_relative_to(here) else str(whole)
