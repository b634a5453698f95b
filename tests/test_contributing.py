"""CONTRIBUTING.md's examples, followed to the letter in a copy of the tree: what they say works."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.config import Environment

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def section(heading: str) -> str:
    return GUIDE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def follow(heading: str, tree: Path) -> None:
    """Write the new file and make the changes of a section, each in the file that was named last before it."""
    named: list[Path] = []
    for before, kind, block in re.findall(r"(.*?)```(\w+)\n(.*?)```", section(heading), re.DOTALL):
        named += [tree / name for name in re.findall(r"`((?:flows|gateway)/[\w/]+\.py)`", before)]
        if kind == "python":
            next(path for path in named if not path.exists()).write_text(block, encoding="utf-8")
        elif kind == "diff":
            change(named, block)


def change(named: list[Path], block: str) -> None:
    """Make one change: what stands with `-` or a blank becomes what stands with `+` or a blank."""
    old, new = ("".join(f"{line[1:]}\n" for line in block.splitlines() if line[:1] != sign) for sign in "+-")
    holding = [path for path in named if f"\n{old}" in path.read_text(encoding="utf-8")]
    assert holding, f"no file that is named before holds\n{old}"
    text = holding[-1].read_text(encoding="utf-8")
    assert text.count(f"\n{old}") == 1
    holding[-1].write_text(text.replace(f"\n{old}", f"\n{new}"), encoding="utf-8")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the code."""
    for name in ("flows", "gateway", "models", "workers"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("config.toml", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def run(tree: Path, *arguments: str, **variables: str) -> str:
    """Python in the copy: what it says. Fails where it does."""
    command = [sys.executable, *arguments]
    done = subprocess.run(
        command, cwd=tree, env={"PYTHONPATH": str(tree), **variables}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


TELCO = """
import hashlib, hmac
from pathlib import Path
from gateway import telco
from gateway.config import read_environment
from gateway.proof import proved
from gateway.telco.base import BadRequest, Callback
settings = proved(Path("config.toml"))
phone = telco.make("at", settings, read_environment({"AT_API_KEY": "k", "AT_BASE_URL": "http://127.0.0.1:1"}))
assert phone.__class__.__module__ == "gateway.telco.android"
body = b'{"id": "1", "phone": "081234567890", "text": "LAPOR jalan"}'
signed = {"x-signature": hmac.new(b"k", body, hashlib.sha256).hexdigest()}
print(phone.inbound_sms(phone.fields(Callback({}, signed, body))))
try:
    phone.fields(Callback({}, {}, body))
except BadRequest as error:
    print(error)
print(phone.send("Halo", "36000", ["+6281234567890"]))
"""


def test_a_new_telco(tree: Path) -> None:
    follow("A new telco", tree)
    config = tree / "config.toml"
    config.write_text(config.read_text().replace('"africastalking"', '"android"'))
    said = run(tree, "-c", TELCO)
    assert "external_id='1', sender='+6281234567890'" in said
    assert "X-Signature is wrong." in said
    assert "Outcome." in said


FLOW = """
title = "Contoh"
start = "ringkas"

[node.ringkas]
keep = { summary = "desa {village.name}" }
next = "selesai"

[node.selesai]
end.id = "Ini {summary}."
end.su = "Ieu {summary}."
end.en = "This is {summary}."

[[test]]
name   = "a text is kept"
dialog = [["", "Ini desa Sukamaju."]]
"""


def test_a_new_node_kind(tree: Path) -> None:
    follow("A new node kind", tree)
    flow = tree / "flows" / "banten" / "contoh.toml"
    flow.write_text(FLOW)
    config = tree / "config.toml"
    config.write_text(config.read_text().replace("[keywords]", '[keywords]\nCONTOH = { flow = "contoh" }'))
    assert "and nothing wrong" in run(tree, "-m", "gateway", "check")
    assert '"keep"' in run(tree, "-m", "flows.schema")
    flow.write_text(FLOW.replace("{village.name}", "{village.nama}").replace("{summary}.", "{sumary}."))
    wrong = subprocess.run(
        [sys.executable, "-m", "gateway", "check"], cwd=tree, env={}, capture_output=True, text=True, check=False
    )
    assert wrong.returncode == 1
    assert "nama" in wrong.stdout
    assert "sumary" in wrong.stdout


EFFECT = """
import os
from datetime import UTC, datetime
from typing import get_args
from flows.checks.sample import Sample
from flows.effects import Effect, StopMessages
from gateway import desk
from gateway.config import read_environment, read_settings
from gateway.runtime import connect_database
from models import contact
assert set(desk.HANDLERS) == set(get_args(Effect))
assert Sample("id").perform(StopMessages(), "o") == {}
environment = read_environment()
with connect_database(environment.database_url).connect() as connection:
    told = (read_settings(environment.config), "at", "+6281234567890", "ussd", "id", datetime.now(UTC))
    assert desk.perform(desk.Desk(connection, *told), StopMessages(), "o") == {}
    assert contact.caller(connection, "+6281234567890")["opted_out_at"] is not None
"""


@pytest.mark.usefixtures("database")
def test_a_new_effect(tree: Path, environment: Environment) -> None:
    follow("A new effect", tree)
    run(tree, "-c", EFFECT, DATABASE_URL=environment.database_url)


def test_the_examples_pass_the_types_too(tree: Path) -> None:
    for heading in ("A new telco", "A new node kind", "A new effect"):
        follow(heading, tree)
    run(tree, "-m", "ruff", "check", "flows", "gateway")
    run(tree, "-m", "mypy", "--no-incremental", "flows", "gateway", "models", "workers")
