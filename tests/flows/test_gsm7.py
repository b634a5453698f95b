"""Septets, segments and transliteration."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import gsm7

ALPHABET = "".join(sorted(gsm7.BASIC | gsm7.EXTENSION))
gsm7_texts = st.text(ALPHABET, max_size=400)
any_texts = st.one_of(gsm7_texts, st.text(max_size=200), st.text("ab \n“”…–\u00a0é🌾^€", max_size=200))


def test_the_alphabet_has_all_its_characters() -> None:
    """GSM 03.38: 128 places, one of which is the escape; ten characters behind the escape."""
    assert len(gsm7.BASIC) == 127
    assert len(gsm7.EXTENSION) == 10
    assert not gsm7.BASIC & gsm7.EXTENSION


@pytest.mark.parametrize(
    ("text", "septets"),
    [
        ("", 0),
        ("Lapor", 5),
        ("baris\nbaris", 11),
        ("ÄÖÑÜäöñüàèéùìòÇØøÅåΔß", 21),
        ("@_£$¥", 5),
        ("€", 2),
        ("[1] {a} \\ ~ | ^", 15 + 8),
        ("\f", 2),
    ],
)
def test_septets(text: str, septets: int) -> None:
    assert gsm7.septets(text) == septets


@pytest.mark.parametrize("text", ["ç", "á", "`", "“", "…", "🌾", "ـ", "\t", "ã", "Ā", "½", "a\u0301"])
def test_what_gsm7_does_not_have(text: str) -> None:
    assert not gsm7.is_gsm7(text)
    with pytest.raises(ValueError, match="GSM-7"):
        gsm7.septets(text)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("a", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("a" * 159 + "€", 2),
        ("a" * 158 + "€", 1),
        ("€" * 80, 1),
        ("€" * 81, 2),
        # 152 and an escape: the € moves to the next segment whole, so 307 septets of text need a third one
        ("a" * 152 + "€" + "a" * 151, 2),
        ("a" * 152 + "€" + "a" * 152, 3),
        ("a" * 151 + "€" + "a" * 153, 2),
        ("ç", 1),
        ("ç" * 70, 1),
        ("ç" * 71, 2),
        ("ç" * 134, 2),
        ("ç" * 135, 3),
        ("🌾" * 35, 1),
        ("🌾" * 36, 2),
        # 66 and half of a pair: 33 emoji a segment, one place is lost in each
        ("🌾" * 66, 2),
        ("🌾" * 67, 3),
        ("a" + "🌾" * 33 + "a" * 67, 2),
        ("aa" + "🌾" * 33 + "a" * 67, 3),
        ("a" * 160 + "🌾", 3),
    ],
)
def test_segments(text: str, count: int) -> None:
    assert gsm7.segments(text) == count


@given(any_texts)
def test_segments_are_as_few_as_the_room_allows(text: str) -> None:
    """Never fewer than the bare sum asks for; a lost place at each border at most."""
    size, alone, part = (gsm7.septets(text), 160, 153) if gsm7.is_gsm7(text) else (gsm7.units(text), 70, 67)
    count = gsm7.segments(text)
    if size <= alone:
        assert count == (1 if text else 0)
    else:
        assert -(-size // part) <= count <= -(-size // (part - 1))


@given(any_texts, st.characters())
def test_a_longer_text_has_no_fewer_segments(text: str, more: str) -> None:
    assert gsm7.segments(text + more) >= gsm7.segments(text)


@given(st.text(st.characters(min_codepoint=0x1F300, max_codepoint=0x1F6FF), min_size=36, max_size=200))
def test_a_surrogate_pair_is_not_cut(text: str) -> None:
    assert gsm7.segments(text) == -(-len(text) // 33)


@given(st.text("^{}\\[~]|€", min_size=81, max_size=400))
def test_an_extension_character_is_not_cut(text: str) -> None:
    assert gsm7.segments(text) == -(-len(text) // 76)


@pytest.mark.parametrize(
    ("text", "gsm7_room", "ucs2_room", "fitting"),
    [
        ("a" * 160, 160, 70, True),
        ("a" * 161, 160, 70, False),
        ("€" * 80, 160, 70, True),
        ("€" * 81, 160, 70, False),
        ("ç" * 70, 160, 70, True),
        ("ç" * 71, 160, 70, False),
        ("🌾" * 35, 160, 70, True),
        ("a" * 69 + "🌾", 160, 70, False),
        ("", 0, 0, True),
    ],
)
def test_fits(text: str, gsm7_room: int, ucs2_room: int, fitting: bool) -> None:
    assert gsm7.fits(text, gsm7_room, ucs2_room) is fitting


def test_units_count_a_lone_surrogate_too() -> None:
    assert gsm7.units("\ud83c") == 1


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("“Apa kabar?”", '"Apa kabar?"'),
        ("„kutip‟ «kutip»", '"kutip" "kutip"'),
        ("Jum’at ‘kutip’ ‚kutip‛ `kutip´", "Jum'at 'kutip' 'kutip' 'kutip'"),
        ("5′ 6″", "5' 6\""),
        ("Senin–Jumat — jam 8‐15", "Senin-Jumat - jam 8-15"),
        ("−5 ‒ 5", "-5 - 5"),
        ("tunggu…", "tunggu..."),
        ("tunggu‥", "tunggu.."),
        ("Rp\u00a015.000\u202f/\u2009kg\u3000ya", "Rp 15.000 / kg ya"),
        ("• satu\n● dua\n▪ tiga ◦ empat · lima", "- satu\n- dua\n- tiga - empat - lima"),
        ("2×3", "2x3"),
        ("peda\u00adgang\u200b\ufeff\u2060", "pedagang"),
        ("a\tb", "a b"),
        ("satu\r\ndua\rtiga\u2028empat\u2029", "satu\ndua\ntiga\nempat\n"),
        ("Ｌａｐｏｒ　１２！", "Lapor 12!"),
        ("𝗗𝗶𝘀𝗸𝗼𝗻 𝟱𝟬", "Diskon 50"),
        ("→ №5", "-> No5"),
        ("e\u0301 A\u030a \u212b", "é Å Å"),
        ("Σ \u2126", "Σ Ω"),
        ("é ç ã 🌾 漢 👨\u200d👩\u200d👧 ½ m²", "é ç ã 🌾 漢 👨\u200d👩\u200d👧 ½ m²"),
        ("", ""),
    ],
)
def test_transliterate(written: str, plain: str) -> None:
    assert gsm7.transliterate(written) == plain


@given(st.text(max_size=100))
def test_transliterate_twice_is_once(text: str) -> None:
    once = gsm7.transliterate(text)
    assert gsm7.transliterate(once) == once


@given(st.text("".join(sorted((gsm7.BASIC | gsm7.EXTENSION) - {"\r"})), max_size=200))
def test_transliterate_leaves_gsm7_alone(text: str) -> None:
    assert gsm7.transliterate(text) == text


@given(st.text(st.characters(categories=["Lu", "Ll", "Lo", "Nd", "So"]), max_size=100))
def test_no_letter_is_lost(text: str) -> None:
    """A letter comes out as itself, composed, or as the same letter in plain dress."""
    assert unicodedata.normalize("NFKC", gsm7.transliterate(text)) == unicodedata.normalize("NFKC", text)


@pytest.mark.parametrize(("plain", "characters"), gsm7.SAME.items())
def test_every_equivalent_can_be_sent(plain: str, characters: str) -> None:
    assert gsm7.is_gsm7(plain)
    for character in characters:
        assert gsm7.transliterate(f"a{character}b") == f"a{plain}b"
