"""docs/flows.md: its examples pass the check, and it leaves nothing out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from flows import phrases, template
from flows.accept import Accept
from flows.catalog import load
from flows.checks import examples, names, records
from flows.definition import NODE_KINDS, Choose, Recipient, Source, kind_of
from tests.flows import village
from tests.flows.test_check_catalogs import said

REFERENCE = (Path(__file__).parents[2] / "docs" / "flows.md").read_text(encoding="utf-8")
EXAMPLE = "\n".join(re.findall(r"```toml\n(.*?)```", REFERENCE, re.DOTALL))
EXAMPLE = re.sub(r'^ *\{ value = "su".*\n', "", EXAMPLE, flags=re.MULTILINE)
"""In one language; the choice of another would be refused."""
ACCEPTED = re.findall(
    r"^\| `([^`]*)` \| .* \| .* \|$", REFERENCE.partition("| accept |")[2].partition("### create")[0], re.MULTILINE
)


def rows(heading: str) -> dict[str, list[str]]:
    """The table whose first heading is `heading`: first cell -> the other cells."""
    table = REFERENCE.partition(f"| {heading} |")[2].partition("\n\n")[0].splitlines()[2:]
    cells = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in table]
    return {one[0]: one[1:] for one in cells}


def quoted(cell: str) -> set[str]:
    return {word for part in re.findall(r"`([^`]*)`", cell) for word in part.split()}


def test_the_examples_are_one_flow_that_passes() -> None:
    flows = {"contoh": EXAMPLE, "desa-saya": village.DESA}
    fills = {"contoh": ("category", "description")}
    found = said(flows, languages=("id",), entries=("contoh",), fills=fills)
    assert [one for one in found if "nobody sees this" not in one] == [], "most examples are in one language"


def test_the_examples_show_every_kind_of_node() -> None:
    files = {"contoh.toml": EXAMPLE, "desa-saya.toml": village.DESA, "phrases.toml": village.PHRASES}
    catalog = load(files, **{**village.SETTINGS, "languages": ("id",), "entries": ("contoh",), "fills": {}})
    assert {kind_of(node) for node in catalog.flows["contoh"].node.values()} == set(NODE_KINDS)
    assert {word.strip("`") for word in rows("kind")} == set(NODE_KINDS)


@pytest.mark.parametrize("accept", ACCEPTED)
def test_every_way_to_accept_an_answer_passes(accept: str) -> None:
    said = (
        village.LAPOR.replace('description = "{description}"', 'description = "?"')
        if "pin" in accept
        else village.LAPOR
    )
    spoilt = said.replace("{ text = { min = 5, max = 300 } }", accept)
    assert spoilt != village.LAPOR or accept == "{ text = { min = 5, max = 300 } }"
    problems = village.problems_of({**village.FILES, "lapor.toml": spoilt}, languages=("id",))
    assert [str(problem) for problem in problems] == []


def test_no_way_to_accept_an_answer_is_left_out() -> None:
    assert {re.findall(r"[a-z]+", accept)[0] for accept in ACCEPTED} == set(Accept.model_fields)


def test_every_source_stands_there_with_its_fields() -> None:
    table = rows("`from`")
    assert {name.strip("`") for name in table} == set(get_args(Source))
    for name, (fields, where) in table.items():
        source = name.strip("`")
        assert quoted(fields) == names.SOURCES[source], source  # type: ignore[index]
        assert set(records.NARROWED_BY[source]) <= quoted(where), source


def test_every_name_stands_there_with_its_parts() -> None:
    table = {name.strip("`"): quoted(cells[0]) for name, cells in rows("name").items()}
    for name, parts in {**names.ALWAYS, **names.MADE}.items():
        assert parts <= table[name], name


def test_every_filter_recipient_option_and_phrase_stands_there() -> None:
    assert {name.strip("`") for name in rows("filter")} == set(template.FILTERS)
    assert all(f"`{one}`" in REFERENCE for one in get_args(Recipient))
    assert all(f"`{one}" in REFERENCE for one in ("typed", "single", "search") if one in Choose.model_fields)
    assert all(f"`{one}`" in REFERENCE for one in examples.MAKES)
    stated = {
        name: tuple(word.strip("{}") for word in sorted(quoted(cells[0]), reverse=True))
        for shared, cells in rows("phrase").items()
        for name in quoted(shared)
    }
    assert {name: set(used) for name, used in stated.items()} == {
        name: set(used) for name, used in phrases.NAMES.items()
    }
