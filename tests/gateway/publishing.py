"""A small place of its own, in which an admin edits flows and publishes them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine

from gateway.cli import main
from gateway.config import Environment
from tests.flows import village
from tests.gateway.test_command_check import CONFIG, spoil


@dataclass
class Admin:
    """`folder` has a config.toml and flows that are in order; `told` is the environment of the commands."""

    folder: Path
    told: dict[str, str]

    def run(self, *words: str) -> Result:
        return CliRunner().invoke(main, words, env=self.told, catch_exceptions=False)

    def said(self, *words: str) -> str:
        """What a command prints that is carried out."""
        done = self.run(*words)
        assert (done.exit_code, done.stderr) == (0, ""), done.output
        return done.stdout

    def refused(self, *words: str) -> str:
        """What a command says that is not."""
        done = self.run(*words)
        assert (done.exit_code, done.stdout) == (1, ""), done.output
        return done.stderr

    def edit(self, old: str, new: str, flow: str = "lapor") -> None:
        spoil(self.folder / "flows" / f"{flow}.toml", old, new)


@pytest.fixture
def admin(database: Engine, environment: Environment, tmp_path: Path) -> Admin:
    (tmp_path / "flows").mkdir()
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    for name, text in village.FILES.items():
        (tmp_path / "flows" / name).write_text(text, encoding="utf-8")
    told = {
        "DATABASE_URL": environment.database_url, "REDIS_URL": environment.redis_url,
        "KENTONGAN_CONFIG": str(tmp_path / "config.toml"), "KENTONGAN_DATA": str(tmp_path / "var"),
    }  # fmt: skip
    return Admin(tmp_path, told)
