"""Two menus side by side, option by option, and two texts by language."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from flows.definition import Menu, Option
from flows.numbers import numbered
from flows.part import ANY_LANGUAGE, Text

ALIKE: tuple[Callable[[Option], object], ...] = (
    lambda option: option,
    lambda option: option.value,
    lambda option: tuple(sorted(option.label.root.items())),
    lambda option: option.goto,
)
"""By what an option is known again, the surest first: all of it, what it saves, how it reads, where it leads."""


def changed_options(at: str, old: Menu, new: Menu) -> Iterator[str]:
    """What became of each option of the menu at that node, and which are new."""
    numbers, pairs = numbered(new.options), _paired(old.options, new.options)
    for index, (number, option) in enumerate(zip(numbered(old.options), old.options, strict=True)):
        said = f'option {number} of {at}, "{_read(option)}",'
        if index not in pairs:
            yield f"{said} is gone"
            continue
        other = new.options[pairs[index]]
        if number != numbers[pairs[index]]:
            yield f"{said} is now option {numbers[pairs[index]]}"
        yield from _changed_option(said, option, other)
        if (option.goto or old.next) != (other.goto or new.next):
            yield f"{said} led to {option.goto or old.next}, leads now to {other.goto or new.next}"
    for index, (number, option) in enumerate(zip(numbers, new.options, strict=True)):
        if index not in pairs.values():
            yield f'option {number} of {at}, "{_read(option)}", is new'


def changed_texts(what: str, old: Text, new: Text) -> Iterator[str]:
    """What a text says otherwise, language by language."""
    for language in dict.fromkeys((*old.root, *new.root)):
        before, after = old.root.get(language), new.root.get(language)
        said = what if language == ANY_LANGUAGE else f"{what} ({language})"
        if before is None or after is None:
            yield f'{said} is {"new" if before is None else "gone"}: "{after or before}"'
        elif before != after:
            yield f'{said} was "{before}", is now "{after}"'


def _changed_option(said: str, old: Option, new: Option) -> Iterator[str]:
    if _read(old) != _read(new):
        yield f'{said} is now "{_read(new)}"'
    else:
        yield from changed_texts(said.removesuffix(","), old.label, new.label)
    if old.when != new.when:
        yield f"{said} is now shown {f'when {new.when}' if new.when else 'to everybody'}"
    if old.value != new.value:
        yield f"{said} saved {old.value}, saves now {new.value}"


def _paired(old: tuple[Option, ...], new: tuple[Option, ...]) -> dict[int, int]:
    """Which option of the old menu is which of the new one."""
    pairs: dict[int, int] = {}
    for known in ALIKE:
        for index, option in enumerate(old):
            left = (other for other in range(len(new)) if other not in pairs.values())
            same = next((other for other in left if known(new[other]) == known(option) is not None), None)
            if index not in pairs and same is not None:
                pairs[index] = same
    return pairs


def _read(option: Option) -> str:
    """The label in the language that is written first."""
    return next(iter(option.label.root.values()), "")
