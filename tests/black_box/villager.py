"""Somebody who uses everything there is, and looks at every screen for what belongs to others."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tests.black_box.handset import Handset, Screen

CODE = re.compile(r"\b\d{4}-\d{3}\b")
EXAMPLE = "4821-367"
"""What the question for a code shows."""

MARK = re.compile(r"(?i)\bzq\d{4}\b")
"""Each villager's texts have a word of their own in them: `zq0012`."""


@dataclass
class Villager:
    """`village`: its name, `district`: where it lies."""

    phone: Handset
    mark: str
    village: str
    district: str
    codes: set[str] = field(default_factory=set)
    said: list[str] = field(default_factory=list)
    """The descriptions of all tickets, in their order."""

    def see(self, screen: Screen, *others: str) -> Screen:
        """A screen that has nothing of anybody else, but for the codes that were typed."""
        found = {word.lower() for word in MARK.findall(screen.text)}
        assert found <= {self.mark}, screen
        assert set(CODE.findall(screen.text)) <= self.codes | {EXAMPLE, *others}, screen
        return screen

    def answer(self, *inputs: str) -> Screen:
        for typed in inputs:
            shown = self.see(self.phone.answer(typed))
        return shown

    def dial(self) -> Screen:
        return self.see(self.phone.dial())

    def pick(self, screen: Screen, wanted: str) -> Screen:
        """Choose the line that reads `wanted`, turning the pages."""
        while True:
            lines = [line.partition(" ") for line in screen.text.splitlines()]
            numbers = {rest: number for number, _, rest in lines}
            if wanted in numbers:
                return self.answer(numbers[wanted])
            assert "98" in numbers.values(), (wanted, screen)
            screen = self.answer("98")

    def made(self, description: str) -> None:
        """The last input of a ticket: a code of one's own, and one's own village."""
        last = self.phone.answer(description)
        assert last.final, last
        (code,) = set(CODE.findall(last.text))
        self.codes.add(code)
        self.said.append(description)
        told = self.see(last).text
        assert f"desa {self.village}." in told or f"Belum ada petugas di {self.village} yang" in told

    def report_as_a_newcomer(self) -> None:
        assert "Pilih bahasa" in self.dial().text
        listed = self.answer("1", f"{self.village} {self.district}")
        consent = self.pick(listed, f"{self.village}, {self.district}")
        assert "Kami simpan" in consent.text
        assert f"Kentongan {self.village}" in self.answer("1").text
        self.answer("1", "1")
        self.made(f"Jalan {self.mark} * rusak * di RT 02")

    def ask_for_a_letter(self) -> None:
        self.dial()
        self.answer("2", "2", "1", f"Ibu {self.mark}")
        self.made(f"beasiswa {self.mark}…")

    def read_about_the_village(self) -> None:
        self.dial()
        assert self.answer("5").text.startswith(f"Desa {self.village}, Kec. {self.district}\n")

    def ask_a_seller(self) -> None:
        self.dial()
        assert f"'{self.mark}' belum ketemu" in self.answer("3", "2", self.mark).text
        self.answer("gula aren", "1", "1", "2")
        last = self.phone.answer(f"Bisa diantar, {self.mark}?")
        assert last.final, last
        (code,) = set(CODE.findall(last.text))
        self.codes.add(code)

    def look_at_own(self) -> None:
        self.dial()
        listed = self.answer("4", "1")
        shown = CODE.findall(listed.text)
        assert shown
        details = self.answer(str(len(shown)))
        assert shown[-1] in details.text
        assert "Status: " in details.text

    def look_by_code(self) -> None:
        self.dial()
        code = sorted(self.codes)[0]
        assert f"{code} " in self.answer("4", "3", code.replace("-", "")).text

    def look_at_somebody_elses(self, code: str) -> None:
        """The status word, and nothing else."""
        self.dial()
        self.answer("4", "3")
        last = self.see(self.phone.answer(code), code)
        assert re.fullmatch(rf"Status {code}: [a-z ]+\.", last.text), last

    def go_on_after_being_cut_off(self) -> None:
        self.dial()
        question = self.answer("2", "1", "1", f"Bapak {self.mark}")
        assert "Lanjutkan" in self.dial().text
        assert self.answer("1") == question
        self.made(f"KTP hilang, {self.mark}")
