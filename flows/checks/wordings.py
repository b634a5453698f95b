"""Doubts about what is written: left in another language, outside the alphabet of SMS, labels nearly alike, labels that
do not say what one does.
"""

from __future__ import annotations

import itertools
import re

from rapidfuzz.distance import OSA

from flows import template
from flows.checks.base import Examination
from flows.checks.parts import texts_of
from flows.definition import Menu
from flows.gsm7 import ALL, segments, transliterate
from flows.inputs.base import plain
from flows.part import ANY_LANGUAGE, Text
from flows.positions import Path

SHARED = 3
"""So many words may be alike in two languages: names, and what Indonesian and Sundanese share (`kantor desa`)."""

SHORTEST_NEAR = 4
"""Letters of a label before one of them may be overlooked; twice so many and more, and it may be two."""

ANSWERS = 2
"""So many ways on are mostly an answer (`Ya, hapus`, `Tidak`), and need not say what one does; of more, each should."""


def check(found: Examination) -> None:
    """Every text of every flow and phrase."""
    for name, flow in found.flows.items():
        file = f"{name}.toml"
        check_wording(found, file, ("title",), flow.title)
        for node, body in flow.node.items():
            for path, text in texts_of(body):
                check_wording(found, file, ("node", node, *path), text)
            if isinstance(body, Menu):
                _check_left(found, file, ("node", node, "options"), body)
                _check_near(found, file, ("node", node, "options"), body)
                _check_doing(found, file, ("node", node, "options"), body)
    for phrase, text in found.phrases.items():
        check_wording(found, "phrases.toml", (phrase,), text)


def check_wording(found: Examination, file: str, path: Path, text: Text) -> None:
    """One text, in all its languages."""
    for language, words in text.root.items():
        _check_alphabet(found, file, (*path, language), words)
    told = [language for language in dict.fromkeys(found.languages) if language in text.root]
    for one, other in itertools.combinations(told, 2):
        if text.root[one] == text.root[other] and len(_words(text.root[one])) > SHARED:
            said = f'this is the same text as in "{one}": say it in "{other}"'
            found.warn(file, (*path, other), said)
            return


def _check_alphabet(found: Examination, file: str, path: Path, words: str) -> None:
    sent = transliterate(words)
    if ALL.issuperset(sent):
        return
    strange = next(index for index, one in enumerate(words) if not ALL.issuperset(transliterate(one)))
    kept = "".join(one for one in sent if one in ALL)
    many, few = segments(sent), max(1, segments(kept))
    said = (
        f'"{words[strange]}" is not in the alphabet of SMS (GSM-7): with it a screen or an SMS holds 70 characters and'
        f" not 160{f', and this text is {many} SMS, not {few}' if many > few else ''}; write it in plain letters"
    )
    found.warn_within(file, path, words[:strange], said)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]{2,}", _bare(text))


def _bare(text: str) -> str:
    try:
        return "".join(part for part in template.parse(text) if isinstance(part, str))
    except template.TemplateError:
        return ""


def _check_left(found: Examination, file: str, path: Path, menu: Menu) -> None:
    """Labels are short, and one may be alike in two languages; not all of a menu."""
    for one, other in itertools.combinations(dict.fromkeys(found.languages), 2):
        labels = [option.label.root for option in menu.options if ANY_LANGUAGE not in option.label.root]
        both = [(label[one], label[other]) for label in labels if one in label and other in label]
        told = [pair for pair in both if _words(pair[0])]
        if len(told) > 1 and all(first == second for first, second in told):
            said = f'all options are the same in "{one}" and "{other}": say them in "{other}", or once (label = "...")'
            found.warn(file, path, said)
            return


def _check_near(found: Examination, file: str, path: Path, menu: Menu) -> None:
    read = [{one: plain(_bare(option.label.in_language((one,)))) for one in found.languages} for option in menu.options]
    for (other, first), (index, second) in itertools.combinations(enumerate(menu.options), 2):
        if first.when is not None and second.when is not None and first.when != second.when:
            continue
        for language in found.languages:
            if _is_near(read[other][language], read[index][language]):
                labels = [one.label.in_language((language,)) for one in (first, second)]
                said = f'"{labels[0]}" and "{labels[1]}" look nearly alike on one menu: name them further apart'
                found.warn(file, (*path, index, language), said)
                return


def _is_near(one: str, other: str) -> bool:
    shortest = min(len(one), len(other))
    if one == other or shortest < SHORTEST_NEAR or re.findall(r"\d", one) != re.findall(r"\d", other):
        return False
    far = 2 if shortest > 2 * SHORTEST_NEAR else 1
    return OSA.distance(one, other, score_cutoff=far) <= far


def _check_doing(found: Examination, file: str, path: Path, menu: Menu) -> None:
    """An option that leads on and names no answer: `Lihat tiket saya`, for `Tiket saya` does not say what one does."""
    actions = [(index, one) for index, one in enumerate(menu.options) if one.goto and one.value is None]
    for index, option in actions if len(actions) > ANSWERS else []:
        for language, label in option.label.root.items():
            words = {word.casefold() for word in _words(label)}
            told = [doing for one, doing in found.doing.items() if language in {one, ANY_LANGUAGE}]
            if words and told and not any(words & doing for doing in told):
                key = "doing_words" if language == ANY_LANGUAGE else f"doing_words.{language}"
                said = f'"{label}" does not say what one does: put a word of {key} of config.toml into it'
                found.warn(file, (*path, index, "label", language), f"{said}, or add its own there")
