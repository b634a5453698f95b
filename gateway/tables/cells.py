"""One row's cells -> values. What cannot be right raises BadRow, naming the column."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flows.accept import MoneyInput
from flows.clean import cleaned
from flows.inputs import PARSERS, InputContext, Wrong
from gateway import phone_number

Cells = Mapping[str, str]

LONGEST = 100
"""Characters of a cell: a name that is longer fits no screen."""
MOST = 1_000_000_000
"""The largest number of anything."""
YES, NO = frozenset(("yes", "ya", "y", "1", "true")), frozenset(("no", "tidak", "n", "0", "false"))


class BadRow(ValueError):
    """Why a row is refused; one sentence."""


def check_texts(cells: Cells) -> None:
    """Refuse what can't be shown on a phone: control characters, right-to-left marks, texts without an end."""
    for name, cell in cells.items():
        if "\n" in cell or cleaned(cell) != cell:
            raise BadRow(f"{name} holds a line break or another control character")
        if len(cell) > LONGEST:
            raise BadRow(f"{name} is longer than {LONGEST} characters")


def needed(cells: Cells, name: str) -> str:
    if not cells.get(name):
        raise BadRow(f"{name} is empty")
    return cells[name]


def phone(cells: Cells, name: str, region: str) -> str:
    """E.164."""
    try:
        return phone_number.parse(needed(cells, name), region)
    except phone_number.BadPhoneNumber as error:
        raise BadRow(f"{name} {error}") from None


def rupiah(cells: Cells, name: str) -> int:
    """`15000`, `15rb`, `Rp 15.000`."""
    amount = PARSERS["money"](needed(cells, name), MoneyInput(max=MOST), InputContext(date.min))
    if isinstance(amount, Wrong):
        raise BadRow(f"{name} {cells[name]!r} is not an amount of rupiah")
    return int(amount)


def whole(cells: Cells, name: str) -> int:
    text = needed(cells, name)
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= MOST):
        raise BadRow(f"{name} {text!r} is not a whole number from 0 to {MOST}")
    return int(text)


def yes_or_no(cells: Cells, name: str) -> bool:
    text = needed(cells, name).casefold()
    if text not in YES | NO:
        raise BadRow(f"{name} {cells[name]!r} is neither yes nor no")
    return text in YES
