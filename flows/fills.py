"""A keyword with all its answers (`LAPOR jalan jembatan ambruk`): the flow's own nodes take the words as inputs."""

from __future__ import annotations

import re
from dataclasses import replace

from flows.accept import NumberInput
from flows.definition import Ask, Choose, Menu, kind_of
from flows.dialogue import Dialogue
from flows.inputs import PARSERS, Wrong, code, money
from flows.nodes import TAKE, choose, menu
from flows.part import Part

MARK, COMMA = re.compile(";"), re.compile(r"(?<![0-9]),|,(?![0-9])")
"""What ends an answer among the words of a text: `JUAL gula aren; 25rb/kg; 40`, or where no `;` is, a comma."""

FARTHEST = 10**15
"""No number that somebody types is beyond."""

LONGEST_NAME, LONGEST_ANSWER = 4, 12
"""How many words the name of an option may have ("usaha kecil menengah desa"), and what is typed."""


def from_rest(dialogue: Dialogue, node: Part) -> str | Wrong | None:
    """Where the waiting words lead from `node`; None: ask; Wrong: ask and say why.

    The last of `fills` takes all words that are left, of a `pattern` if need be the first; the others take the
    longest beginning that the node accepts, and where it accepts none the words stay for the next of them. A word
    that only hinted at an option (`jembatan` at "Jalan/jembatan") belongs to the sentence too: a free text that
    follows begins with it. What a list does not hold is told at once: words about something else than was found are
    no answers to what is asked about it. A `;` or a comma ends what is typed for an `ask`, where the words before it
    are an answer. An `ask` with a `default` takes that where the words are no answer to it, unless the first of them
    was meant as one (a code with a slip in it).
    """
    session = dialogue.session
    save = getattr(node, "save", None)
    if save not in session.fills:
        return None
    later = session.fills[session.fills.index(save) + 1 :]
    default = dialogue.fill(node.default) if isinstance(node, Ask) and node.default else ""
    if isinstance(node, Ask) and node.default and node.accept.code:
        return _or_default(dialogue, node, default, later)
    found = None
    if session.rest:
        found = (_up_to_mark(dialogue, node, later) if later else None) or _from_words(dialogue, node, later)
    return found if found is not None or not default else _default(dialogue, node, default, later)


def pass_over(dialogue: Dialogue, node: Choose) -> None:
    """The only record there is was taken: the waiting words that name it are no answer to what is asked next."""
    session = dialogue.session
    if node.save in session.fills:
        words = session.rest.split()
        named = choose.words_meant(dialogue, node, words, 0)
        later = session.fills[session.fills.index(node.save) + 1 :]
        dialogue.session = replace(session, fills=later, rest=" ".join(words[named:]))


def _from_words(dialogue: Dialogue, node: Part, later: tuple[str, ...]) -> str | Wrong | None:
    session = dialogue.session
    rest = code.apart(session.rest) if isinstance(node, Ask) and node.accept.code else session.rest
    words = (session.hinted + rest if _is_free(node) else rest).split(" ")
    for count in _counts(words, node) if later else _all_or_first(node, words):
        dialogue.session = session
        result = TAKE[kind_of(node)](dialogue, node, " ".join(words[:count]))
        if not isinstance(result, Wrong):
            used = choose.words_meant(dialogue, node, words[:count]) if isinstance(node, Choose) and later else count
            named = not isinstance(node, Menu) or menu.is_named(dialogue, node, " ".join(words[:count]))
            hinted = "" if named else " ".join([*words[:count], ""])
            dialogue.session = replace(dialogue.session, fills=later, rest=" ".join(words[used:]), hinted=hinted)
            return result
    if later and not isinstance(node, Choose):
        meant = _meant(dialogue, node, words)
        dialogue.session = replace(session, fills=later, rest=" ".join(words[meant:]) if meant else session.rest)
        return result if meant else None
    dialogue.session = replace(session, fills=(), rest="")
    return result


def _up_to_mark(dialogue: Dialogue, node: Part, later: tuple[str, ...]) -> str | None:
    """Where a typed answer leads that ends in a mark, or an amount before its unit (`25rb/kg`); None: none does."""
    session = dialogue.session
    if not isinstance(node, Ask):
        return None
    rest = session.rest
    mark = (MARK if MARK.search(rest) else COMMA).search(rest)
    unit = money.UNIT.search(rest[: mark.start()] if mark else rest) if node.accept.money else None
    end = unit or mark
    result = TAKE[kind_of(node)](dialogue, node, rest[: end.start()].strip()) if end else None
    if end and isinstance(result, str):
        dialogue.session = replace(dialogue.session, fills=later, rest=rest[end.end() :].strip())
        return result
    dialogue.session = session
    return None


def _default(dialogue: Dialogue, node: Part, default: str, later: tuple[str, ...]) -> str | Wrong | None:
    """What was said before, in the place of what the words do not say."""
    result = TAKE[kind_of(node)](dialogue, node, default)
    dialogue.session = replace(dialogue.session, fills=later)
    return result


def _meant(dialogue: Dialogue, node: Part, words: list[str]) -> int:
    """How many of the first words are a number, though not one that is taken here (`BELI gula aren 0 masih ada?`): why
    is said, and they are not taken for the beginning of the next answer.
    """
    if not isinstance(node, Ask) or not node.accept.number:
        return 0
    parse, rule = PARSERS[node.accept.kind], NumberInput(min=-FARTHEST, max=FARTHEST)
    numbers = (
        one
        for one in _counts(words, node)
        if not isinstance(parse(" ".join(words[:one]), rule, dialogue.inputs), Wrong)
    )
    return next(numbers, 0)


def _or_default(dialogue: Dialogue, node: Ask, default: str, later: tuple[str, ...]) -> str | Wrong | None:
    rest = code.apart(dialogue.session.rest)
    words = rest.split()
    figures = code.count_figures(words)
    result: str | Wrong | None = Wrong("")
    for used in range(figures, 0, -1):
        result = TAKE["ask"](dialogue, node, " ".join(words[:used]))
        if not isinstance(result, Wrong):
            break
    else:
        meant = code.is_meant(" ".join(words[:figures])) or code.begins(rest)
        used = figures if meant else 0
    if used == 0:
        result = TAKE["ask"](dialogue, node, default) if default else None
    others = rest.split(maxsplit=used)[used:]
    dialogue.session = replace(dialogue.session, fills=later, rest=" ".join(others))
    return result


def _is_free(node: Part) -> bool:
    return isinstance(node, Ask) and node.accept.text is not None


def _all_or_first(node: Part, words: list[str]) -> list[int]:
    """The last answer takes all words; what must look in a certain way (`JEDA G12 dulu ya`, `CEK 4821367 halo`) else
    the first.
    """
    accept = node.accept if isinstance(node, Ask) else None
    firsts = (
        range(code.count_figures(words), 0, -1) if accept and accept.code else [1] if accept and accept.pattern else []
    )
    return [len(words), *firsts]


def _counts(words: list[str], node: Part) -> list[int]:
    """How many of the first words may be an answer, most first; a name does not end in bare punctuation."""
    longest = LONGEST_ANSWER if isinstance(node, Ask) else LONGEST_NAME
    counts = range(min(longest, len(words)), 0, -1)
    return [count for count in counts if any(character.isalnum() for character in words[count - 1])]
