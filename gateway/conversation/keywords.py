"""Which word a text message begins with: any case, punctuation around it, one wrong letter forgiven."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from gateway.config import Settings
from gateway.sections import KeywordSettings

SHORTEST_FORGIVEN = 4
"""Letters a keyword needs before one of them may be wrong."""

WORD = re.compile(r"[\w-]+")


@dataclass(frozen=True, slots=True)
class Keyword:
    """A keyword that was found, and the words after it."""

    name: str
    settings: KeywordSettings
    rest: str
    exact: bool
    word: str = ""

    @property
    def said(self) -> str:
        """What was said with it, where no code was: the word too, where it belongs to that."""
        return f"{self.word} {self.rest}" if self.word.upper() in self.settings.whole and self.rest else self.rest

    @property
    def is_all_said(self) -> bool:
        """Whether nothing stands behind it but words that only make a sentence of it (`STOP sms ini`, `DATA saya`)."""
        return _words(self.rest) <= set(map(str.upper, self.settings.along))


def find(settings: Settings, text: str, roles: Collection[str] = ()) -> Keyword | None:
    """The keyword that `text` begins with, be it after a kind word; None where there is none, or two are equally near.

    `roles`: the sender's. To everybody else, a keyword with a role is as if it were not there.
    """
    names = _names(settings, roles)
    word, rest = _after_courtesies(text, names, settings)
    stretched = re.sub(r"(.)\1+$", r"\1", word)
    if (said := word if word in names else stretched) in names:
        return Keyword(names[said], settings.keywords[names[said]], rest, exact=True, word=said.lower())
    if stopping := _stop_in(settings, text):
        return stopping
    if word in {one.upper() for one in settings.not_keywords}:
        return None
    near = {keyword for name, keyword in names.items() if is_near(word, name) and not settings.keywords[keyword].exact}
    if len(near) != 1:
        return None
    keyword = near.pop()
    forgiven = settings.keywords[keyword]
    return None if forgiven.action in {"stop", "start"} else Keyword(keyword, forgiven, rest, exact=False)


def without_courtesies(settings: Settings, text: str) -> str:
    """`text` without the kind words around it: `5` of `5 hatur nuhun`; "" where it holds nothing else."""
    words = text.split()
    kind = [_words(word) <= set(settings.courtesies) for word in words]
    plain = [index for index, one in enumerate(kind) if not one]
    return " ".join(words[plain[0] : plain[-1] + 1]) if plain else ""


def split(text: str) -> tuple[str, str]:
    """The first word in capitals without punctuation around it, and the rest as it was typed."""
    found = re.match(r"[^\w]*([\w-]+)(?:[^\w\s]+\s*|\s+|$)(.*)", text, re.DOTALL)
    return (found[1].upper(), found[2].strip()) if found else ("", text.strip())


def _stop_in(settings: Settings, text: str) -> Keyword | None:
    """STOP, where it stands among words that may stand around it, and no others (`saya mau berhenti`)."""
    for name, one in settings.keywords.items():
        stops = {name, *map(str.upper, one.aliases)} if one.action == "stop" else set()
        words = _words(text)
        if words & stops and words <= stops | set(map(str.upper, one.along)) | set(settings.courtesies):
            return Keyword(name, one, "", exact=True)
    return None


def _words(text: str) -> set[str]:
    return {word.upper() for word in WORD.findall(text)}


def _after_courtesies(text: str, names: Collection[str], settings: Settings) -> tuple[str, str]:
    """The first word and the rest; after words such as "tolong" where a keyword stands behind them."""
    first = word, rest = split(text)
    while word in settings.courtesies:
        word, rest = split(rest)
        if word in names and word not in settings.courtesies:
            return word, rest
    return first


def _names(settings: Settings, roles: Collection[str]) -> dict[str, str]:
    may = {"", *roles, *(("officer",) if roles else ())}
    mine = {keyword: one for keyword, one in settings.keywords.items() if one.role in may}
    return {word.upper(): keyword for keyword, one in mine.items() for word in (keyword, *one.aliases)}


def is_near(word: str, name: str) -> bool:
    """Whether `word` may be a misspelt `name`: both in capitals, one letter wrong, missing, too many or swapped."""
    return min(len(word), len(name)) >= SHORTEST_FORGIVEN and OSA.distance(word, name, score_cutoff=1) <= 1
