"""Words and codes of config.toml that get in each other's way, and those that lead nowhere."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from flows.checks.base import Examination, nearest
from flows.positions import Path
from gateway.config import Settings
from gateway.conversation.keywords import is_near
from gateway.sections import KeywordSettings

ONE_WORD = re.compile(r"[\w-]+")


class _Word(NamedTuple):
    """A word that starts something: in capitals, as it is written, where it stands, and what it starts."""

    text: str
    written: str
    path: Path
    name: str
    settings: KeywordSettings


def check(found: Examination, file: str, settings: Settings) -> None:
    """Report what is wrong in `file`, whose settings these are."""
    words = list(_words(settings))
    _check_each(found, file, words)
    for word in words:
        if word.text.isdigit():
            said = f'"{word.text}" is a number, and numbers choose from menus: take a word'
            _warn(found, file, word, said)
    for one, other in itertools.combinations(words, 2):
        if one.name != other.name:
            _check_pair(found, file, one, other)
    _check_companions(found, file, settings)
    _check_replies(found, file, settings)
    _check_codes(found, file, settings)


def _words(settings: Settings) -> Iterator[_Word]:
    for name, keyword in settings.keywords.items():
        yield _Word(name.upper(), name, ("keywords", name), name, keyword)
        for index, alias in enumerate(keyword.aliases):
            yield _Word(alias.upper(), alias, ("keywords", name, "aliases", index), name, keyword)


def _check_each(found: Examination, file: str, words: Iterable[_Word]) -> None:
    """Each word is one, and does one thing. Of two that are the same the alias is to go, and not one that stops."""
    first: dict[str, _Word] = {}
    for word in sorted(words, key=lambda one: ("aliases" in one.path, one.settings.action != "stop")):
        report = found.at_value if "aliases" in word.path else found.at_key
        owner = first.setdefault(word.text, word)
        if not ONE_WORD.fullmatch(word.written):
            report(file, word.path, f'the keyword "{word.written}" is not one word: nobody\'s text begins with it')
        elif owner is not word:
            does = "ends all messages" if owner.settings.action == "stop" else f"starts {owner.name}"
            alias = " (it is an alias there)" if "aliases" in owner.path else ""
            report(file, word.path, f'"{word.written}" {does} already{alias}: a word does one thing')


def _check_pair(found: Examination, file: str, one: _Word, other: _Word) -> None:
    """Two words one letter apart. STOP forgives none, and neither does a word that is `exact`."""
    if one.settings.exact or other.settings.exact or one.text == other.text or not is_near(one.text, other.text):
        return
    stops, starts = (one, other) if one.settings.action == "stop" else (other, one)
    if stops.settings.action == "stop":
        said = f'"{starts.text}" is one letter from "{stops.text}", which ends all messages'
        said += f": whoever mistypes that would start {starts.name}; take another word, or say exact = true"
        _warn(found, file, starts, said)
        return
    said = f'"{other.text}" is one letter from "{one.text}", which starts {one.name}: a slip in one is the other'
    _warn(found, file, other, said + "; take another word, or say exact = true")


def _warn(found: Examination, file: str, word: _Word, said: str) -> None:
    (found.warn if "aliases" in word.path else found.warn_at_key)(file, word.path, said)


def _check_companions(found: Examination, file: str, settings: Settings) -> None:
    """What stands behind a keyword is told apart word by word."""
    for name, keyword in settings.keywords.items():
        for index, word in enumerate(keyword.along):
            if not ONE_WORD.fullmatch(word):
                found.at_value(
                    file, ("keywords", name, "along", index), f'"{word}" is not one word: list each by itself'
                )
        for index, word in enumerate(keyword.whole):
            if word.upper() not in {one.upper() for one in (name, *keyword.aliases)}:
                close = nearest(word, (name, *keyword.aliases))
                found.at_value(
                    file, ("keywords", name, "whole", index), f'"{word}" is none of the words of {name}{close}'
                )


def _check_replies(found: Examination, file: str, settings: Settings) -> None:
    names = {name.upper() for name in settings.keywords}
    for name, reply in settings.replies.items():
        for key in ("words", "commands"):
            for index, word in enumerate(getattr(reply, key)):
                if word.upper() not in names:
                    said = f'there is no keyword "{word}"{nearest(word.upper(), settings.keywords)}'
                    found.at_value(file, ("replies", name, key, index), said)


def _check_codes(found: Examination, file: str, settings: Settings) -> None:
    """A code can be dialled, and must begin no other: what is dialled behind it are the keys of its menu."""
    for name, channel in settings.channels.items():
        for code in channel.ussd:
            if not re.fullmatch(r"\*[0-9]+(\*[0-9]+)*#", code):
                said = f'"{code}" is no code that can be dialled, such as "*384*36#"'
                found.at_key(file, ("channels", name, "ussd", code), said)
        if not re.fullmatch(r"\+?[0-9]+", channel.short_code):
            said = f'"{channel.short_code}" is no number to which one can text: write its digits'
            found.at_value(file, ("channels", name, "short_code"), said)
    codes = [
        (channel.adapter, code, ("channels", name, "ussd", code))
        for name, channel in settings.channels.items()
        for code in channel.ussd
    ]
    for (adapter, one, _), (other_adapter, other, path) in itertools.combinations(codes, 2):
        first, second = one.strip("#"), other.strip("#")
        if adapter != other_adapter:
            continue
        if first == second:
            found.at_key(file, path, f'the code "{other}" is used twice: its telco can call only one of the two')
        elif f"{second}*".startswith(f"{first}*") or f"{first}*".startswith(f"{second}*"):
            short, long = sorted((one, other), key=len)
            said = f'"{long}" also means keys of the menu of "{short}": take a code that does not begin with the other'
            found.at_key(file, path, said)
