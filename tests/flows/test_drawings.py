"""A flow drawn: every screen and every way of it is there, in each form, whatever its texts say."""

from __future__ import annotations

import re
from collections import Counter
from xml.etree import ElementTree

import pytest

from flows.checks.graphs import reached
from flows.definition import targets
from flows.drawings import FORMS, Line, dot, graph, menus, mermaid, svg
from flows.drawings.graph import Box, Graph, Way
from tests.flows.banten import LANGUAGES, shipped
from tests.flows.small import catalog

SVG = "{http://www.w3.org/2000/svg}"
NASTY = Graph('"A" & <b>', "a", (
    Box("a", "menu", 'Say "yes" & <go> #1;\nor \\ not', (Way('1 "x" --> <y>', "b"), Way("", "a"))),
    Box("b", "end", "", ()),
))  # fmt: skip


def drawn(name: str, language: str = "id") -> Graph:
    return graph(shipped().flows, name, shipped().languages_from(language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", shipped().flows)
def test_every_node_and_every_way_is_there(name: str, language: str) -> None:
    flow, found = shipped().flows[name], drawn(name, language)
    assert (found.start, found.title) == (flow.start, flow.title.root[language])
    assert [box.name for box in found.boxes] == list(flow.node)
    for box in found.boxes:
        assert {way.to for way in box.ways} == set(targets(flow.node[box.name]))
    assert found.layers().keys() == set(flow.node), "nothing lies beside the ways"


def test_a_menu_has_its_numbers_as_long_as_they_are_the_same_for_everybody() -> None:
    (menu,) = [box for box in drawn("produk").boxes if box.name == "cari"]
    labels = [way.label for way in menu.ways]
    assert labels[1:4] == ["2 Ketik nama produk", "3 Lihat dari desa saya", "Pilih desa lain"], "not all see the third"


def test_an_option_that_is_there_by_text_alone_has_no_number() -> None:
    flows = catalog(
        utama="""start = "m"
[node.m]
menu = "What?"
options = [
  { label = "Road", goto = "e" },
  { label = "Health", goto = "e", when = "dialogue.medium == 'sms'" },
  { label = "Other", goto = "e", when = "dialogue.medium == 'ussd'" },
]
[node.e]
end = "Done."
"""
    ).flows
    (menu,) = [box for box in graph(flows, "utama", ("id",)).boxes if box.name == "m"]
    assert [way.label for way in menu.ways] == ["1 Road", "Health (SMS)", "2 Other"]


def test_what_is_shown_and_what_is_called() -> None:
    boxes = {box.name: box for box in drawn("lapor", "en").boxes}
    assert boxes["uraian"].text.startswith("Describe the problem")
    assert (boxes["simpan"].kind, boxes["simpan"].text) == ("create", "ticket")
    assert (boxes["darurat"].kind, boxes["darurat"].text) == ("call", "EMERGENCY")
    assert boxes["tahu-desa"].ways == (Way("contact.village == ''", "kenalan"), Way("else", "kategori"))


@pytest.mark.parametrize("name", shipped().flows)
def test_the_picture_holds_all_of_it_and_nothing_lies_on_another(name: str) -> None:
    found = drawn(name)
    picture = ElementTree.fromstring(svg.write(found))  # noqa: S314 - our own
    width, height = (float(picture.get(key, "0")) for key in ("width", "height"))
    boxes = list(picture.iter(f"{SVG}rect"))[1:]
    assert len(boxes) == len(found.boxes)
    places = [tuple(float(box.get(key, "0")) for key in ("x", "y", "width", "height")) for box in boxes]
    for index, (x, y, wide, high) in enumerate(places):
        assert x >= 0
        assert x + wide <= width
        assert y + high <= height
        for other_x, other_y, _, other_high in places[:index]:
            assert x != other_x or y >= other_y + other_high
    arrows = [path for path in picture.iter(f"{SVG}path") if path.get("style")]
    back = [text for text in picture.iter(f"{SVG}text") if text.get("class") == "back"]
    assert len(arrows) + len(back) == sum(len(box.ways) for box in found.boxes)


@pytest.mark.parametrize("name", shipped().flows)
def test_a_box_stands_behind_all_that_lead_to_it_but_in_a_loop(name: str) -> None:
    found = drawn(name)
    layers, ways = found.layers(), {box.name: [way.to for way in box.ways] for box in found.boxes}
    steps = [(name, to) for name in ways for to in ways[name]]
    assert all(layers[to] > layers[name] or name in reached(ways, [to]) for name, to in steps)


def test_texts_stay_texts_in_a_picture() -> None:
    picture = ElementTree.fromstring(svg.write(NASTY))  # noqa: S314 - our own
    said = [text.text for text in picture.iter(f"{SVG}text")]
    assert said == ['"A" & <b>', "\u21a9 a", "menu: a", 'Say "yes" & <go> #1;', "or \\ not", '1 "x" --> <y>', "end: b"]


def test_texts_stay_texts_in_dot() -> None:
    written = dot.write(NASTY)
    assert written.count("{") == written.count("}") == 1
    assert re.sub(r'"(\\.|[^"\\])*"', "", written).count('"') == 0
    assert r'label="1 \"x\" --> <y>"' in written


def test_texts_stay_texts_in_mermaid() -> None:
    lines = mermaid.write(NASTY).splitlines()
    assert lines[2] == '  n0["a'.replace("a", "Say #quot;yes#quot; & #lt;go#gt; #35;1;<br>or \\ not") + '"]'
    assert all(line.count('"') % 2 == 0 for line in lines)
    assert Counter("-->" in line for line in lines)[True] == 3


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", shipped().flows)
def test_any_flow_can_be_written_in_any_form(name: str, form: str) -> None:
    assert FORMS[form](drawn(name))


MENUS = menus(
    "Menu", "*1#", (Line(1, "Lapor", (Line(1, "Jalan"), Line(2, "Lain", (Line(1, "Air"),)))), Line(2, "Info"))
)


def test_menus_are_boxes_that_are_called_as_they_are_dialled() -> None:
    assert [(box.name, box.text) for box in MENUS.boxes] == [("*1#", "Menu"), ("*1*1#", "Lapor"), ("*1*1*2#", "Lain")]
    assert MENUS.boxes[0].ways == (Way("1 Lapor", "*1*1#"), Way("2 Info", ""))


def test_an_option_with_nothing_behind_it_is_a_line_of_its_box() -> None:
    assert '  "*1#" [shape=box, label="*1#\\nMenu\\n2 Info"];' in dot.write(MENUS)
    assert 'n0["Menu<br>2 Info"]' in mermaid.write(MENUS)
    drawn = svg.write(MENUS)
    assert ">2 Info<" in drawn
    assert drawn.count("<path d=") == 2, "one line for each way that leads to a box"
