"""`kentongan doctor`: what is wrong with this installation and how to mend it."""

from __future__ import annotations

import click

from gateway.commands.looks import LOOKS, Patient, Wrong
from gateway.config import read_environment


@click.command()
def doctor() -> None:
    """Say what is wrong with this installation and how to mend it."""
    patient = Patient(read_environment())
    wrong: list[str] = []
    closed: set[str] = set()
    for what, (needs, look) in LOOKS.items():
        before = next((one for one in needs if one in closed), None)
        try:
            said = f"-     {what}: not looked at; first mend: {before}" if before else ""
            click.echo(said or f"ok    {what}: {look(patient)}")
        except Wrong as found:
            wrong.append(what)
            click.echo(f"WRONG {what}: {found}\n      -> {found.mend}")
        if before or what in wrong:
            closed.add(what)
    if wrong:
        raise click.ClickException(f"wrong: {', '.join(wrong)}")
