"""Texts: each in every language, none empty, every brace a {name} or {name|filter}; labels that fit a screen."""

from __future__ import annotations

import difflib
import unicodedata

from flows import phrases, template
from flows.checks.base import Examination, listed, nearest
from flows.checks.names import ALWAYS
from flows.checks.parts import texts_of, values_of
from flows.definition import Flow, Menu
from flows.gsm7 import transliterate
from flows.numbers import numbered
from flows.part import ANY_LANGUAGE, Text, is_language
from flows.positions import Path
from flows.render import USSD

WAYS = {"back", "home", "more"}
MOST = 80
"""Characters of a screen that the lines for these may take."""

OPTION_WORDS = ("value", "goto", "when", "number", "label", "also")


def check(found: Examination) -> None:
    """Every text of every flow and phrase."""
    crowded = {one for one in (*found.languages, ANY_LANGUAGE) if _is_crowded(found, one)}
    for name, flow in found.flows.items():
        _check_flow(found, f"{name}.toml", flow, crowded)
    if phrases.FILE not in found.broken:
        _check_phrases(found)


def _check_flow(found: Examination, file: str, flow: Flow, crowded: set[str]) -> None:
    texts: list[tuple[Path, Text]] = [(("title",), flow.title)]
    texts += [(("node", node, *path), text) for node, body in flow.node.items() for path, text in texts_of(body)]
    for path, text in texts:
        check_text(found, file, path, text)
    _check_unlisted(found, file, texts)
    for node, body in flow.node.items():
        for path, value in values_of(body):
            _check_template(found, file, ("node", node, *path), value)
        if isinstance(body, Menu):
            _check_room(found, file, node, body, crowded)


def _check_unlisted(found: Examination, file: str, texts: list[tuple[Path, Text]]) -> None:
    """A language that config.toml does not list (now) may have its texts; one that has a few of them is a slip."""
    places: dict[str, list[Path]] = {}
    for path, text in texts:
        for key in text.root if set(found.languages) <= text.root.keys() else ():
            if key not in found.languages and _is_language(key) and not _is_slip(found, path, key):
                places.setdefault(key, []).append((*path, key))
    for key, those in places.items():
        if key != ANY_LANGUAGE and 2 * len(those) < len(texts):
            said = f'nobody sees this: "{key}" is none of the languages of config.toml, {listed(found.languages)}'
            found.warn_at_key(file, those[0], said)


def _check_phrases(found: Examination) -> None:
    if phrases.FILE not in found.files:
        found.at_key(phrases.FILE, (), f"{phrases.FILE} is missing: the gateway's own sentences stand in it")
        return
    missing = [name for name in phrases.NAMES if name not in found.phrases]
    strange = [name for name in found.phrases if name not in phrases.NAMES]
    for name in strange:
        close = nearest(name, missing)
        missing = [one for one in missing if f'"{one}"' not in close]
        found.at_key(phrases.FILE, (name,), f'the gateway says no phrase "{name}"{close}')
    if missing:
        found.at_key(phrases.FILE, (), f"the gateway needs {listed(missing)} too: add a table for each")
    _check_ways(found)
    for name in phrases.NAMES.keys() & found.phrases.keys():
        check_text(found, phrases.FILE, (name,), found.phrases[name])
        _check_phrase_names(found, name, found.phrases[name])


def _check_ways(found: Examination) -> None:
    """The lines for back, home and more stand on most screens: they must leave room for what these say."""
    for language in found.languages:
        if _is_crowded(found, language):
            name = max(WAYS, key=lambda one: len(found.phrases[one].in_language((language, *found.languages))))
            said = f"back, home and more take more than {MOST} of the 160 characters of each screen: shorten them"
            found.at_value(phrases.FILE, (name, language), said)
            return


def _is_crowded(found: Examination, language: str) -> bool:
    return found.phrases.keys() >= WAYS and len(transliterate("\n".join(_navigation(found, language)))) > MOST


def _check_phrase_names(found: Examination, name: str, text: Text) -> None:
    allowed = phrases.NAMES[name]
    for language, words in text.root.items():
        for one in _placeholders(words):
            if one.name not in allowed:
                said = f"it knows {listed(allowed)}" if allowed else "it knows no names"
                reason = f'the phrase "{name}" can\'t say {{{one.name}}}: {said}'
                found.within(phrases.FILE, (name, language), words[: one.offset], reason)


def _placeholders(words: str) -> tuple[template.Placeholder, ...]:
    try:
        return template.placeholders(words)
    except template.TemplateError:
        return ()


def check_text(found: Examination, file: str, path: Path, text: Text) -> None:
    """One text: its languages, and what is written in each."""
    strange = [key for key in text.root if key not in found.languages and _is_slip(found, path, key)]
    missing = [one for one in found.languages if ANY_LANGUAGE not in text.root and one not in text.root]
    for key in strange:
        found.at_key(file, (*path, key), f'"{key}" is not a language{nearest(key, _words(found, path))}')
    if missing and len(strange) < len(missing):
        said = f"this text lacks {listed(missing)}: write it in {', '.join(found.languages)}"
        meant = next((key for key in text.root if key not in found.languages), "")
        found.at_key(file, path, said + (f' (was "{meant}" meant?)' if meant else ""))
    for key, words in text.root.items():
        if not _is_seen(words):
            found.at_value(file, (*path, key), "this text is empty: say something, or the screen is blank")
        elif _stands_alone(path) and not _bare(words).strip():
            said = "this text is nothing but names, and blank where they are empty: say something beside them"
            found.at_value(file, (*path, key), said)
        _check_template(found, file, (*path, key), words)


def _is_seen(words: str) -> bool:
    """Whether there is more than spaces and signs without a form."""
    return any(unicodedata.category(one)[0] not in "ZC" for one in words)


def _stands_alone(path: Path) -> bool:
    """Whether the text is a whole screen or message, and no label or hint beside others."""
    return path[-1] in {"menu", "choose", "ask", "end"} or path[-2:-1] == ("send",)


def _words(found: Examination, path: Path) -> tuple[str, ...]:
    """What may stand as a key in the text at `path`, the keys of an option among them."""
    return (*found.languages, *(OPTION_WORDS if "options" in path or "retired" in path else ()))


def _is_slip(found: Examination, path: Path, key: str) -> bool:
    """Whether something else was meant than a language: `wen` in an option is `when`."""
    near = difflib.get_close_matches(key, OPTION_WORDS, 1, 0.75)
    return not _is_language(key) or (_words(found, path) != found.languages and bool(near))


def _is_language(key: str) -> bool:
    """Whether it may be a language that config.toml does not list (now)."""
    return key == ANY_LANGUAGE or is_language(key)


def _check_template(found: Examination, file: str, path: Path, words: str) -> None:
    try:
        template.parse(words)
    except template.TemplateError as error:
        found.within(file, path, words[: error.offset], error.reason)


def _check_room(found: Examination, file: str, node: str, menu: Menu, crowded: set[str]) -> None:
    """An option is never split over two pages: its label must fit beside the lines for back, home and more."""
    for index, option in enumerate(menu.options):
        for language, label in option.label.root.items():
            if option.when is None and _may_be_blank(label):
                said = "this label is nothing but names, and blank where they are empty: say something beside them"
                found.at_value(file, ("node", node, "options", index, "label", language), said)
            if language in crowded:
                continue
            lines = (f"{numbered(menu.options)[-1]} {_bare(label)}", *_navigation(found, language))
            if not USSD.holds(transliterate("\n".join(lines))):
                reason = "this label is too long for a screen of 160 characters: shorten it"
                found.at_value(file, ("node", node, "options", index, "label", language), reason)


def _may_be_blank(label: str) -> bool:
    """Whether there is nothing in it but what is known of the caller, or is not; what was chosen has a name."""
    try:
        names = template.names(label)
    except template.TemplateError:
        return False
    return bool(names) and not _bare(label).strip() and all(one.partition(".")[0] in ALWAYS for one in names)


def _bare(label: str) -> str:
    """The label with nothing in its names: the shortest that it can be."""
    try:
        return "".join(part for part in template.parse(label) if isinstance(part, str))
    except template.TemplateError:
        return label


def _navigation(found: Examination, language: str) -> list[str]:
    keys = {"back": found.navigation.back, "home": found.navigation.home, "more": found.navigation.more}
    order = (language, *found.languages)
    return [f"{key} {found.phrases[name].in_language(order)}" for name, key in keys.items() if name in found.phrases]
