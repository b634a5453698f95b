"""What config.toml asks of the flows: the ones it starts are there, and ask what its keywords fill."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from flows.checks.base import CONFIG, Examination, nearest
from flows.checks.graphs import reached
from flows.checks.names import given_by, used_by
from flows.definition import Ask, Call, Choose, Flow, Menu


class Unmet(NamedTuple):
    """`flow` is what config.toml starts; `answer` what it fills there, `""` when the flow itself is not there."""

    flow: str
    answer: str
    reason: str


def check(found: Examination) -> None:
    """The problems stand in config.toml, at no place that is known here."""
    for one in unmet(found.flows, found.broken, found.entries or (), found.fills):
        found.at_key(CONFIG, (), one.reason)


def unmet(
    flows: Mapping[str, Flow], broken: Iterable[str], entries: Iterable[str], fills: Mapping[str, tuple[str, ...]]
) -> list[Unmet]:
    """What is asked and not there. A flow that could not be read is not complained of,
    nor what it uses itself and nothing gives: that is told there.
    """
    unread = {file.removesuffix(".toml") for file in broken}
    found = [
        Unmet(entry, "", f'there is no flow "{entry}"{nearest(entry, flows)}')
        for entry in sorted(set(entries) | fills.keys())
        if entry not in flows and entry not in unread
    ]
    used_in = {name: _used_by(flow) for name, flow in flows.items()}
    for flow in sorted(fills.keys() & flows.keys()):
        around = _with_called(flows, flow)
        asked = {name for one in around for name in _asked_by(flows[one])}
        used = {name for one in around for name in used_in[one]}
        called = {node.call for one in around for node in flows[one].node.values() if isinstance(node, Call)}
        for answer in fills[flow] if unread.isdisjoint(around | called) else ():
            if answer not in asked | used:
                said = f'fills "{answer}": the flow "{flow}" saves no such answer{nearest(answer, asked)}'
                found.append(Unmet(flow, answer, said))
    return found


def _with_called(flows: Mapping[str, Flow], flow: str) -> set[str]:
    calls = {name: [node.call for node in one.node.values() if isinstance(node, Call)] for name, one in flows.items()}
    return reached(calls, [flow])


def _used_by(flow: Flow) -> set[str]:
    return {use.name for node in flow.node.values() for use in used_by(node)}


def _asked_by(flow: Flow) -> set[str]:
    return {name for node in flow.node.values() if isinstance(node, Menu | Ask | Choose) for name in given_by(node)}
