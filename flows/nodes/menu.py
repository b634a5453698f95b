"""A question with fixed options.

    [node.kategori]
    menu.id = "Apa yang ingin dilaporkan?"
    save    = "category"
    next    = "uraian"
    options = [
      { value = "jalan", id = "Jalan/jembatan" },
      { value = "darurat", id = "DARURAT", goto = "darurat", when = "contact.village != ''" },
    ]

`save` keeps the option's `value`; an option goes to its `goto`, or to the menu's `next`. With `also = ["ya", "yes"]`
it is meant by these words too; with `kept = true` the word that means it stays in the sentence after it, which answers
the next free question ("belum datang" is not "datang").
"""

from __future__ import annotations

from flows import condition
from flows.definition import Menu, Option
from flows.dialogue import Dialogue
from flows.inputs import Wrong
from flows.inputs.base import plain
from flows.inputs.choice import pick


def show(dialogue: Dialogue, node: Menu) -> tuple[str, list[str]]:
    labels = [dialogue.say(option.label) for option in _shown(dialogue, node)]
    return dialogue.say(node.menu), labels


def take(dialogue: Dialogue, node: Menu, raw: str) -> str | Wrong | None:
    options = _shown(dialogue, node)
    index = pick(raw, [_names(option) for option in options])
    if index is None:
        return Wrong("wrong_option", {"min": 1, "max": len(options)})
    dialogue.save(node.save, options[index].value)
    return options[index].goto or node.next


def is_named(dialogue: Dialogue, node: Menu, raw: str) -> bool:
    """Whether an input that was taken is an option's number, value or whole label, and no mere word of a label, nor one
    that belongs to the sentence.
    """
    typed, options = plain(raw), [option for option in _shown(dialogue, node) if not option.kept]
    return typed.isdigit() or any(typed == plain(name) for option in options for name in _names(option))


def _names(option: Option) -> list[str]:
    return [option.value or "", *option.label.root.values(), *option.also]


def _shown(dialogue: Dialogue, node: Menu) -> list[Option]:
    names = dialogue.names()
    return [option for option in node.options if option.when is None or condition.holds(option.when, names)]
