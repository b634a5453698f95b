"""Two catalogs side by side: in words of menus, and in what the numbers mean that people dial."""

from __future__ import annotations

import pytest

from flows.catalog import Catalog, Navigation
from flows.differences import Renumbered, differences, renumbered
from tests.flows.small import catalog

HOME = """start = "menu"
[node.menu]
menu = "Village"
options = [
  { id = "Report", en = "Report it", goto = "lapor" },
  { id = "Letter", en = "Letter", goto = "surat" },
  { id = "Product", en = "Product", goto = "produk" },
]
[node.lapor]
call = "lapor"
[node.surat]
menu = "Letter?"
save = "letter"
next = "lapor"
options = [ { value = "ktp", label = "KTP" }, { value = "skck", label = "SKCK" } ]
[node.produk]
end = "{contact.name} buys."
"""
LAPOR = """start = "apa"
[node.apa]
ask.id = "Tulis:"
ask.en = "Write:"
accept = { text = { min = 5, max = 300 } }
save = "said"
next = "kabari"
[node.kabari]
send.officers = "Says: {said}"
next = "akhir"
[node.akhir]
end = "Sent."
"""
CODE = {"*384*36#": "utama"}
LETTER = '  { id = "Letter", en = "Letter", goto = "surat" },\n'


def made(home: str = HOME, **flows: str) -> Catalog:
    return catalog(languages=("id", "en"), utama=home, **({"lapor": LAPOR} | flows))


def changed(old: str, new: str) -> Catalog:
    """The catalog with one passage of one of its flows written differently."""
    assert (HOME + LAPOR).count(old) == 1, old
    return made(HOME.replace(old, new), lapor=LAPOR.replace(old, new))


def told(new: Catalog, old: Catalog | None = None) -> list[str]:
    return [one.words for one in differences(old or made(), new)]


def test_the_same_is_no_difference() -> None:
    assert told(made()) == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('id = "Product", en = "Product"', 'id = "Pasar", en = "Market"', 'option 3 of utama.menu, "Product", is now "Pasar"'),
        ('en = "Report it"', 'en = "Tell"', 'option 1 of utama.menu, "Report" (en) was "Report it", is now "Tell"'),
        ('goto = "produk" }', 'goto = "produk", when = "contact.village != \'\'" }', "option 3 of utama.menu, \"Product\", is now shown when contact.village != ''"),
        ('value = "ktp"', 'value = "card"', 'option 1 of utama.surat, "KTP", saved ktp, saves now card'),
        ('"Tulis:"', '"Ketik:"', 'the text of lapor.apa (id) was "Tulis:", is now "Ketik:"'),
        ("max = 300", "max = 200", "lapor.apa: accept changed"),
        ('send.officers = "Says: {said}"', 'send.officers = "New: {said}"', 'what lapor.kabari sends to officers was "Says: {said}", is now "New: {said}"'),
        ('end = "Sent."', 'end = "Sent."\nsms = true', "lapor.akhir: sms changed"),
        ('menu = "Letter?"\nsave', 'menu = "Letter!"\nsave', 'the text of utama.surat was "Letter?", is now "Letter!"'),
    ],
)  # fmt: skip
def test_each_change_in_words(old: str, new: str, words: str) -> None:
    assert told(changed(old, new)) == [words]


def test_what_is_new_and_what_is_gone() -> None:
    more = made(HOME.replace("[node.produk]", '[node.baru]\nend = "New."\n[node.produk]').replace(
        "]\n[node.lapor]", '  { id = "More", en = "More", goto = "baru" },\n]\n[node.lapor]'
    ))  # fmt: skip
    said = ['option 4 of utama.menu, "More", is new', "utama.baru, an end, is new"]
    assert told(more) == said
    assert told(made(), more) == [one.replace("is new", "is gone") for one in said]
    assert told(made(lain='start = "a"\n[node.a]\nend = "A."')) == ["the flow lain is new"]


def test_an_option_that_moved_and_one_that_went() -> None:
    assert told(_without_letter()) == [
        'option 2 of utama.menu, "Letter", is gone',
        'option 3 of utama.menu, "Product", is now option 2',
        "utama.surat, a menu, is gone",
    ]


def test_what_is_of_no_flow() -> None:
    keys = catalog(languages=("id", "en"), navigation=Navigation(back="9"), utama=HOME, lapor=LAPOR)
    assert told(keys)[0].startswith("the keys were ")


def _without_letter(more: str = "", product: str = "") -> Catalog:
    home = HOME.replace(LETTER, "").replace('goto = "produk"', f'goto = "produk"{product}')
    head, _, tail = home.partition("[node.surat]")
    return made(
        head.replace("]\n[node.lapor]", f"]\n{more}\n[node.lapor]")
        + "[node.produk]"
        + tail.partition("[node.produk]")[2]
    )


def codes(new: Catalog, old: Catalog | None = None) -> list[str]:
    return [str(one) for one in renumbered(old or made(), new, CODE)]


def test_every_path_whose_meaning_changes_is_named() -> None:
    assert codes(made()) == []
    assert codes(_without_letter()) == [
        '*384*36*2# was "Letter", is now "Product"',
        '*384*36*2*1# was "Letter > KTP", answers nothing now',
        '*384*36*2*2# was "Letter > SKCK", answers nothing now',
        '*384*36*3# was "Product", answers nothing now',
    ]


def test_a_kept_number_and_a_retired_one_change_nothing() -> None:
    gone = 'retired = [ { number = 2, id = "Di kantor.", en = "At the office." } ]'
    assert codes(_without_letter(gone, ", number = 3")) == []
    old = _without_letter(gone, ", number = 3")
    assert codes(made(), old) == [], "what was retired meant nothing any more"


def test_another_name_or_text_is_no_other_meaning_but_another_place_is() -> None:
    assert codes(changed('id = "Product"', 'id = "Pasar"')) == []
    renamed = made(HOME.replace('goto = "produk"', 'goto = "pasar"').replace("[node.produk]", "[node.pasar]"))
    assert codes(renamed) == []
    swapped = made(HOME.replace('value = "ktp", label = "KTP"', 'value = "x", label = "X"'))
    assert [one.partition(" was")[0] for one in codes(swapped)] == ["*384*36*2*1#"]
    assert renumbered(made(), swapped, CODE) == [Renumbered("*384*36*2*1#", "Letter > KTP", "Letter > X")]


def test_an_option_that_is_added_behind_the_others_changes_nothing() -> None:
    more = made(HOME.replace("]\n[node.lapor]", '  { id = "More", en = "More", goto = "produk" },\n]\n[node.lapor]'))
    assert codes(more) == []
    assert codes(made(), more) == ['*384*36*4# was "More", answers nothing now']
