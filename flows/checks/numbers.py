"""Numbers of options: each once, rising, none of the gateway's own keys, and none that answers nothing."""

from __future__ import annotations

from flows.checks.base import Examination
from flows.definition import Menu
from flows.numbers import numbered
from flows.positions import Path

MOST = 6
"""Numbers that are named."""


def check(found: Examination) -> None:
    """Every menu in which a number is written; where none is, they are 1, 2, 3 ... without a fault."""
    for name, flow in found.flows.items():
        for node, body in flow.node.items():
            if isinstance(body, Menu) and (body.retired or any(option.number for option in body.options)):
                _check_menu(found, f"{name}.toml", ("node", node), body)


def _check_menu(found: Examination, file: str, path: Path, menu: Menu) -> None:
    numbers = numbered(menu.options)
    keys = {found.navigation.back, found.navigation.home, found.navigation.more}
    for index, (number, before) in enumerate(zip(numbers, [0, *numbers], strict=False)):
        place = (*path, "options", index)
        if number <= before:
            said = f"number = {number}: the option before it has {before}; numbers rise from one option to the next"
            found.at_value(file, (*place, "number"), said)
        elif str(number) in keys:
            found.at_key(file, place, f'this option gets the number {number}, which is a key of "[navigation]"')
            return
    taken = set(numbers)
    for index, one in enumerate(menu.retired):
        if one.number in taken:
            said = f"number = {one.number}: an option or another retired one has this number"
            found.at_value(file, (*path, "retired", index, "number"), said)
        elif str(one.number) in keys:
            said = f'number = {one.number} is a key of "[navigation]": nobody can choose it'
            found.at_value(file, (*path, "retired", index, "number"), said)
        taken.add(one.number)
    gap = [str(number) for number in range(1, max(numbers, default=0)) if number not in taken]
    if gap:
        told = gap if len(gap) <= MOST else [*gap[: MOST - 1], "...", gap[-1]]
        which = f"number {gap[0]} answers" if len(gap) == 1 else f"numbers {', '.join(told)} answer"
        said = f'{which} nothing: say under "retired" where what stood there has gone, or let the numbers close up'
        found.at_key(file, (*path, "options"), said)
