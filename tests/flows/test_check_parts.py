"""What the checks are made of: graphs, names in conditions, pydantic's words, places as they were written."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from flows.checks import toml
from flows.checks.base import listed, nearest, written
from flows.checks.graphs import first_loop, reached, unreached
from flows.checks.names import used_by
from flows.checks.wording import complaints
from flows.definition import Branch, Flow, Menu
from flows.problem import Problem
from gateway.config import Settings

GRAPHS = st.lists(st.lists(st.integers(0, 7), max_size=3), min_size=1, max_size=8).map(
    lambda rows: {f"n{index}": [f"n{target}" for target in row] for index, row in enumerate(rows)}
)


def leads(graph: dict[str, list[str]], start: str, goal: str) -> bool:
    """Whether one or more steps lead from `start` to `goal`; by trying all lengths."""
    ring = {start}
    for _ in graph:
        ring = {target for node in ring for target in graph[node] if target in graph}
        if goal in ring:
            return True
    return False


@settings(deadline=None)
@given(GRAPHS)
def test_a_loop_is_found_exactly_where_there_is_one(graph: dict[str, list[str]]) -> None:
    loop = first_loop(graph)
    assert bool(loop) == any(leads(graph, node, node) for node in graph)
    assert all(after in graph[before] for before, after in zip(loop, [*loop[1:], *loop[:1]], strict=True))
    assert loop[:1] == sorted(loop)[:1]


@settings(deadline=None)
@given(GRAPHS)
def test_what_is_reached_and_what_is_not(graph: dict[str, list[str]]) -> None:
    found = reached(graph, ["n0"])
    assert found == {node for node in graph if node == "n0" or leads(graph, "n0", node)}
    lost = unreached(graph, ["n0"])
    told = [node for first, others in lost.items() for node in (first, *others)]
    assert sorted(told) == sorted(graph.keys() - found)


@pytest.mark.parametrize(
    ("graph", "expected"),
    [
        ({"a": ["b"], "b": []}, {}),
        ({"a": [], "b": []}, {"b": []}),
        ({"a": [], "b": ["c"], "c": []}, {"b": ["c"]}),
        ({"a": [], "c": [], "b": ["c"]}, {"b": ["c"]}),
        ({"a": [], "b": ["c"], "c": ["b"]}, {"b": ["c"]}),
        ({"a": [], "b": ["b"]}, {"b": []}),
        ({"a": ["x"], "b": ["a"]}, {"b": []}),
    ],
)
def test_a_row_of_unreached_nodes_is_told_by_its_first(
    graph: dict[str, list[str]], expected: dict[str, list[str]]
) -> None:
    assert unreached(graph, ["a"]) == expected


CONDITIONS = [
    ("contact.role == 'officer'", [("", "contact.role")]),
    ("size(product) > 0 && product.stock == 0", [("size(", "product"), ("size(product) > 0 && ", "product.stock")]),
    (
        "'jalan' == category || category == \"air\"",
        [("'jalan' == ", "category"), ("'jalan' == category || ", "category")],
    ),
    ("contact.name.startsWith('Ibu')", [("", "contact.name")]),
    ("category.startsWith('category')", [("", "category")]),
    ("contact.roles.exists(role, role == 'head')", [("", "contact.roles")]),
    ("!dialogue.deep", [("!", "dialogue.deep")]),
    ("'head' in contact.roles", [("'head' in ", "contact.roles")]),
    ("contact['name'] == ''", [("", "contact")]),
    ("a == 1 && aa == 1 && b.a == 1", [("", "a"), ("a == 1 && ", "aa"), ("a == 1 && aa == 1 && ", "b.a")]),
    ("true", []),
    ("a ==", []),
    ("x" * 400, []),
]


@pytest.mark.parametrize(("source", "expected"), CONDITIONS, ids=[source[:30] for source, _ in CONDITIONS])
def test_the_names_of_a_condition_and_where_they_stand(source: str, expected: list[tuple[str, str]]) -> None:
    node = Branch.model_validate({"branch": [{"when": source, "goto": "x"}, {"else": "y"}]})
    used = [(use.before, use.name) for use in used_by(node)]
    assert used == expected


def test_every_text_of_a_menu_is_looked_into() -> None:
    options = [{"value": "a", "id": "{one}", "en": "{two}", "when": "three == ''", "goto": "x"}]
    node = Menu.model_validate({"menu": {"id": "{four.part|upper}"}, "options": options})
    assert {(use.path, use.name, use.filter) for use in used_by(node)} == {
        (("menu", "id"), "four.part", "upper"),
        (("options", 0, "label", "id"), "one", ""),
        (("options", 0, "label", "en"), "two", ""),
        (("options", 0, "when"), "three", ""),
    }


RAW = {
    "node": {
        "a": {
            "options": [{"id": "A"}, {"label": {"id": "B"}}],
            "accept": {"pattern": "x", "hint": {"id": "H"}},
            "menu": "M",
        }
    }
}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("node", "a", "options", 0, "label", "id"), ("node", "a", "options", 0, "id")),
        (("node", "a", "options", 1, "label", "id"), ("node", "a", "options", 1, "label", "id")),
        (("node", "a", "options", 9, "goto"), ("node", "a", "options")),
        (("node", "a", "accept", "pattern", "pattern"), ("node", "a", "accept", "pattern")),
        (("node", "a", "accept", "pattern", "hint", "id"), ("node", "a", "accept", "hint", "id")),
        (("node", "a", "menu", "*"), ("node", "a", "menu")),
        (("node", "b", "next"), ("node",)),
        ((), ()),
    ],
)
def test_a_path_of_the_model_as_its_author_wrote_it(
    path: tuple[str | int, ...], expected: tuple[str | int, ...]
) -> None:
    assert written(RAW, path) == expected


def said(model: type[BaseModel], raw: Any) -> list[tuple[str, bool, str]]:
    with pytest.raises(ValidationError) as refused:
        model.model_validate(raw)
    return [(".".join(map(str, one.path)), one.at_key, one.reason) for one in complaints(refused.value, model)]


END = {"end": "."}
MODELS: list[tuple[type[BaseModel], Any, list[tuple[str, bool, str]]]] = [
    (Flow, {"title": "T", "start": "a", "node": {"a": {**END, "sms": 7}}}, [("node.a.sms", False, '"sms" must be true or false')]),
    (Flow, {"title": "T", "start": "a", "node": {"a": {**END, "smss": True}}},
     [("node.a.smss", True, '"smss" means nothing here; did you mean "sms"?')]),
    (Flow, {"titel": "T", "start": "a", "node": {"a": END}}, [("titel", True, '"titel" means nothing here; did you mean "title"?')]),
    (Flow, {"titel": "T", "title": "T", "start": "a", "node": {"a": END}},
     [("titel", True, '"titel" means nothing here; did you mean "title"?')]),
    (Flow, {"qqq": "T", "start": "a", "node": {"a": END}},
     [("qqq", True, '"qqq" means nothing here; there are "node", "start", "test" and "title"'),
      ("title", True, '"title" is missing: the name of the flow, in each language')]),
    (Flow, {"title": "T", "start": "a", "node": []}, [("node", False, '"node" must be a table, { ... }')]),
    (Flow, {"title": {"id": 1, "en": 2}, "start": "a", "node": {"a": END}},
     [("title.id", False, '"id" must be a text in quotes'), ("title.en", False, '"en" must be a text in quotes')]),
    (Flow, {"title": "T", "start": "a", "node": {"a": {"branch": [1]}}},
     [("node.a.branch.0", False, 'item 1 of "branch" must be a table, { ... }')]),
    (Flow, {"title": "T", "start": "a", "node": {"menu": {"menu": "?", "options": 1}}},
     [("node.menu.options", False, '"options" must be a list, [ ... ]')]),
    (Flow, {"title": "T", "start": "a", "node": {"a": END}, "test": [{"name": "x", "dialog": [["a", "b", "c"]]}]},
     [("test.0.dialog.0", False, 'a step of a dialog is ["what is typed", "what is shown"]')]),
    (Flow, {"title": "T", "start": "a", "node": {"a": {"ask": "?", "accept": {"number": {"min": 1.5}}, "save": "x", "next": "a"}}},
     [("node.a.accept.number.min", False, '"min" must be a whole number')]),
    (Settings, {"flows": "x", "channels": {}, "keywords": {}, "categories": {"a": {"kind": "x", "name": {}}}, "notices": {}, "words": {"a": 1}},
     [("categories.a.kind", False, '"kind" is one of "report", "letter" or "product"'), ("words.a", False, '"a" must be a table, { ... }')]),
]  # fmt: skip


@pytest.mark.parametrize(("model", "raw", "expected"), MODELS)
def test_the_words_for_what_a_model_refuses(
    model: type[BaseModel], raw: Any, expected: list[tuple[str, bool, str]]
) -> None:
    assert said(model, raw) == expected


@pytest.mark.parametrize(
    ("text", "line", "column", "reason"),
    [
        ("a = ", 1, 5, "invalid value, at the end of the file"),
        ("a = 1\n\nb =\n", 3, 4, "invalid value"),
        ("a = 1 b = 2", 1, 7, "expected newline or end of document after a statement"),
        ("[a]\n[a]\n", 2, 3, "the table [a] stands twice"),
        ("[a.b]\n[a.b]", 2, 5, "the table [a.b] stands twice"),
        ("a = 1\na = 2\n", 2, 6, "this key stands twice"),
        ('a = "x\n', 1, 7, "illegal character '\\n'"),
        ('a = """x', 1, 9, "unterminated string"),
        ("a = [1, 2", 1, 10, "unclosed array"),
    ],
)
def test_toml_that_cannot_be_read(text: str, line: int, column: int, reason: str) -> None:
    found = toml.read("a.toml", text)
    assert isinstance(found, Problem)
    assert (found.line, found.column) == (line, column)
    assert found.reason.startswith("this is not TOML: ")
    assert reason in found.reason


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ('a = "x\n', 'a text of this line lacks its closing "'),
        ('a = "x "y" z"\n', 'a " within a text is written \\"'),
        ("a = \u201cx\u201d\n", 'the quotes around a text are plain ones: "'),
        ("a = [\n  { b = 1 }\n  { b = 2 },\n]\n", "a comma is missing before this, or the ] of the list"),
        ("a = { b = 1 c = 2 }\n", "a comma is missing before this, or the }"),
        ("a = { b = 1,, c = 2 }\n", "a comma too many, or { ... } is not in one line"),
        ("a = {\n  b = 1 }\n", "a comma too many, or { ... } is not in one line"),
        ("a = True\n", "true and false are written in small letters"),
        ("a = rt\n", 'a text stands between two "'),
        ("a = [\n  1,\n[node.b]\n", "a list ends with ]"),
        ("a =  # none\n", "nothing stands behind the ="),
        ('a = "x\\s"\n', "a \\ in a text is written \\\\"),
        ("[node.b c]\n", "a name is one word, and its ] closes the line: [node.NAME]"),
        ("a: 1\n", "a key is one word, and = stands behind it"),
        ("// a\n", "a comment begins with #"),
        ("a = 1\nb.c = 2\nb.c = 3", 'this key stands twice: "b.c"'),
        ('a = """x', 'the closing """ of a text is missing'),
    ],
)
def test_how_to_mend_toml_is_said(text: str, mended: str) -> None:
    found = toml.read("a.toml", text)
    assert isinstance(found, Problem)
    assert mended in found.reason


def test_toml_without_an_end_to_it() -> None:
    for text in ("a = " + "9" * 5000, "a = " + "[" * 2000 + "]" * 2000, "a" + ".a" * 2000 + " = 1"):
        assert isinstance(toml.read("a.toml", text), Problem)
    assert toml.read("a.toml", "a = 1") == {"a": 1}


def test_words_for_a_list_and_for_what_was_meant() -> None:
    assert [listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])] == [
        "",
        '"a"',
        '"a" and "b"',
        '"a", "b" and "c"',
    ]
    assert nearest("urian", ["kategori", "uraian"]) == '; did you mean "uraian"?'
    assert nearest("zzz", ["kategori", "uraian"]) == ""


def test_a_problem_reads_as_editors_expect() -> None:
    assert str(Problem("a/b.toml", 3, 7, "why")) == "a/b.toml:3:7: error: why"
    assert str(Problem("a/b.toml", 3, 7, "why", "warning")) == "a/b.toml:3:7: warning: why"
    assert sorted([Problem("b", 1, 1, "x"), Problem("a", 2, 1, "x"), Problem("a", 1, 9, "x")])[0] == Problem(
        "a", 1, 9, "x"
    )
