"""The form of what a command writes, by what the file's name ends with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click


def form_of(output: Path | None, form: str | None, endings: Mapping[str, str], default: str) -> str:
    """`form` where it is said, else that of the ending; a name without one gets the default.

    `endings`: `.htm` -> `html`. Raises ClickException for an ending that is none of them.
    """
    ending = output.suffix.lower() if output else ""
    if form or not ending:
        return form or default
    if ending not in endings:
        raise click.ClickException(f"{output}: a name that ends with {', '.join(endings)}; or say --format")
    return endings[ending]
