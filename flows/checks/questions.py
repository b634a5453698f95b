"""Questions: options that can be told apart, bounds that leave an answer, patterns that work."""

from __future__ import annotations

import re
from datetime import date

from flows import template
from flows.accept import DateInput, MoneyInput, NumberInput, TextInput
from flows.checks.base import Examination
from flows.checks.names import ALWAYS, MADE
from flows.definition import Ask, Choose, Menu, Option
from flows.inputs import PARSERS, InputContext, Wrong
from flows.inputs.base import plain
from flows.inputs.pattern import BadPattern, compiled
from flows.limits import LIMITS
from flows.part import ANY_LANGUAGE, Part
from flows.positions import Path

RECORDS = {*MADE, "result"}

BRACE = re.compile(r"(?<!\\)(?<!\\[pPx]){(?!\d+(,\d*)?})(?![^[]*\])")
"""A brace that repeats nothing, outside of `[...]`."""

FARTHEST = 36_500
"""Days from today: a hundred years."""


def check(found: Examination) -> None:
    """Every menu and every ask."""
    for name, flow in found.flows.items():
        for node, body in flow.node.items():
            if isinstance(body, Menu | Ask | Choose) and body.save is not None:
                _check_save(found, f"{name}.toml", ("node", node, "save"), body)
            if isinstance(body, Menu):
                _check_options(found, f"{name}.toml", ("node", node, "options"), body)
            if isinstance(body, Ask):
                _check_pattern(found, f"{name}.toml", ("node", node), body)
                _check_default(found, f"{name}.toml", ("node", node, "default"), body)
                _check_bounds(found, f"{name}.toml", ("node", node, "accept"), body.accept.rule)


def _names(option: Option) -> list[str]:
    return [option.value or "", *option.label.root.values()]


def _check_save(found: Examination, file: str, path: Path, node: Menu | Ask | Choose) -> None:
    """A name that a text can say, and that is nothing else already. What is used of it is not told too."""
    name, reason = node.save or "", ""
    if not template.is_name(name):
        reason = f'"{name}" can\'t be said in a text: a name has small letters, digits and _, such as "kode_pos"'
    elif name in ALWAYS:
        reason = f'every dialogue knows a "{name}" already: save the answer under another name'
    elif name in RECORDS and not isinstance(node, Choose):
        reason = f'"{name}" is what a create, an update or a choose gives: save the answer under another name'
    if reason:
        found.at_value(file, path, reason)
        found.broken.add(file)


def _check_options(found: Examination, file: str, path: Path, menu: Menu) -> None:
    for index, option in enumerate(menu.options):
        same = next((why for first in range(index) if (why := _same(menu.options[first], first, option))), "")
        if same:
            found.at_key(file, (*path, index), f"this option {same}: callers can't tell them apart")
        elif option.value is not None and not option.value.strip():
            found.at_value(file, (*path, index, "value"), "this value is empty: give the option one, or leave it out")
        elif menu.save and option.value is None and option.goto is None:
            found.at_key(file, (*path, index), f'this option saves nothing as "{menu.save}": give it a value')


def _same(first: Option, index: int, second: Option) -> str:
    """What two options share that are shown together."""
    if first.when is not None and second.when is not None and first.when != second.when:
        return ""
    if first.value is not None and first.value == second.value:
        return f'has the same value as option {index + 1}, "{second.value}"'
    words = [{plain(one) for one in option.also} for option in (first, second)]
    known = [one | {plain(word) for word in _names(option)} for one, option in zip(words, (first, second), strict=True)]
    shared = sorted(words[0] & known[1] | words[1] & known[0])
    if shared:
        return f'is meant by the same word as option {index + 1}, "{shared[0]}"'
    for language in first.label.root.keys() | second.label.root.keys():
        labels = {plain(option.label.in_language((language,))) for option in (first, second)}
        if len(labels) == 1 and labels != {""}:
            spoken = "" if language == ANY_LANGUAGE else f" ({language})"
            return f"has the same label as option {index + 1}{spoken}"
    return ""


def _check_pattern(found: Examination, file: str, path: Path, ask: Ask) -> None:
    rule = ask.accept.pattern
    if rule is None:
        return
    try:
        compiled(rule.pattern)
    except BadPattern as error:
        found.at_value(file, (*path, "accept", "pattern"), f"this pattern is not RE2: {error}")
    if BRACE.search(rule.pattern):
        said = "a { in this pattern stands for itself: a number of times is written {16} or {3,60}, and a brace \\{"
        found.warn(file, (*path, "accept", "pattern"), said)
    if not (ask.hint or rule.hint):
        said = 'a pattern needs a hint that tells callers what to type: hint.id = "16 angka"'
        found.at_key(file, (*path, "accept"), said)


def _check_default(found: Examination, file: str, path: Path, ask: Ask) -> None:
    """One that says no name can be tried; days are counted from when it is."""
    if not ask.default or set("{}") & set(ask.default) or ask.accept.kind in {"date", "pattern"}:
        return
    taken = PARSERS[ask.accept.kind](ask.default, ask.accept.rule, InputContext(date(2000, 1, 1)))
    if isinstance(taken, Wrong):
        found.at_value(file, path, f'"{ask.default}" is no answer to this question: it takes a {ask.accept.kind}')


def _check_bounds(found: Examination, file: str, path: Path, rule: Part) -> None:
    why = ""
    if isinstance(rule, TextInput | NumberInput | MoneyInput) and rule.min > rule.max:
        why = f"min is {rule.min} and max is {rule.max}"
    elif isinstance(rule, TextInput) and rule.max < 1:
        why = f"max is {rule.max}"
    elif isinstance(rule, TextInput) and rule.min > LIMITS.answer:
        why = f"an answer has at most {LIMITS.answer} characters"
    elif isinstance(rule, TextInput) and rule.max > LIMITS.answer:
        said = f"max is {rule.max}, but an answer has at most {LIMITS.answer} characters: say so, or less"
        found.at_key(file, (*path, "text", "max"), said)
    elif isinstance(rule, NumberInput | MoneyInput) and rule.max < 0:
        why = "a number below zero can't be typed"
    elif isinstance(rule, DateInput):
        why = _why_no_date(rule)
    if why:
        found.at_key(file, path, f"nothing is accepted: {why}")


def _why_no_date(rule: DateInput) -> str:
    days = {"from": rule.from_, "to": rule.to}
    far = [name for name, day in days.items() if day is not None and abs(day) > FARTHEST]
    if far:
        return f"{far[0]} is {days[far[0]]} days from today; at most {FARTHEST}"
    if rule.from_ is not None and rule.to is not None and rule.from_ > rule.to:
        return f"from is {rule.from_} days from today and to is {rule.to}"
    return ""
