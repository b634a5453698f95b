"""`kentongan test`: plays the dialogues that stand in flow files as `[[test]]`, and says what came out otherwise."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import click

from flows.checks import examples
from flows.checks.base import Examination, meant
from flows.checks.examples import Outcome
from gateway import proof
from gateway.config import read_environment


@click.command()
@click.argument("flows", nargs=-1, metavar="[FLOW]...")
@click.option("--coverage", is_flag=True, help="Also say which nodes and languages no test visits.")
def test(flows: tuple[str, ...], coverage: bool) -> None:
    """Play the [[test]] dialogues of the configured flows, or of those that are named."""
    found = proof.examined(read_environment().config)
    for name in flows:
        if name not in found.flows:
            raise click.ClickException(f'there is no flow "{name}"{meant(name, found.flows)}')
    outcomes = list(examples.play(found, flows))
    failed = [one for one in outcomes if one.reason]
    for one in failed:
        click.echo("\n".join(_difference(found, one)))
    if coverage:
        for line in _unvisited(found, outcomes, flows or found.flows):
            click.echo(line)
    click.echo(_count(len(outcomes), len(failed)))
    if failed:
        raise click.exceptions.Exit(1)


def _count(played: int, failed: int) -> str:
    tests = "1 test, " if played == 1 else f"{played} tests, "
    written = "and it comes out as written" if played == 1 else "and all come out as written"
    return tests + (f"{failed} failed" if failed else written)


def _difference(found: Examination, one: Outcome) -> Iterator[str]:
    """Where it is, what it is called, and line by line what was wanted (-) and what came (+)."""
    file = f"{one.flow}.toml"
    line, column = found.places(file).value(found.written(file, one.place))
    yield f'{file}:{line}:{column}: "{one.test.name}" ({one.language})'
    if not one.wanted:
        yield f"  {one.reason}"
        return
    if "dialog" in one.place:
        typed = one.test.dialog[int(one.place[-1])][0]
        yield f'  after "{typed}":' if typed else "  at first:"
    yield from (f"  - {words}" for words in one.wanted.splitlines())
    yield from (f"  + {words}" for words in one.got.splitlines())


def _unvisited(found: Examination, outcomes: Sequence[Outcome], flows: Collection[str]) -> Iterator[str]:
    """Of each flow the nodes that no test passes, wherever it began, and the languages in which none begins there."""
    visited = {place for one in outcomes for place in one.visited}
    for name in flows:
        nodes = [node for node in found.flows[name].node if (name, node) not in visited]
        spoken = {one.language for one in outcomes if one.flow == name}
        silent = [language for language in found.languages if language not in spoken]
        if nodes:
            yield f"{name}: no test passes {', '.join(nodes)}"
        if silent:
            yield f"{name}: no test in {', '.join(silent)}"
