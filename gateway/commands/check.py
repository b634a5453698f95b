"""`kentongan check`: proves config and flows before anybody meets a mistake."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import click

from flows.catalog import CatalogError
from flows.problem import Problem
from gateway import proof
from gateway.config import read_environment


@click.command()
@click.argument("path", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def check(path: Path | None, form: str) -> None:
    """Prove a config.toml with its flows, or a folder of flows; without PATH, the configured ones."""
    config = read_environment().config
    try:
        proved = proof.prove_folder(path, config) if path and path.is_dir() else proof.prove(path or config)
    except CatalogError as error:
        proved = proof.Proof(0, error.problems)
    problems = [replace(problem, file=_shown(problem.file)) for problem in proved.problems]
    click.echo(
        json.dumps([asdict(problem) for problem in problems]) if form == "json" else _text(problems, proved.flows)
    )
    if any(problem.severity == "error" for problem in problems):
        raise click.exceptions.Exit(1)


def _text(problems: list[Problem], flows: int) -> str:
    return "\n".join(str(problem) for problem in problems) or f"{flows} flows, and nothing wrong"


def _shown(file: str) -> str:
    """The path as one clicks it: seen from here, or absolute where it is elsewhere."""
    whole, here = Path(file).resolve(), Path.cwd()
    return str(whole.relative_to(here)) if whole.is_relative_to(here) else str(whole)
