"""What the documents name is there, and what is there is named."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import get_args

import click
import pytest
from pydantic import BaseModel

from gateway import proof_settings
from gateway.cli import main
from gateway.config import ENVIRONMENT, Settings
from gateway.sections import CategorySettings, KeywordSettings, ReplySettings

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
CONFIG = (ROOT / "docs" / "config.md").read_text(encoding="utf-8")
GROUP = click.Context(main)


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def section(heading: str) -> dict[str, str]:
    """The first table under a heading of docs/config.md: key -> the cell after it."""
    body = CONFIG.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`.*?`) \| (.*?) \|", body, re.MULTILINE)
    return {key: cell for keys, cell in rows for key in re.findall(r"`(\w+)`", keys)}


def sections() -> dict[str, type[BaseModel]]:
    """Each heading of docs/config.md that lists keys, and the settings that have them."""
    found: dict[str, type[BaseModel]] = {
        "At the top": Settings,
        "`[keywords]`": KeywordSettings,
        "`[categories]`": CategorySettings,
        "`[replies]`": ReplySettings,
    }
    for name, field in Settings.model_fields.items():
        inner = [one for one in (field.annotation, *get_args(field.annotation)) if isinstance(one, type)]
        tables = [one for one in inner if issubclass(one, BaseModel)]
        if tables and tables[0] not in found.values():
            found[f"`[{name}{'.NAME' if get_args(field.annotation) else ''}]`"] = tables[0]
    return found


@pytest.mark.parametrize(("heading", "settings"), sections().items(), ids=sections())
def test_every_key_of_the_config_is_described_and_no_other(heading: str, settings: type[BaseModel]) -> None:
    keys = set(settings.model_fields)
    if settings is Settings:
        keys -= {re.findall(r"\w+", one)[0] for one in sections()} | {"notices", "words"}
    assert set(section(heading)) == keys


@pytest.mark.parametrize(("heading", "settings"), sections().items(), ids=sections())
def test_the_defaults_in_the_description_are_the_settings_own(heading: str, settings: type[BaseModel]) -> None:
    table = CONFIG.partition(f"\n## {heading}\n")[2].partition("\n| key | ")[2]
    for key, cell in section(heading).items() if table.startswith("default") else ():
        field = settings.model_fields[key]
        told = cell if cell.startswith("`") else None
        default = None if field.is_required() or field.default == {} else f"`{json.dumps(field.default)}`"
        assert told == default, key


def test_every_notice_and_every_word_is_described() -> None:
    assert set(section("`[notices]`")) == {*proof_settings.NOTICES, *proof_settings.OPTIONAL}
    words = CONFIG.partition("\n## `[words]`\n")[2].partition("\n## ")[0]
    for word in proof_settings.WORDS:
        assert re.search(rf"\b{word.partition('.')[2]}\b", words), word


def test_every_variable_of_the_environment_is_described_and_no_other() -> None:
    assert set(section("The environment")) == set(ENVIRONMENT.values())
    named_in_readme = set(re.findall(r"`([A-Z]{2,}[A-Z_]*)`", text_of(ROOT / "README.md").partition("| variable")[2]))
    assert named_in_readme <= {*ENVIRONMENT.values(), "DATA"}


def commands() -> dict[str, set[str]]:
    """`kentongan NAME` wherever a document says it -> the options said with it."""
    found: dict[str, set[str]] = {}
    for path in DOCUMENTS:
        for name, rest in re.findall(r"(?:`|bin/)kentongan ([a-z]+)([^`\n]*)", text_of(path)):
            found.setdefault(name, set()).update(re.findall(r"--[a-z]+", rest))
    return found


@pytest.mark.parametrize(("name", "options"), commands().items(), ids=commands())
def test_every_command_that_is_named_exists_with_its_options(name: str, options: set[str]) -> None:
    command = main.get_command(GROUP, name)
    assert command is not None
    assert options <= {option for parameter in command.params for option in parameter.opts}


def test_the_documents_name_commands_and_targets_at_all() -> None:
    assert {"check", "dial", "sms", "export", "hooks"} <= set(commands())
    assert {"run", "test", "lint"} <= targets_named()


def targets_named() -> set[str]:
    return {one for path in DOCUMENTS for one in re.findall(r"\bmake ([a-z]+)\b(?=[`\n]| &&)", text_of(path))}


def test_every_target_that_is_named_exists() -> None:
    made = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert targets_named() <= made
    told = subprocess.check_output(["make", "help"], cwd=ROOT, text=True)
    assert set(re.findall(r"^  make (\w+)", told, re.MULTILINE)) == made


def test_every_file_that_is_named_exists() -> None:
    folders = "flows|models|gateway|workers|tests|docs|bench"
    for path in DOCUMENTS:
        for name in re.findall(rf"`((?:{folders})/[\w./-]*)", text_of(path)):
            if "NAME" not in name and name not in MADE_BY_THE_READER:
                assert (ROOT / name.rstrip(".:")).exists(), f"{path.name}: {name}"
        for name in re.findall(r"\]\((?!http)([^)#]+)", text_of(path)):
            assert (path.parent / name).exists(), f"{path.name}: {name}"


MADE_BY_THE_READER = {
    "flows/banten/perpustakaan.toml",
    "flows/banten/pinjam.toml",
    "flows/nodes/keep.py",
    "gateway/telco/android.py",
}
"""Files that an example has its reader write."""


def test_the_house_of_the_contributing_guide_is_the_house() -> None:
    tree = re.findall(r"^(\w+)/ ", text_of(ROOT / "CONTRIBUTING.md"), re.MULTILINE)
    assert {"flows", "models", "gateway", "workers", "tests"} <= set(tree)
    assert all((ROOT / name).is_dir() for name in tree)
