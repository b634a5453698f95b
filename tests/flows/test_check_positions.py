"""Where things stand in a TOML file."""

from __future__ import annotations

import pytest

from flows.positions import Path, Position, Positions

TEXT = '''\
title.id = "Lapor"
title.en = 'Report'
"a key" . 'and another' = 1

[node.kategori]   # a comment
menu.id = "é {bad"
options = [
  { value = "jalan", id = "é", goto = "a" },   # another
  # and one on its own
  { value = "air", label.id = "A", label.en = "B" },
]
[[test]]
name = "x"
dialog = [["", "a"], ["1", "b"]]
[[test]]
makes.ticket = { code = 1 }
[test.deep]
x = true
[[test.inner]]
y = 1
[[test.inner]]
y = 2

[node]
late = { end = """
two lines
of {text""" }
'''

PLACES: list[tuple[Path, Position, Position]] = [
    ((), (1, 1), (1, 1)),
    (("title",), (1, 1), (1, 1)),
    (("title", "id"), (1, 1), (1, 12)),
    (("title", "en"), (2, 1), (2, 12)),
    (("title", "su"), (1, 1), (1, 1)),
    (("a key", "and another"), (3, 1), (3, 27)),
    (("node",), (5, 1), (5, 1)),
    (("node", "kategori"), (5, 1), (5, 1)),
    (("node", "kategori", "save"), (5, 1), (5, 1)),
    (("node", "kategori", "menu"), (6, 1), (6, 1)),
    (("node", "kategori", "options"), (7, 1), (7, 11)),
    (("node", "kategori", "options", 0), (8, 3), (8, 3)),
    (("node", "kategori", "options", 0, "goto"), (8, 32), (8, 39)),
    (("node", "kategori", "options", 1), (10, 3), (10, 3)),
    (("node", "kategori", "options", 1, "label"), (10, 20), (10, 20)),
    (("node", "kategori", "options", 1, "label", "en"), (10, 36), (10, 47)),
    (("node", "kategori", "options", 7), (7, 1), (7, 11)),
    (("test",), (12, 1), (12, 1)),
    (("test", 0, "name"), (13, 1), (13, 8)),
    (("test", 0, "dialog", 1, 1), (14, 28), (14, 28)),
    (("test", 1), (15, 1), (15, 1)),
    (("test", 1, "makes", "ticket", "code"), (16, 18), (16, 25)),
    (("test", 1, "deep", "x"), (18, 1), (18, 5)),
    (("test", 1, "inner", 1, "y"), (22, 1), (22, 5)),
    (("node", "late"), (25, 1), (25, 8)),
    (("node", "late", "end"), (25, 10), (25, 16)),
]


@pytest.mark.parametrize(("path", "key", "value"), PLACES, ids=[".".join(map(str, path)) for path, _, _ in PLACES])
def test_the_place_of_a_key_and_of_its_value(path: Path, key: Position, value: Position) -> None:
    places = Positions(TEXT)
    assert (places.key(path), places.value(path)) == (key, value)


@pytest.mark.parametrize(
    ("source", "before", "place"),
    [
        ('a = "é {bad"', "é ", (1, 8)),
        ("a = 'x{bad'", "x", (1, 7)),
        ('a = """x{bad"""', "x", (1, 9)),
        ('a = """\nx\n y{bad"""', "x\n y", (3, 3)),
        ('a = """\r\nx\r\n y{bad"""', "x\n y", (3, 3)),
        ("a = '''\nx{bad'''", "x", (2, 2)),
        ('a = "\\u0041{bad"', "A", (1, 5)),
        ('a = "\\\\{bad"', "\\", (1, 5)),
        ("a = 1", "x", (1, 5)),
        ('b = "x{bad"', "x", (1, 1)),
    ],
)
def test_the_place_in_a_text(source: str, before: str, place: Position) -> None:
    assert Positions(source).inside(("a",), before) == place


@pytest.mark.parametrize(
    "text", ["", "[", "[[a", "a =", "= 1", '"', "[a]\n[a", "a = {", "\ud800 = 1", "[]", "a = [[[[", "[.]\n. = 1"]
)
def test_a_text_that_is_not_toml_has_places_too(text: str) -> None:
    line, column = Positions(text).key(("a", 0, "b"))
    assert line >= 1
    assert column >= 1


def test_a_text_may_nest_as_deep_as_it_likes() -> None:
    assert Positions("a = " + "[" * 5000 + "]" * 5000).key(("a",)) == (1, 1)
    assert Positions("a = " + "{ a = " * 3000 + "1" + " }" * 3000).key(("a", "a", "a")) == (1, 13)
    assert Positions("a." * 3000 + "a = 1").key(("a",) * 3001) == (1, 1)
    assert Positions("[" + "a." * 3000 + "a]\nb = 1").key(("a",) * 3001) == (1, 1)
