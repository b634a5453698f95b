"""`kentongan dial` and `kentongan sms`: a phone in the terminal. It posts the telco's forms to the running gateway."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import click
import requests

from gateway import phone_number
from gateway.config import Environment, Settings, read_environment, read_settings
from gateway.phone import dialled, forms
from gateway.phone.forms import Answer, Call, Screen
from gateway.phone.people import DEFAULT
from gateway.phone.posting import TIMEOUT, over_http

SEPARATOR = "-" * 32
FIRST_REPLY = 15.0
"""Seconds to wait for a reply."""
NEXT_REPLY = 1.5
"""Seconds without another reply after which there will be no more."""
POLL = 0.2


@dataclass(frozen=True, slots=True)
class Line:
    """A phone's line to the running gateway. `base`: `http://127.0.0.1:8000`."""

    settings: Settings
    environment: Environment
    base: str
    phone: str

    def post(self, channel: str, kind: str, form: Mapping[str, str]) -> Answer:
        """Post one of the telco's forms. Raises click.ClickException where no gateway takes it."""
        answer = over_http(self.environment, self.base)(channel, kind, form)
        if answer.status == 0:
            raise click.ClickException(f"no gateway answers at {self.base}: start one with `make run`")
        if answer.status == 404:
            raise click.ClickException(f"the gateway at {self.base} has another SECRET_KEY or no channel {channel!r}")
        return answer

    def inbox(self, after: int = 0) -> dict[str, Any] | None:
        """`{"messages", "last"}` of the simulated phone; None where the simulator is off or does not answer."""
        with requests.Session() as session:
            session.trust_env = False
            query: dict[str, str | int] = {"phone": self.phone, "after": after}
            try:
                answer = session.get(f"{self.base}/simulator/inbox", params=query, timeout=TIMEOUT)
            except requests.RequestException:
                return None
        found: dict[str, Any] | None = answer.json() if answer.status_code == 200 else None
        return found


def connect(phone: str) -> Line:
    """The line of `phone`. Raises ConfigError, click.ClickException."""
    environment = read_environment()
    settings = read_settings(environment.config)
    try:
        number = phone_number.parse(phone, settings.region)
    except phone_number.BadPhoneNumber as error:
        raise click.ClickException(str(error)) from None
    if not environment.secret_key:
        mended = "start one with `make run`, or say KENTONGAN_DATA=FOLDER before a command where its data is elsewhere"
        raise click.ClickException(f"no gateway has run with its data in {environment.data}: {mended}")
    port = environment.port if os.environ.get("PORT") else running_port(environment)
    return Line(settings, environment, f"http://127.0.0.1:{port}", number)


def running_port(environment: Environment) -> int:
    """The port that `kentongan up` wrote down, or the usual one."""
    try:
        return int(json.loads((environment.data / "running.json").read_text())["port"])
    except (OSError, ValueError, KeyError, TypeError):
        return environment.port


def utf8(_context: click.Context, _parameter: click.Parameter, value: Any) -> Any:
    """Refuse bytes that are no UTF-8: they cannot be put into a form."""
    try:
        "".join(value).encode()
    except UnicodeEncodeError:
        raise click.BadParameter("is not UTF-8 text") from None
    return value


class SayMany(click.Command):
    """Takes `--say 1 2 3` as well as `--say 1 --say 2 --say 3`, and answers that begin with a hyphen."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, spread(args))


def spread(args: list[str]) -> list[str]:
    """Give every answer a `--say` of its own. More than one can follow only once CODE is there."""
    options = {"--say", "--phone", "--help", "-h"}
    given: list[str] = []
    code_seen, saying = False, False
    rest = iter(args)
    for word in rest:
        if word == "--say":
            given += [f"--say={answer}" for answer in islice(rest, 1)] or [word]
            saying = code_seen
        elif saying and word not in options and not word.startswith(("--say=", "--phone=")):
            given.append(f"--say={word}")
        else:
            saying = False
            given += [word, *islice(rest, word == "--phone")]
            code_seen = code_seen or not word.startswith("-")
    return given


PHONE = click.option("--phone", default=DEFAULT, show_default=True, help="Whose phone it is.")


@click.command(cls=SayMany)
@click.argument("code")
@PHONE
@click.option("--say", multiple=True, callback=utf8, metavar="TEXT ...", help="Answers, in turn. None: ask for them.")
def dial(code: str, phone: str, say: tuple[str, ...]) -> None:
    """Dial a USSD CODE, such as '*384*36#', and go through its screens."""
    line = connect(phone)
    found = dialled.split(code, line.settings)
    if found is None:
        ours = ", ".join(code for channel in line.settings.channels.values() for code in channel.ussd)
        raise click.ClickException(f"{code} is not a code of this gateway; it has {ours}")
    begun = Call(forms.new_session_id(), found.channel, line.phone, found.code, found.text, datetime.now(UTC))
    answers = iter(say) if say else typed_answers()
    call, screen = talk(begun, answers, line)
    line.post(call.channel, "ussd-end", forms.end_form(call, screen, datetime.now(UTC)))
    if screen.failed:
        raise click.ClickException("the gateway's answer is neither CON nor END; its log says why")
    if unused := len(list(answers)) if say else 0:
        click.echo(f"The dialogue was over before the last {unused} of the answers.", err=True)


def talk(call: Call, answers: Iterator[str], line: Line) -> tuple[Call, Screen]:
    """Show each screen and send each answer, until the dialogue or the answers end."""
    call, screen = forms.hop(call, line.post)
    while not screen.failed:
        click.echo(screen.text)
        answer = None if screen.final else next(answers, None)
        if answer is None:
            break
        click.echo(SEPARATOR)
        call, screen = forms.hop(call.typed(answer), line.post)
    return call, screen


def typed_answers() -> Iterator[str]:
    """What the person types, until the input ends: then the phone is hung up."""
    while True:
        try:
            answer = input("> ")
            answer.encode()
        except (EOFError, KeyboardInterrupt):
            click.echo()
            return
        except UnicodeEncodeError:
            click.echo("That is not UTF-8 text.", err=True)
            continue
        yield answer


@click.command()
@click.argument("text", callback=utf8)
@PHONE
def sms(text: str, phone: str) -> None:
    """Send TEXT to the gateway's short code and print the replies."""
    line = connect(phone)
    channel, channel_settings = next(iter(line.settings.channels.items()))
    before = line.inbox()
    answer = line.post(channel, "sms", forms.sms_form(line.phone, channel_settings.short_code, text, datetime.now(UTC)))
    if answer.status == 503:
        raise click.ClickException("the gateway cannot store a text at the moment; try again later")
    if answer.status != 200:
        raise click.ClickException(f"the gateway refused the text: {answer.body.strip() or answer.status}")
    if before is None:
        click.echo("Sent. The replies cannot be shown here: this gateway's simulator is off.", err=True)
        return
    shown = 0
    for shown, reply in enumerate(replies(line, before["last"]), 1):
        click.echo(f"{SEPARATOR}\n{reply}" if shown > 1 else reply)
    if not shown:
        click.echo(f"Sent. No reply came within {FIRST_REPLY:.0f} seconds.", err=True)


def replies(line: Line, after: int) -> Iterator[str]:
    """The texts that reach the phone, as they come, until no more are to be expected."""
    deadline = time.monotonic() + FIRST_REPLY
    while time.monotonic() < deadline:
        found = line.inbox(after) or {"messages": [], "last": after}
        for message in found["messages"]:
            after = message["id"]
            if message["direction"] == "in":
                yield message["text"]
                deadline = time.monotonic() + NEXT_REPLY
        time.sleep(POLL)
