"""`kentongan check`: proves config and flows before anybody meets a mistake."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import click

from flows.checks import figures
from flows.checks.base import Examination
from flows.problem import CatalogError, Problem
from gateway import proof
from gateway.commands.shown import shown
from gateway.config import read_environment


def _there(_context: click.Context, _parameter: click.Parameter, path: Path | None) -> Path | None:
    """Who names a flow, as `test` and `graph` are told one, hears what is meant here."""
    if path is not None and not path.exists():
        raise click.BadParameter(f"{path} is no file or folder; without a PATH all the configured flows are proved")
    return path


@click.command()
@click.argument("path", required=False, type=click.Path(path_type=Path), callback=_there)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.option(
    "--figures", "told", is_flag=True, help="Also how large each screen and SMS gets, and how long each flow takes."
)
def check(path: Path | None, form: str, told: bool) -> None:
    """Prove a config.toml with its flows (or a folder that has one), or a folder of flows; without PATH, the configured
    ones.
    """
    config = read_environment().config
    if path and (path / "config.toml").is_file():
        path /= "config.toml"
    try:
        proved = proof.prove_folder(path, config) if path and path.is_dir() else proof.prove(path or config)
    except CatalogError as error:
        proved = proof.Proof(error.problems)
    problems = [replace(problem, file=shown(problem.file)) for problem in proved.problems]
    refused = any(problem.severity == "error" for problem in problems)
    measured = proved.flows if told and not refused else None
    click.echo(_json(problems, measured) if form == "json" else _text(problems, proved.flows))
    for line in _table(measured) if measured and form == "text" else ():
        click.echo(line)
    if refused:
        raise click.exceptions.Exit(1)


def _text(problems: list[Problem], flows: Examination | None) -> str:
    return "\n".join(map(str, problems)) or f"{len(flows.flows) if flows else 0} flows, and nothing wrong"


def _json(problems: list[Problem], measured: Examination | None) -> str:
    findings = [asdict(problem) for problem in problems]
    if measured is None:
        return json.dumps(findings)
    sizes, lengths = ([asdict(one) for one in found] for found in (figures.sizes(measured), figures.lengths(measured)))
    return json.dumps({"findings": findings, "sizes": sizes, "lengths": lengths})


def _table(measured: Examination) -> Iterator[str]:
    """What is largest and takes longest stands first."""
    yield f"\n{'screen or SMS at its longest':<44}{'in':>4}{'characters':>12}{'screens':>9}{'SMS':>5}"
    for one in sorted(figures.sizes(measured), key=lambda size: -size.characters):
        name = f"{one.flow}.{one.node} {one.text}"
        yield f"{name:<44}{one.language:>4}{one.characters:>12}{one.screens or '-':>9}{one.segments or '-':>5}"
    yield f"\n{'farthest last words of':<44}{'hops':>9}{'seconds':>9}"
    for way in sorted(figures.lengths(measured), key=lambda length: -length.seconds):
        yield f"{way.flow:<44}{way.hops:>9}{way.seconds:>9}"
