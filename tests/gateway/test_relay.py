"""What two strangers write to each other holds no phone number, however it is disguised, and all else as it was."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway import relay
from tests.gateway.disguises import disguised, left, longest

OWN, OTHER = "+6281234567801", "+628110000302"
NATIONAL = st.from_regex(r"8[1-9][0-9]{7,9}", fullmatch=True).filter(lambda number: "000" not in number)
"""Not such as would be a price."""

DISGUISES = [
    "0812 lalu 3456 lalu 7801", "0812a3456b7801", "0812lalu3456lalu7801", "62 812 (gula) 3456 (kopi) 7801",
    "o8l2 34S6 78OI", "O B 1 2 E 4 S 6 7 B o l", "OBIZ EASG TBOI", "08!2 3456 780|",
    "⓪⑧①② ③④⑤⑥ ⑦⑧⓪①", "⁰⁸¹² ³⁴⁵⁶ ⁷⁸⁰¹", "０８１２３４５６７８０１", "٠٨١٢٣٤٥٦٧٨٠١", "〇八一二三四五六七八〇一", "⓪⑧⑫ 34 ⑤⑥ ⑦⑧ ⓪①",
    "nolsatudua nol8satu2tiga4lima6", "noldelapansatudua lalu tigaempatlimaenam", "nolxdelapanxsatuxduaxtigaxempatxlima",
    "kosong dlapan stu dua tiga mpat lma enam tjuh lapan nl ksong", "nl dlapan stu du tga mpt lm enm", "ddelapan saatu duaa tigga empat limaa enam",
    "delpan satu dau tiga emapt lima enma tujhu", "tu wa ga pat ma nam juh pan",
    "0088112233445566778800 11", "wolu siji loro telu papat lima enem pitu wolu", "dalapan hiji dua tilu opat lima genep tujuh",
    "delapan dua belas tiga puluh empat lima puluh enam", "delapan puluh satu dua puluh tiga empat puluh lima enam puluh tujuh",
    "duabelas tigapuluhempat limapuluhenam tujuhpuluhdelapan", "delapan ratus dua belas tiga ratus empat puluh lima", "dalapan dua welas tilu puluh opat lima puluh genep",
    "oh eight one two three four five six seven eight oh one", "eight twelve thirty four fifty six seventy eight",
    "0812 3456 double seven", "VIII I II III IV V VI VII", "Ⅷ Ⅰ Ⅱ Ⅲ Ⅳ Ⅴ Ⅵ Ⅶ", "8 satu two tilu papat ⑤ ６ l",
    "n0l d3lap4n s4tu du4 t1g4 3mp4t l1m4 3n4m", "d.e.l.a.p.a.n s.a.t.u d.u.a t.i.g.a e.m.p.a.t l.i.m.a", "L A P A N S A T U 2 3 4 5 6",
    "wolung puluh siji rong puluh telu patang puluh limo", "kesatu 8 kedua 1 ketiga 2 keempat 3 kelima 4 keenam 5",
    "belakangnya 7801, tengahnya 3456, depannya 0812", "0812 buka jam 9, 3456 tutup jam 5, 7801", "Rp 81.234.567", "12-34-5678",
]  # fmt: skip

HARMLESS = [
    "25rb per kg", "2 kg saja", "RT 02 RW 03 Kampung Sawah", "17 Agustus 2026", "17-08-2026 bisa?", "17/8/2026", "2026-08-17",
    "Rp 1.250.000", "Rp 12.500.000", "25.000 - 30.000", "25000-30000", "jam 08.30 sampai 16.00", "buka 08.30-16.00",
    "kode 4821-367", "SETUJU 7152-048 2 kg", "satu kilo atau dua, o ya tiga", "2 kg 50rb, 5 kg 120rb, 10 kg 230rb",
    "harga satu 15.000, dua 28.000, tiga 40.000", "dua ratus lima puluh ribu", "ukuran 20x30x40 cm", "ada 5l, 10l, 20l",
    "bisa kirim ke Jl. Raya Serang Km 12 No. 45?", "Kp. Pasir RT 003/RW 004 Desa Menes 42262", "diskon 10% kalau 100 kg",
    "tempat lama dekat pintu masuk, sampai sana satu jam", "telur dapat dua tray", "one or two kg for me, by 5 pm",
    "tilu kilo wae, opat ge kenging", "papat utawa limang kilo", "panen 2025 dan 2026", "berat 1,5 kg, ½ kilo", "BISA COD? SAYA DI SERANG",
    "2 dus isi 24 pcs @ 3.500", "Senin 24 Nov 2026 pukul 14:00-15:30", "1 2 3 tes", "",
]  # fmt: skip


def conversation(*texts: str, phone: str = OWN) -> list[str]:
    """What the other side reads of them."""
    passed_on: list[str] = []
    for text in texts:
        passed_on.append(relay.without_numbers(text, [phone, OTHER], passed_on))
    return passed_on


@pytest.mark.parametrize("said", DISGUISES)
def test_ones_own_number_is_known_in_any_disguise(said: str) -> None:
    (passed_on,) = conversation(f"hub {said} ya")
    assert passed_on.startswith("hub ")
    assert passed_on.endswith(" ya")
    assert passed_on.count(relay.HIDDEN) >= 1
    assert conversation(passed_on) == [passed_on]


@pytest.mark.parametrize(
    ("texts", "passed_on"),
    [
        (["0812", "3456", "7801"], ["0812", "***", "7801"]),
        (["depan 0812 ya", "stok 40 kg, 345", "6 7", "jam 5, 7801"], ["depan 0812 ya", "stok 40 kg, 345", "***", "jam 5, ***"]),
        (["nol delapan", "satu dua tiga", "empat lima", "enam tujuh"], ["nol delapan", "satu dua tiga", "***", "enam tujuh"]),
        (["7801 belakangnya", "3456 tengahnya"], ["7801 belakangnya", "*** tengahnya"]),
        (["08 12", "34", "harga 5", "67 8", "01"], ["08 12", "34", "harga ***", "***", "01"]),
    ],
)  # fmt: skip
def test_a_number_that_is_begun_is_not_ended_in_another_text(texts: list[str], passed_on: list[str]) -> None:
    assert conversation(*texts) == passed_on


@settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), national=NATIONAL)
def test_no_disguise_leaves_eight_digits_in_a_row(data: st.DataObject, national: str) -> None:
    texts, passed_on = data.draw(disguised(national)), []
    seen: set[int] = set()
    for written in texts:
        passed_on.append(relay.without_numbers(written.text, [f"+62{national}", OTHER], passed_on))
        seen |= left(written, passed_on[-1])
        assert longest(seen) < 8, passed_on


@settings(max_examples=100, deadline=None, derandomize=True)
@given(texts=st.lists(st.sampled_from(HARMLESS), max_size=8, unique=True), national=NATIONAL)
def test_what_is_harmless_passes_as_it_was(texts: list[str], national: str) -> None:
    assert conversation(*texts, phone=f"+62{national}") == texts


NUMBERISH = st.lists(
    st.sampled_from(
        "puluh belas ratus double triple satu dua twenty eleven tu o 0 8 12 o8 l d3lapan dobel las d u a OBIZ x 88 1122 . - sepuluh".split()
    )
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    text=st.one_of(st.text(max_size=60), NUMBERISH.map(" ".join), NUMBERISH.map("".join)),
    earlier=st.lists(st.text(max_size=20), max_size=3),
)
def test_any_text_is_passed_on_with_all_that_is_no_number(text: str, earlier: list[str]) -> None:
    passed_on = relay.without_numbers(text, [OWN], earlier)
    rest = iter(text)
    kept = "".join(passed_on.split(relay.HIDDEN)) if relay.HIDDEN not in text else ""
    assert all(sign in rest for sign in kept)


@pytest.mark.parametrize(
    "number", ["0857 1122 3344", "+49 151 12345678", "o857 ll22 3344", "０８５７１１２２", "nollimatujuh delapan satu satu dua dua", "0857x1122x3344"]
)  # fmt: skip
def test_the_number_of_somebody_else_is_hidden_too(number: str) -> None:
    assert conversation(f"telp teman saya {number} ya") == ["telp teman saya *** ya"]


@pytest.mark.parametrize("phone", ["+4915112345678", "+254711000111", "+6721234"])
def test_numbers_of_other_countries_are_known(phone: str) -> None:
    _first, then = conversation(f"{phone[3:7]} lalu", f"{phone[7:]} selesai", phone=phone)
    assert then == "*** selesai"


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        (["gula aren", "kg", "81234567", "40"], True), (["gula aren", "kg", "81234", "56780"], True),
        (["gula nolsatu delapan satu dua", "kg", "34567"], True), (["o8l2", "3456", "780", "1"], True),
        (["gula aren 12", "kg", "25000", "40"], False), (["emping", "ikat", "1250000", "100"], False),
    ],
)  # fmt: skip
def test_texts_that_are_read_together(texts: list[str], told: bool) -> None:
    assert relay.gives_away(texts, OWN) == told


@pytest.mark.parametrize(
    "text",
    [
        "1234567890" * 100, "nol satu dua tiga empat lima " * 35, "nolsatudua" * 100, "xnolxsatu" * 111, "o8l2 34S6 " * 100, "a1" * 500,
        "saya 812 dan 345 lalu 67 " * 40, "tempat pintu telor dapat " * 40, "1.000" * 200, "\u200b" * 1000, "BISA OBIZ " * 100,
    ],
)  # fmt: skip
def test_a_thousand_characters_take_no_time(text: str) -> None:
    took = []
    for _ in range(5):
        begun = time.perf_counter()
        relay.without_numbers(text, [OWN, OTHER], ["0812", "3456"])
        took.append(time.perf_counter() - begun)
    assert min(took) < 0.03, "some 2 ms by itself"


@pytest.mark.parametrize(
    "text",
    [
        "wa suami saya 0857 terus 1234 terus 5678", "085 tujuh dua tiga, lalu 456, lalu 789", "wa anak 0857123",
        "depannya 0857 tengahnya 1234 belakangnya 5678",
    ],
)  # fmt: skip
def test_nor_anybody_elses_that_begins_like_one(text: str) -> None:
    assert not re.search("[0-9]{3}", relay.without_numbers(text))
