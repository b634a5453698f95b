"""What can hold, what can't, and what nobody can tell: the last is never complained of."""

from __future__ import annotations

import pytest

from flows.checks.choices import reached_on_ussd
from flows.checks.values import KNOWN, NUMBER, TEXT, Values, known_values
from flows.checks.worlds import Worlds, conjuncts
from flows.definition import Menu
from tests.flows.banten import shipped

SOME = {
    **KNOWN,
    "letter": Values(("", "sktm", "usaha")),
    "said": TEXT,
    "count": Values(("",), numbers=((1, 5),)),
    "price": NUMBER,
    "old": NUMBER,
}


@pytest.mark.parametrize(
    "source",
    [
        "contact.role == 'head'", "contact.village == 'x'", "!dialogue.deep", "letter in ['sktm', 'x']", "count >= 5", "count < 2",
        "price > 10 && price < 12", "said == 'a' || said == 'b'", "said != 'a' && said != 'b'", "'head' in contact.roles",
        "price > old * 3", "size(said) > 5000", "nobody == 'x'", "said.startsWith('x') && said == 'y'", "contact.name == letter",
        "dialogue.words > 0 && dialogue.medium == 'sms'", "letter == 'sktm' ? contact.known : false",
    ],
)  # fmt: skip
def test_what_can_hold_or_is_not_told(source: str) -> None:
    assert Worlds(SOME).can_hold(source)
    assert Worlds(SOME).can_fail(source)


@pytest.mark.parametrize(
    "source",
    [
        "contact.role == 'heda'", "letter == 'ktp'", "count > 5", "count == 0", "price == 'x'", "price > 10 && price < 11",
        "said == 'a' && said == 'b'", "contact.known && !contact.known", "dialogue.words < 0", "said == 5",
        "letter == 'ktp' && size(said) > 2", "contact.pin == ''", "dialogue.medium == 'USSD'",
    ],
)  # fmt: skip
def test_what_can_never_hold(source: str) -> None:
    assert not Worlds(SOME).can_hold(source)


@pytest.mark.parametrize(
    "source", ["true", "contact.role != 'heda'", "contact.known || !contact.known", "said == said"]
)
def test_what_always_holds(source: str) -> None:
    assert not Worlds(SOME).can_fail(source)


def test_a_case_is_covered_only_by_all_of_it() -> None:
    assert Worlds(SOME).is_covered("letter == 'sktm'", ["letter != ''"])
    assert Worlds(SOME).is_covered("contact.known", ["letter == ''", "letter != ''"])
    assert not Worlds(SOME).is_covered("contact.known", ["letter == '' && size(said) > 0", "letter != ''"])
    assert not Worlds(SOME).is_covered("letter != ''", ["letter == 'sktm'"])
    assert not Worlds(SOME).is_covered("letter != ''", ["size(letter) > 0"])


def test_the_parts_of_a_condition() -> None:
    assert conjuncts("a == '&&' && (b && c) && d in ['&&']") == ["a == '&&' ", " (b && c) ", " d in ['&&']"]
    assert conjuncts("a && b || c") == ["a && b || c"]


def test_too_many_worlds_are_not_told() -> None:
    wide = {f"n{i}": Values(tuple(str(value) for value in range(10))) for i in range(6)}
    assert Worlds(wide).can_hold(" && ".join(f"{name} == 'x'" for name in wide)) is False  # each part is told by itself
    assert Worlds(wide).can_hold(" || ".join(f"{name} == 'x'" for name in wide))


def test_options_that_exclude_each_other_are_not_on_one_screen() -> None:
    flows = shipped().flows
    worlds = Worlds(known_values(flows.values(), ("id", "su", "en")))
    menu = flows["dagangan"].node["isi"]
    assert isinstance(menu, Menu)
    assert max(len(one) for one in worlds.together([one.when for one in menu.options])) == len(menu.options) - 1


def test_what_is_only_read_by_text_is_no_screen() -> None:
    flows = shipped().flows
    worlds = Worlds(known_values(flows.values(), ("id", "su", "en")))
    dialled = reached_on_ussd(flows["lihat"], worlds)
    assert "isi" in dialled
    assert "isi-sms" not in dialled
