"""docs/reference.md: each key of a flow file and of config.toml, from the models and docstrings. `make docs` writes it.

What it all is for, in sentences and with examples, stands in docs/flows.md and docs/config.md, written by hand.
"""

from __future__ import annotations

import importlib
import inspect
import json
import re
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any, get_args

from pydantic import BaseModel

from flows import template
from flows.accept import Accept
from flows.definition import NODE_KINDS, Flow, Option
from flows.example import Example, Given
from flows.inputs import PARSERS
from flows.schema import plain
from gateway.config import Settings

HEAD = """\
# Reference

Every key, its form and its default, made from the code by `make docs`: what stands here is what the check takes.
What it is for is told in [flows.md](flows.md) and [config.md](config.md), which also has the
[environment](config.md#the-environment). Where to begin is [tutorial.md](tutorial.md); whole flows to copy are in
[cookbook.md](cookbook.md).
"""
FILTERED: dict[str, tuple[str, Any]] = {
    "rupiah": ("price", 25_000), "number": ("quantity", 1500), "date": ("opened", "2026-08-17"),
    "code": ("code", "4821367"), "months": ("season", "11-2"), "upper": ("name", "Siti Aminah"),
    "first": ("name", "Siti Aminah"), "label": ("category", "air"),
}  # fmt: skip
"""Filter -> the name and the value that show what it does."""
LABELS = {"id": "Air bersih", "su": "Cai beresih", "en": "Clean water"}

OPTION = """\
An option. Its `label` is written by its languages alone, beside the other keys:
`{ value = "air", id = "Air", su = "Cai" }`.
"""


def reference() -> str:
    """The whole page."""
    parts = [HEAD, "## A flow file\n", *_model(Flow), "### A test: `[[test]]`\n", *_model(Example)]
    parts += ["### What a test is `given`\n", *_model(Given), "## Nodes\n"]
    for kind, model in NODE_KINDS.items():
        parts += [f"### {kind}\n", *_told(importlib.import_module(f"flows.nodes.{kind}").__doc__), *_table(model)]
        parts += [OPTION, *_table(Option)] if kind == "menu" else []
    parts += ["## Inputs\n", "What `accept` of an `ask` may be: exactly one of these.\n"]
    for kind, field in Accept.model_fields.items():
        rule = next(one for one in get_args(field.annotation) if issubclass(one, BaseModel))
        parts += [f"### accept: {kind}\n", *_told(inspect.getmodule(PARSERS[kind]).__doc__), *_table(rule)]
    parts += ["## Filters\n", *_filters(), "## Settings\n", *_settings()]
    return "\n".join(parts).rstrip() + "\n"


def _settings() -> Iterator[str]:
    whole = plain(Settings.model_json_schema())
    yield "Of `config.toml`. A key without a default must be there.\n"
    yield from _rows(whole)
    for name, section in whole["properties"].items():
        many = isinstance(section.get("additionalProperties"), dict)
        inner = section["additionalProperties"] if many else section
        if "$ref" in inner:
            found = whole["$defs"][inner["$ref"].rpartition("/")[2]]
            yield f"### [{name}{'.NAME' if many else ''}]\n"
            yield from _told(found.get("description", ""))
            yield from _rows({**found, "$defs": whole["$defs"]})


def _filters() -> Iterator[str]:
    yield "| filter | of | id | su | en |\n|---|---|---|---|---|"
    for name in template.FILTERS:
        of, value = FILTERED[name]
        said = [
            template.render(f"{{{of}|{name}}}", {of: value}, language, lambda _name, _value, label=label: label)  # type: ignore[misc]
            for language, label in LABELS.items()
        ]
        yield f"| `{{{of}\\|{name}}}` | `{value}` | {' | '.join(said)} |"
    yield ""


def _model(model: type[BaseModel]) -> Iterator[str]:
    yield from _told(model.__doc__)
    yield from _table(model)


def _told(docstring: str | None) -> Iterator[str]:
    """A docstring as Markdown: its TOML as code, the rest as it is."""
    toml: list[str] = []
    for part in re.split(r"\n\s*\n", inspect.cleandoc(docstring or "")):
        if re.match(r"    |\[node\.", part):
            toml.append(textwrap.dedent(part))
            continue
        yield from _code(toml)
        toml = []
        if part.strip():
            yield part.strip() + "\n"
    yield from _code(toml)


def _code(toml: list[str]) -> Iterator[str]:
    if toml:
        yield "```toml\n" + "\n\n".join(toml) + "\n```\n"


def _table(model: type[BaseModel]) -> Iterator[str]:
    return _rows(plain(model.model_json_schema()))


def _rows(schema: Mapping[str, Any]) -> Iterator[str]:
    if not schema.get("properties"):
        return
    yield "| key | form | default |\n|---|---|---|"
    for key, field in schema["properties"].items():
        default = "must be given" if key in schema.get("required", ()) else _default(field)
        yield f"| `{key}` | {_form(field)} | {default} |"
    yield ""


def _default(field: Mapping[str, Any]) -> str:
    """As it would be written; nothing where leaving it out means that there is none."""
    value = field.get("default")
    return "" if value in (None, "", [], {}) or isinstance(value, dict) else f"`{json.dumps(value)}`"


def _form(field: Mapping[str, Any]) -> str:
    if "enum" in field:
        return " ".join(f"`{one}`" for one in field["enum"] if one != "")
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        return {"Text": "text by language", "Accept": "an [input](#inputs)"}.get(name, "a table")
    if "anyOf" in field or "oneOf" in field:
        return " or ".join(dict.fromkeys(map(_form, field.get("anyOf") or field["oneOf"])))
    if field.get("type") == "array":
        inner = field.get("items") or {}
        return f"a list: {_form(inner)}" if inner else "a list"
    if field.get("type") == "object":
        inner = field.get("additionalProperties")
        return f"name = {_form(inner)}" if isinstance(inner, dict) and inner else "a table"
    bounds = {"minimum": "from", "exclusiveMinimum": "over", "maximum": "to", "minLength": "letters, from"}
    told = " ".join(f"{word} {field[one]:g}" for one, word in bounds.items() if one in field)
    kind = {"integer": "a whole number", "number": "a number", "boolean": "`true` or `false`", "string": "text"}
    return f"{kind.get(field.get('type', ''), 'anything')} {told}".strip()


if __name__ == "__main__":
    print(reference(), end="")  # noqa: T201 - the output of `make docs`
