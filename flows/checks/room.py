"""Room: how many pages a screen takes on USSD, and how many SMS a text is, with the longest that can stand in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from flows import template
from flows.checks.base import Examination
from flows.checks.choices import reached_on_ussd, worlds_of
from flows.checks.longest import labels_in, longest_names
from flows.checks.names import SOURCES
from flows.definition import Ask, Choose, End, Menu, Send, kind_of
from flows.gsm7 import GSM7_PART, is_gsm7, segments, transliterate
from flows.limits import LIMITS
from flows.part import Part, Text
from flows.positions import Path
from flows.render import USSD, Screen, pages


@dataclass(frozen=True, slots=True)
class Filled:
    """The longest of everything, in one language; `back`, `home`, `more`: the lines that stand on a screen."""

    language: str
    names: dict[str, Any]
    labels: dict[str, str]
    back: str = ""
    home: str = ""
    more: str = ""

    @classmethod
    def of(cls, language: str, names: dict[str, Any]) -> Filled:
        """For a text that stands on no screen."""
        return cls(language, names, {})

    def say(self, text: Text, languages: tuple[str, ...], **names: Any) -> str:
        """The text with the longest values; "" for one that can't be read."""
        said = text.in_language((self.language, *languages))
        try:
            return template.render(said, {**self.names, **names}, self.language, self._label)
        except template.TemplateError:
            return ""

    def read(self, text: Text, languages: tuple[str, ...]) -> int:
        """How many characters of it are what somebody wrote at length and another reads, such as {ticket.history}.

        That fills screens of its own, and no author can shorten it; an answer of this very dialogue need not be said.
        """
        try:
            used = template.names(text.in_language((self.language, *languages)))
        except template.TemplateError:
            return 0
        sizes = [len(str(template.value_of(self.names, one))) for one in used if "." in one]
        return sum(one for one in sizes if one > USSD.gsm7)

    def _label(self, name: str, value: str) -> str:
        return self.labels.get(name, value)


def filled(found: Examination, language: str) -> Filled:
    """What to fill a text with."""
    if language not in found.fillings:
        found.fillings[language] = _filled(found, language)
    return found.fillings[language]


def _filled(found: Examination, language: str) -> Filled:
    flows = tuple(found.flows.values())
    keys, order = found.navigation, (language, *found.languages)
    ways = {"back": keys.back, "home": keys.home, "more": keys.more}
    lines = {
        name: f"{key} {found.phrases[name].in_language(order)}" if name in found.phrases else ""
        for name, key in ways.items()
    }
    names = longest_names(flows, found.longest, language)
    return Filled(language, names, labels_in(flows, language, found.languages), **lines)


def screen_pages(found: Examination, node: Part, shown: Filled) -> tuple[str, ...]:
    """The pages of a node on USSD at their longest, its options those of the longest screen; () where it shows none."""
    key = (id(node), shown.language)
    if key not in found.screens:
        found.screens[key] = _pages(found, node, shown)
    return found.screens[key]


def _pages(found: Examination, node: Part, shown: Filled) -> tuple[str, ...]:

    def say(text: Text, **names: Any) -> str:
        return shown.say(text, found.languages, **names)

    if isinstance(node, End):
        return pages(Screen(say(node.end), more=shown.more), USSD)
    if isinstance(node, Ask):
        return pages(Screen(say(node.ask), (), "", shown.home, shown.more), USSD)
    if isinstance(node, Choose):
        record = {field: shown.names[node.save].get(field, "") for field in SOURCES[node.source]}
        option = f"10 {say(node.label, **record)}"
        return pages(Screen(say(node.choose), (option,), shown.back, shown.home, shown.more), USSD)
    if isinstance(node, Menu):
        labels = [say(option.label) for option in node.options]
        screens = [
            tuple(labels[one] for one in sorted(told))
            for told in worlds_of(found).together([one.when for one in node.options])
        ]
        longest = max(screens, key=lambda options: sum(map(len, options)), default=())
        numbered = tuple(f"{number} {label}" for number, label in enumerate(longest, 1))
        return pages(Screen(say(node.menu), numbered, shown.back, shown.home, shown.more), USSD)
    return ()


def check(found: Examination) -> None:
    """Every screen that can be dialled and every SMS, in every language; only where everything could be read."""
    if found.broken or any(problem.severity == "error" for problem in found.problems):
        return
    fillings = [filled(found, language) for language in found.languages]
    for name, flow in found.flows.items():
        dialled = reached_on_ussd(flow, worlds_of(found))
        for node, body in flow.node.items():
            file, path = f"{name}.toml", ("node", node)
            if isinstance(body, Menu | Choose | Ask | End) and node in dialled:
                _check_screens(found, file, path, body, fillings)
            elif isinstance(body, End) and body.sms:
                check_segments(found, file, (*path, "end"), body.end, fillings)
            elif isinstance(body, Send):
                for recipient, text in body.send.items():
                    check_segments(found, file, (*path, "send", recipient), text, fillings)


def _check_screens(found: Examination, file: str, path: Path, node: Part, fillings: Sequence[Filled]) -> None:
    kind = kind_of(node)
    text: Text = getattr(node, kind)

    def judged(shown: Filled) -> tuple[int, str]:
        screens = screen_pages(found, node, shown)
        room = (1 if kind == "end" else LIMITS.pages) + ceil(shown.read(text, found.languages) / USSD.gsm7)
        size = sum(len(one) for one in screens)
        sent = isinstance(node, End) and node.sms
        sms = f" and {_cost(found, shown.say(text, found.languages))}" if sent else ""
        screen = "one" if room == 1 else f"{room}"
        said = f"{size} characters, {len(screens)} screens of 160{sms}, where {screen} should do"
        return size, said if len(screens) > room else ""

    _warn_of_worst(found, file, (*path, kind), text, fillings, judged)


def check_segments(found: Examination, file: str, path: Path, text: Text, fillings: Sequence[Filled]) -> None:
    """Warn of a text that takes more SMS than it should, at its longest."""

    def judged(shown: Filled) -> tuple[int, str]:
        sent = shown.say(text, found.languages)
        count = segments(transliterate(sent))
        room = LIMITS.segments + ceil(shown.read(text, found.languages) / GSM7_PART)
        return count, f"{_cost(found, sent)} for each phone, where {room} should do" if count > room else ""

    _warn_of_worst(found, file, path, text, fillings, judged)


def _cost(found: Examination, sent: str) -> str:
    count = segments(transliterate(sent))
    return f"{count} SMS" + (f" (Rp{count * found.price:,})".replace(",", ".") if found.price else "")


def _warn_of_worst(
    found: Examination,
    file: str,
    path: Path,
    text: Text,
    fillings: Sequence[Filled],
    judged: Callable[[Filled], tuple[int, str]],
) -> None:
    """Warn once for each place where a text is written, of the language in which it is worst.

    `judged`: how long it is, and what is too much; "" where nothing is. Of a text outside GSM-7 the cost is told with
    the character that is (flows/checks/wordings.py).
    """
    worst: dict[Path, tuple[int, str]] = {}
    for shown in fillings:
        if is_gsm7(transliterate(text.in_language((shown.language, *found.languages)))):
            size, said = judged(shown)
            place = found.written(file, (*path, shown.language))
            reason = f"at its longest ({shown.language}) this is {said}: {REMEDY}"
            if said:
                worst[place] = max(worst.get(place, (0, "")), (size, reason))
    for place, (_, reason) in worst.items():
        found.warn(file, place, reason)


REMEDY = "shorten it, leave out a name that can be long, or bound the answer (max)"
