"""`kentongan broadcast`: one text to the people of a village who agreed to be called."""

from __future__ import annotations

import contextlib
import logging
import signal
import threading
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from types import FrameType

import click
from rich.console import Console
from rich.progress import Progress
from sqlalchemy import Connection

from flows import template
from flows.clean import cleaned
from gateway import broadcasts, embedded, health, wake
from gateway.broadcasts import Plan
from gateway.commands.phone import utf8
from gateway.commands.villages import village_of
from gateway.config import read_environment, read_settings
from gateway.runtime import DATABASE_AWAY, Runtime, open_runtime
from models import broadcast as call_outs
from models.base import AnyRow
from models.migrate import upgrade

LONGEST = 500
"""Characters."""
LOOK_EVERY = 0.3
"""Seconds between two looks at how far it has come."""
LATER = timedelta(minutes=5)
"""What waits longer than this is not waited for."""


@click.command()
@click.option("--village", "code", required=True, help="Its Kemendagri code, such as 36.01.06.2009.")
@click.option("--yes", is_flag=True, help="Send without asking.")
@click.argument("text", callback=utf8)
def broadcast(code: str, text: str, yes: bool) -> None:
    """Send TEXT to everybody in a village who agreed to be called.

    Says first how many people that is and what it costs, and asks. Ctrl-C ends the waiting, not the sending.
    """
    said = cleaned(text).strip()
    if not 1 <= len(said) <= LONGEST:
        raise click.UsageError(f"a text has 1 to {LONGEST} characters, and this one {len(said)}")
    environment = read_environment()
    settings = read_settings(environment.config)
    logging.getLogger("psycopg").setLevel(logging.CRITICAL)  # it would tell of it besides
    try:
        with embedded.services(environment) as services:
            runtime = open_runtime(settings, services)
            try:
                upgrade(runtime.database)
                _call_out(runtime, code, said, yes)
            finally:
                runtime.database.dispose()
    except DATABASE_AWAY as error:
        reason = str(getattr(error, "orig", error)).strip().splitlines()[0]
        raise click.ClickException(f"the database failed: {reason}") from None


def _call_out(runtime: Runtime, code: str, said: str, yes: bool) -> None:
    with runtime.database.connect() as connection:
        plan = _planned(connection, runtime, code, said)
    price = template.render("{cost|rupiah}", {"cost": plan.cost}, "en", lambda _name, value: value)
    click.echo(next(iter(plan.texts.values())))
    click.echo(f"{plan.name}: {plan.count} people, {plan.segments} segments, about {price}")
    if not yes and not click.confirm("Send it?"):
        raise click.ClickException("nothing was sent")
    with _ctrl_c() as pressed:
        with runtime.database.begin() as connection:
            call_outs.lock_openings(connection)
            plan = _planned(connection, runtime, code, said)
            channel, origin = next(iter(runtime.settings.channels)), f"command/{uuid.uuid4()}"
            id = broadcasts.begin(connection, runtime.settings, channel, "", origin, plan, runtime.clock())
        if health.parts(runtime)["workers"] != health.OK:
            click.echo("It is kept, and goes out as soon as a worker runs: `kentongan up` starts one.", err=True)
            return
        wake.wake(runtime, channel)
        _watch(runtime, id, pressed)


def _planned(connection: Connection, runtime: Runtime, code: str, said: str) -> Plan:
    """What would go out. Raises ClickException where nothing may."""
    village_of(connection, code)
    plan = broadcasts.plan(connection, runtime.settings, code, said, runtime.clock())
    assert plan is not None  # noqa: S101 - there is such a village
    if plan.repeated:
        minutes = runtime.settings.broadcast.same_text_minutes
        raise click.ClickException(f"{plan.name} had this very text less than {minutes} minutes ago")
    if not plan.count:
        raise click.ClickException(f"nobody in {plan.name} has agreed to be called")
    return plan


def _watch(runtime: Runtime, id: int, pressed: threading.Event) -> None:
    """Show how far it is until everything is out, until Ctrl-C, or until what is left waits for long."""
    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("Sending")
        while True:
            row, counts, due = _look(runtime, id)
            bar.update(task, total=row.people, completed=max(0, row.people - counts["queued"]))
            waits = due is not None and due > runtime.clock() + LATER
            if not counts["queued"] or waits or pressed.wait(LOOK_EVERY):
                break
    if waits and due is not None:
        until = due.astimezone(runtime.settings.zone).strftime("%Y-%m-%d %H:%M")
        click.echo(
            f"{counts['queued']} are still to go out, not before {until}; that needs no more commands.", err=True
        )
    elif counts["queued"]:
        click.echo(f"It goes on without this command: {counts['queued']} are still to go out.", err=True)
    click.echo(", ".join(f"{counts[name]} {name}" for name in ("sent", "failed", "stopped")))


def _look(runtime: Runtime, id: int) -> tuple[AnyRow, dict[str, int], datetime | None]:
    """The call-out, how far it is, and when the next of its messages may go out: all at one moment."""
    with runtime.database.execution_options(isolation_level="REPEATABLE READ").connect() as connection:
        row = call_outs.find(connection, id)
        assert row is not None  # noqa: S101 - it was begun above
        return row, call_outs.progress(connection, row), call_outs.next_due(connection, id)


@contextlib.contextmanager
def _ctrl_c() -> Iterator[threading.Event]:
    """Set by Ctrl-C, which is heard between two looks: amid a statement it would leave the database's driver in a state
    of which that complains instead. A second one waits for nothing.
    """
    pressed = threading.Event()

    def press(number: int, frame: FrameType | None) -> None:
        pressed.set()
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, press)
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, before)
