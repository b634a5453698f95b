"""From what was played to figures: medians and spread over the rounds, and ratios within each round."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.load import Played

Round = Mapping[str, float]
"""What -> its figure, in one round: `"gateway hop"` (a second), `"gateway hop p50"` (ms), `"drain"` ..."""


@dataclass(frozen=True, slots=True)
class Figure:
    """The median over the rounds, and the least and the most."""

    median: float
    least: float
    most: float


RATIOS = {
    "hops per second: gateway / bare Flask view": ("gateway hop", "bare hop"),
    "hops per second: gateway / sessions in synchronous PostgreSQL": ("gateway hop", "synchronous hop"),
    "dials per second: gateway / sessions in synchronous PostgreSQL": ("gateway dial", "synchronous dial"),
    "tickets per second: gateway / sessions in synchronous PostgreSQL": ("gateway report", "synchronous report"),
    "p50 of a hop: gateway / bare Flask view": ("gateway hop p50", "bare hop p50"),
    "p99 of a hop: gateway / bare Flask view": ("gateway hop p99", "bare hop p99"),
    "p50 of a hop: gateway / sessions in synchronous PostgreSQL": ("gateway hop p50", "synchronous hop p50"),
    "p99 of a hop: gateway / sessions in synchronous PostgreSQL": ("gateway hop p99", "synchronous hop p99"),
    "messages per second: drain / bare loop": ("drain", "loop"),
    "messages per second: drain / bare loop in as many threads": ("drain", "threads"),
    "messages per second: drain of one text to all / bare loop": ("drain to all", "loop"),
    "time of a proof: a thousand nodes / reading them as TOML": ("proof", "reading"),
}
"""Each is reckoned within a round, so that a machine that is busy for a while troubles both of its parts."""


def of_hops(played: Mapping[str, Played]) -> dict[str, float]:
    """Rates and latencies of one round."""
    found: dict[str, float] = {}
    for what, one in played.items():
        cuts = statistics.quantiles(one.latencies, n=100, method="inclusive")
        found |= {what: one.rate, f"{what} p50": cuts[49] * 1000, f"{what} p99": cuts[98] * 1000}
    return found


def figure(values: Sequence[float]) -> Figure:
    return Figure(statistics.median(values), min(values), max(values))


def figures(rounds: Sequence[Round]) -> dict[str, Figure]:
    return {what: figure([one[what] for one in rounds]) for what in rounds[0]}


def ratios(rounds: Sequence[Round]) -> dict[str, Figure]:
    return {name: figure([one[ours] / one[theirs] for one in rounds]) for name, (ours, theirs) in RATIOS.items()}
