"""A question with fixed options.

    [node.kategori]
    menu.id = "Apa yang ingin dilaporkan?"
    save    = "category"
    next    = "uraian"
    options = [
      { value = "jalan", id = "Jalan/jembatan" },
      { value = "darurat", id = "DARURAT", goto = "darurat", when = "contact.village != ''" },
    ]

    retired = [ { number = 5, id = "Info desa kini di nomor 4." } ]

`save` keeps the option's `value`; an option goes to its `goto`, or to the menu's `next`. An option with a `number` has
that one, and those behind it count on from there; a `retired` number says where what it was has gone.
With `also = ["ya", "yes"]` an option is meant by these words too; with `kept = true` the word that means it stays in
the sentence after it, which answers the next free question ("belum datang" is not "datang").
"""

from __future__ import annotations

from flows import condition
from flows.definition import Menu, Option
from flows.dialogue import Dialogue
from flows.inputs import Wrong
from flows.inputs.base import plain
from flows.inputs.choice import pick
from flows.numbers import Moved, numbered


def show(dialogue: Dialogue, node: Menu) -> tuple[str, list[str]]:
    labels = [dialogue.say(option.label) for option in shown(dialogue, node)]
    return dialogue.say(node.menu), labels


def take(dialogue: Dialogue, node: Menu, raw: str) -> str | Wrong | None:
    gone = next((one for one in node.retired if plain(raw) == str(one.number)), None)
    if gone:
        return Moved("", text=gone.label)
    options = shown(dialogue, node)
    numbers = numbered(options)
    index = pick(raw, [_names(option) for option in options], numbers)
    if index is None:
        return Wrong("wrong_option", {"min": min(numbers, default=1), "max": max(numbers, default=0)})
    dialogue.save(node.save, options[index].value)
    return options[index].goto or node.next


def is_named(dialogue: Dialogue, node: Menu, raw: str) -> bool:
    """Whether an input that was taken is an option's number, value or whole label, and no mere word of a label, nor one
    that belongs to the sentence.
    """
    typed, options = plain(raw), [option for option in shown(dialogue, node) if not option.kept]
    return typed.isdigit() or any(typed == plain(name) for option in options for name in _names(option))


def numbers_of(dialogue: Dialogue, node: Menu) -> list[int]:
    """The numbers of the options that are shown, in their order."""
    return numbered(shown(dialogue, node))


def _names(option: Option) -> list[str]:
    return [option.value or "", *option.label.root.values(), *option.also]


def shown(dialogue: Dialogue, node: Menu) -> list[Option]:
    """The options that the caller sees."""
    names = dialogue.names()
    return [option for option in node.options if option.when is None or condition.holds(option.when, names)]
