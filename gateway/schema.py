"""The JSON Schema of config.toml, with which an editor helps its author. `make docs` writes docs/config.schema.json."""

from __future__ import annotations

import json
from typing import Any

from flows.schema import DRAFT, plain
from gateway.config import Settings
from gateway.proof_settings import NOTICES, OPTIONAL, WORDS


def schema() -> dict[str, Any]:
    """The schema of config.toml (JSON Schema 2020-12), made from `Settings`."""
    made: dict[str, Any] = plain(Settings.model_json_schema())
    texts = made["properties"]["notices"]["additionalProperties"]
    for section, names in (("notices", {*NOTICES, *OPTIONAL}), ("words", WORDS)):
        named = dict.fromkeys(sorted(names), texts)
        made["properties"][section] = {"type": "object", "properties": named, "additionalProperties": texts}
    return {"$schema": DRAFT, "title": "The config.toml of Kentongan", **made}


if __name__ == "__main__":
    print(json.dumps(schema(), indent=1, ensure_ascii=False))  # noqa: T201 - the output of `make docs`
