"""`make bench`, or `python -m bench`: everything from one run."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict

import click
import structlog

from bench import report
from bench.figures import figures, ratios
from bench.house import house, settle
from bench.rounds import everything

WARMING = 50
"""Callers and messages of the round before the first."""


@click.command()
@click.option(
    "--rounds", default=3, show_default=True, help="How often each figure is taken, in turns with the others."
)
@click.option("--callers", default=300, show_default=True, help="Dialogues a round and server, of ten hops each.")
@click.option("--messages", default=1000, show_default=True, help="Messages a round and way of sending them.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def main(rounds: int, callers: int, messages: int, form: str) -> None:
    """Measure hops and messages, and say them as ratios to the plainest thing that could do the same."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    taken = []
    with house() as (settings, environment):
        settle(environment, max(messages, 2 * (callers * rounds + WARMING)))
        with everything(settings, environment) as playing:
            playing.round(WARMING, WARMING)
            for number in range(1, rounds + 1):
                click.echo(f"round {number} of {rounds} ...", err=True)
                taken.append(playing.round(callers, messages))
    found, ratio = figures(taken), ratios(taken)
    if form == "json":
        parts = {"figures": found, "ratios": ratio}
        click.echo(json.dumps({part: {what: asdict(one) for what, one in its.items()} for part, its in parts.items()}))
    else:
        click.echo("\n".join(report.lines(found, ratio)))
        click.echo(report.explained(found, rounds=rounds, callers=callers, messages=messages))


if __name__ == "__main__":
    main()
