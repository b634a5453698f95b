"""The table of villages."""

from __future__ import annotations

import pytest

from models import Village

from .conftest import VILLAGE, Importer

NEW = {"code": "36.99.01.2001", "name": "Cikaret", "district": "Cibodas", "regency": "Kabupaten Baru"}
SHIPPED = {"code": VILLAGE, "name": "Mekarsari", "district": "Panimbang", "regency": "Kabupaten Pandeglang"}


def test_a_new_village(importer: Importer) -> None:
    assert importer.counts("villages", NEW) == (1, 0, 0, 0)
    assert importer.there(Village, code=NEW["code"]) == [{**NEW, "internet": None, "wave": 0}]


def test_the_same_code_is_updated(importer: Importer) -> None:
    assert importer.counts("villages", SHIPPED) == (0, 0, 1, 0)
    assert importer.counts("villages", {**SHIPPED, "internet": "no", "wave": "2"}) == (0, 1, 0, 0)
    assert importer.there(Village, code=VILLAGE) == [{**SHIPPED, "internet": False, "wave": 2}]


@pytest.mark.parametrize("again", [SHIPPED, {**SHIPPED, "internet": "", "wave": ""}])
def test_an_optional_column_that_is_missing_or_empty_leaves_what_is_there(
    importer: Importer, again: dict[str, str]
) -> None:
    importer("villages", {**SHIPPED, "internet": "yes", "wave": "3"})
    assert importer.counts("villages", again) == (0, 0, 1, 0)
    assert importer.there(Village, code=VILLAGE) == [{**SHIPPED, "internet": True, "wave": 3}]


@pytest.mark.parametrize(
    ("word", "internet"),
    [(word, True) for word in "yes ya y 1 true YES Ya True".split()]
    + [(word, False) for word in "no tidak n 0 false NO Tidak False".split()],
)
def test_internet(importer: Importer, word: str, internet: bool) -> None:
    importer("villages", {**NEW, "internet": word})
    assert importer.there(Village, code=NEW["code"])[0]["internet"] is internet


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"code": ""}, "code is empty"),
        ({"name": ""}, "name is empty"),
        ({"district": ""}, "district is empty"),
        ({"regency": ""}, "regency is empty"),
        ({"code": "3601062009"}, "code '3601062009' is not a village code such as 36.01.01.2001"),
        ({"code": "36.01.06"}, "code '36.01.06' is not a village code such as 36.01.01.2001"),
        ({"code": "36.01.06.2009x"}, "code '36.01.06.2009x' is not a village code such as 36.01.01.2001"),
        ({"code": "٣٦.01.06.2009"}, "code '٣٦.01.06.2009' is not a village code such as 36.01.01.2001"),
        ({"internet": "maybe"}, "internet 'maybe' is neither yes nor no"),
        ({"wave": "-1"}, "wave '-1' is not a whole number from 0 to 1000000000"),
        ({"wave": "1.5"}, "wave '1.5' is not a whole number from 0 to 1000000000"),
        ({"wave": "1e3"}, "wave '1e3' is not a whole number from 0 to 1000000000"),
        ({"wave": "1000000001"}, "wave '1000000001' is not a whole number from 0 to 1000000000"),
        ({"name": "x" * 101}, "name is longer than 100 characters"),
        ({"name": "two\nlines"}, "name holds a line break or another control character"),
        ({"name": "nul\x00"}, "name holds a line break or another control character"),
        ({"name": "esc\x1b[31m"}, "name holds a line break or another control character"),
        ({"name": "\u202eirasrakeM"}, "name holds a line break or another control character"),
    ],
)
def test_what_is_refused(importer: Importer, change: dict[str, str], reason: str) -> None:
    assert importer.reason("villages", {**NEW, **change}) == reason
    assert importer.there(Village, code=NEW["code"]) == []


@pytest.mark.parametrize("name", ["x" * 100, "Mekar'sari", "'; DROP TABLE village;--", "Énggal … 😀", "%s {name}"])
def test_a_name_is_kept_letter_for_letter(importer: Importer, name: str) -> None:
    importer("villages", {**NEW, "name": name})
    assert importer.there(Village, code=NEW["code"])[0]["name"] == name
