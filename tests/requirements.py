"""What pyproject.toml asks for and what the requirements files pin."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def name_of(requirement: str) -> str:
    """The name of a package as everybody compares it: `Psycopg[binary]>=3` is `psycopg`."""
    return re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", requirement, maxsplit=1)[0]).lower()


def pyproject(*, extras: bool) -> list[str]:
    """The requirements of the project itself, with those of its tests where `extras`."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    more = project["optional-dependencies"].values() if extras else []
    return [*project["dependencies"], *(one for group in more for one in group)]


def pinned(file: str) -> dict[str, list[str]]:
    """Each `name==version` line of a requirements file with its hashes."""
    found: dict[str, list[str]] = {}
    for line in (ROOT / file).read_text(encoding="utf-8").replace("\\\n", " ").splitlines():
        requirement, *hashes = line.split(" --hash=")
        found[requirement.strip()] = [one.strip() for one in hashes]
    return found
