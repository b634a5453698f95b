"""`kentongan new flow`: a small flow that works, to write one's own over, and the keyword that starts it."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

from flows import phrases
from flows.problem import CatalogError
from gateway import proof
from gateway.config import read_settings

WRITTEN_IN = ("id", "su", "en")
"""The languages of the draft. Any other gets the words of the last of them, to be translated."""


class Refused(Exception):
    """Nothing was written; the message says why."""


def add_flow(config: Path, name: str, keyword: str) -> tuple[Path, list[str]]:
    """Write the draft under that name, and its keyword into the config: where the flow is now, and what is doubted of
    the keyword.

    Raises Refused, and CatalogError where the flows do not pass their check with it; then all is as it was.
    """
    settings = read_settings(config)
    if not re.fullmatch("[a-z][a-z0-9]*(-[a-z0-9]+)*", name) or f"{name}.toml" == phrases.FILE:
        raise Refused(f"{name!r} can't be a flow's name: small letters, digits and hyphens, such as jadwal-posyandu")
    path = settings.flows / f"{name}.toml"
    if path.exists():
        raise Refused(f"{path} is there already; give yours another name")
    taken = {word.upper() for one, keyword in settings.keywords.items() for word in (one, *keyword.aliases)}
    if not re.fullmatch(r"[^\W_]+", keyword) or keyword in taken:
        why = f"{keyword} is a keyword already" if keyword in taken else f"{keyword!r} can't be a keyword: one word"
        raise Refused(f"{why}; name another with --keyword")
    before = config.read_bytes().decode("utf-8")
    after = _with_keyword(before, f'{keyword} = {{ flow = "{name}" }}')
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(draft(name, settings.languages))
    except FileExistsError:
        raise Refused(f"{path} is there already; give yours another name") from None
    config.write_text(after, encoding="utf-8", newline="")
    problems = proof.prove(config).problems
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        config.write_text(before, encoding="utf-8", newline="")
        path.unlink()
        raise CatalogError(tuple(errors))
    return path, [problem.reason for problem in problems if f'"{keyword}"' in problem.reason]


def draft(name: str, languages: tuple[str, ...]) -> str:
    """The text of the flow, in these languages."""
    lines = files(__package__).joinpath("flow.toml").read_text(encoding="utf-8").replace("NAME", name).splitlines()
    made: list[str] = []
    for index, line in enumerate(lines):
        if option := re.fullmatch(r"(  \{ value = \"\w+\",) +(.*) \},", line):
            labels = dict(re.findall(r'(\w+) = ("[^"]*")', option[2]))
            made.append(f"{option[1]} {', '.join(f'{one} = {_of(labels, one)}' for one in languages)} }},")
        elif text := re.fullmatch(r"([\w.]+)\.id = (.*)", line):
            said = lines[index : index + len(WRITTEN_IN)]  # a text's languages stand one below the other
            words = {one: line.partition(" = ")[2] for one, line in zip(WRITTEN_IN, said, strict=True)}
            made += [f"{text[1]}.{one} = {_of(words, one)}" for one in languages]
        elif not re.match(r"[\w.]+\.(su|en) = ", line):
            made.append(line)
    return "\n".join(made) + "\n"


def _of(words: dict[str, str], language: str) -> str:
    return words.get(language, words[WRITTEN_IN[-1]])


def _with_keyword(config: str, line: str) -> str:
    """The config with a line more, as the first under `[keywords]`."""
    after = re.sub(r"(?m)^(\[keywords\][^\r\n]*(\r?\n))", lambda found: f"{found[0]}{line}{found[2]}", config, count=1)
    if after == config:
        raise Refused(f"the config has no line [keywords], under which this could stand: {line}")
    return after
