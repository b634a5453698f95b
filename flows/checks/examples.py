"""`[[test]]`: dialogues that must come out as their author wrote them, played in a made-up village."""

from __future__ import annotations

from flows.checks.base import Examination, listed, nearest
from flows.checks.sample import TODAY, Sample
from flows.definition import Example
from flows.effects import (
    ChangeBroadcast,
    ChangeContact,
    ChangeInquiry,
    ChangeProduct,
    ChangeTicket,
    ForgetPin,
    OpenBroadcast,
    OpenInquiry,
    OpenProduct,
    OpenTicket,
    SendMessage,
)
from flows.positions import Path

MAKES = {
    "ticket": OpenTicket, "inquiry": OpenInquiry, "contact": ChangeContact, "pin": ForgetPin, "message": SendMessage,
    "ticket_change": ChangeTicket, "broadcast": OpenBroadcast, "broadcast_change": ChangeBroadcast,
    "inquiry_change": ChangeInquiry, "product": OpenProduct,
    "product_change": ChangeProduct,
}  # fmt: skip
"""What `makes` may name."""


def check(found: Examination) -> None:
    """Play every test, where nothing else is wrong: any other problem may be why one fails."""
    if found.problems:
        return
    for name, flow in found.flows.items():
        for index, example in enumerate(flow.test):
            path: Path = ("test", index)
            if example.language and example.language not in found.languages:
                said = f'this test is not played: "{example.language}" is not one of the languages of config.toml'
                found.warn(f"{name}.toml", (*path, "language"), said)
            else:
                _play(found, name, path, example)


def _play(found: Examination, name: str, path: Path, example: Example) -> None:
    host = Sample(example.language or found.languages[0], newcomer=example.newcomer, role=example.role, pin=example.pin)
    try:
        wrong = _dialogue(found, name, host, example)
    except Exception as error:  # whatever a flow does to the engine, the check says so and goes on
        found.at_key(f"{name}.toml", path, f'the test "{example.name}" broke off: {type(error).__name__}: {error}')
        return
    if wrong:
        step, reason = wrong
        found.at_value(f"{name}.toml", (*path, "dialog", step), f'the test "{example.name}" fails: {reason}')
    else:
        _check_made(found, f"{name}.toml", (*path, "makes"), host, example)


def _dialogue(found: Examination, name: str, host: Sample, example: Example) -> tuple[int, str] | None:
    """The first step that goes wrong, and how."""
    from flows import catalog, engine  # noqa: PLC0415 - both load what is checked here

    flows = catalog.Catalog("", found.languages, found.navigation, found.flows, found.phrases, found.files)
    turn = engine.begin(
        flows, host, reference="test", medium="ussd", flow=name, contact=host.contact, village=host.village, today=TODAY
    )
    for step, (typed, shown) in enumerate(example.dialog):
        if step or typed:
            if turn.final:
                return step, f'the dialogue is over before "{typed}" is typed'
            turn = engine.answer(lambda _revision: flows, turn.session, typed, host)
        if " ".join(shown.split()) not in " ".join(turn.text.split()):
            said = f'after "{typed}"' if typed else "at first"
            return step, f'{said} it should show "{shown}", and shows "{" / ".join(turn.text.splitlines())}"'
    return None


def _check_made(found: Examination, file: str, path: Path, host: Sample, example: Example) -> None:
    for target, wanted in example.makes.items():
        if target not in MAKES:
            said = f'a dialogue makes no "{target}"{nearest(target, MAKES)}; it makes {listed(MAKES)}'
            found.at_key(file, (*path, target), said)
            continue
        made = [one for one in host.effects if isinstance(one, MAKES[target])]
        if any(_differences(one, wanted) == "" for one in made):
            continue
        said = f"and makes {_differences(made[0], wanted)}" if made else "and makes none"
        fields = ", ".join(f'{key} = "{value}"' for key, value in wanted.items())
        reason = f'the test "{example.name}" fails: it should make a {target} with {fields}, {said}'
        found.at_key(file, (*path, target), reason)


def _differences(effect: object, wanted: dict[str, object]) -> str:
    """What is other than wanted, as `category = "air"`."""
    got = {key: getattr(effect, key, None) for key in wanted}
    return ", ".join(f'{key} = "{got[key]}"' for key, value in wanted.items() if str(got[key]) != str(value))
