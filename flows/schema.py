"""The JSON Schema of a flow file, with which an editor helps its author. `make docs` writes docs/flow.schema.json.

It comes from the models, and allows what they gather from shorter forms: a text for all languages, the languages of an
option beside its value, `accept = "phone"`, and `pattern` with its `hint` beside it.
"""

from __future__ import annotations

import json
from typing import Any

from flows.accept import Accept
from flows.definition import Flow

DRAFT = "https://json-schema.org/draft/2020-12/schema"
STRING = {"type": "string"}


def schema() -> dict[str, Any]:
    """The schema of one flow file (JSON Schema 2020-12)."""
    made: dict[str, Any] = plain(Flow.model_json_schema())
    parts = made["$defs"]
    parts["Text"] = {"description": parts["Text"]["description"], "anyOf": [STRING, _without(parts["Text"])]}
    parts["Option"] = {**_without(parts["Option"], "required"), "additionalProperties": STRING}
    parts["Retired"] = {**parts["Retired"], "required": ["number"], "additionalProperties": STRING}
    accept, kinds = parts["Accept"]["properties"], list(Accept.model_fields)
    written = {kind: {"anyOf": [{"const": True}, accept[kind]]} for kind in kinds}
    written["pattern"]["anyOf"][0] = STRING
    parts["Accept"] = {
        "description": parts["Accept"]["description"],
        "anyOf": [
            {"enum": kinds},
            {
                "type": "object",
                "properties": {**written, "hint": {"$ref": "#/$defs/Text"}},
                "additionalProperties": False,
                "minProperties": 1,
            },
        ],
    }
    return {"$schema": DRAFT, "title": "A flow of Kentongan", **made}


def _without(part: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in part.items() if key not in {"description", *keys}}


def plain(part: Any) -> Any:
    """Without null, which TOML cannot write, and without the titles that only repeat the names."""
    if isinstance(part, list):
        return [plain(one) for one in part]
    if not isinstance(part, dict):
        return part
    if (choices := part.get("anyOf")) and {"type": "null"} in choices:
        part = {**{key: value for key, value in part.items() if key not in {"anyOf", "default"}}, **choices[0]}
    return {key: plain(value) for key, value in part.items() if not (key == "title" and isinstance(value, str))}


if __name__ == "__main__":
    print(json.dumps(schema(), indent=1, ensure_ascii=False))  # noqa: T201 - the output of `make docs`
