"""The figures as a table to read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bench.figures import Figure
from bench.hops import BROWSING
from bench.rounds import CLIENTS, CONNECTIONS
from gateway.commands.web import WORKERS
from gateway.delivery import PARALLEL

HOPS = {
    "gateway hop": "the gateway, a navigating hop",
    "bare hop": "a bare Flask view, the same requests",
    "synchronous hop": "the gateway, sessions in PostgreSQL",
    "gateway dial": "the gateway, a dial",
    "synchronous dial": "  sessions in PostgreSQL",
    "gateway report": "the gateway, a ticket opened",
    "synchronous report": "  sessions in PostgreSQL",
}
MESSAGES = {
    "drain": "the outbox drained, a text for each",
    "loop": "a bare loop of requests",
    "threads": "a bare loop in as many threads",
    "drain to all": "the outbox drained, one text to all",
}
PROOF = {
    "proof": "a thousand nodes proved",
    "reading": "the same files read as TOML",
}

EXPLAINED = """
hops      {hops} a round over {connections} connections from {clients} client process(es), to {workers} web processes of
          one thread each, for all three servers as `kentongan web` starts them. A navigating hop looks nothing up and
          keeps nothing. The client itself was at work for at most {strain:.0%} of the time.
dials     {callers} a round. A dial reads who calls, and writes a row.
tickets   {callers} a round, by the last hop of each dialogue: on the disk before the screen goes out.
messages  {messages} a round. The drain has up to {parallel} requests under way at once. The loops share one pooled
          requests.Session, in one thread and in {parallel}; they keep nothing and read no answer.
          One text to all goes as requests of up to 100 phones; the loop sends a request for each phone.
proof     a thousand nodes in three languages, as `kentongan check` proves flows, without [[test]] dialogues.
All of it in turns, {rounds} rounds after a small one to warm up; PostgreSQL with fsync and Valkey as they ship."""


def lines(found: Mapping[str, Figure], ratios: Mapping[str, Figure]) -> Iterator[str]:
    """Medians of the rounds, with the least and the most."""
    yield f"{'USSD hops':38}{'a second':>10}  {'least-most':14}{'p50 ms':>9}{'p99 ms':>9}"
    for what, said in HOPS.items():
        p50, p99 = found[f"{what} p50"].median, found[f"{what} p99"].median
        yield f"  {said:36}{_rate(found[what])}{p50:9.2f}{p99:9.2f}"
    yield ""
    yield f"{'Messages':38}{'a second':>10}  least-most"
    for what, said in MESSAGES.items():
        yield f"  {said:36}{_rate(found[what])}".rstrip()
    yield ""
    yield f"{'Proof of the flows':38}{'ms':>10}  least-most"
    for what, said in PROOF.items():
        yield f"  {said:36}{_rate(found[what])}".rstrip()
    yield ""
    yield f"{'Ratios, each within a round':66}{'median':>8}  least-most"
    for what, ratio in ratios.items():
        yield f"  {what:64}{ratio.median:8.2f}  {ratio.least:.2f}-{ratio.most:.2f}"


def _rate(one: Figure) -> str:
    return f"{one.median:10,.0f}  {f'{one.least:,.0f}-{one.most:,.0f}':14}"


def explained(found: Mapping[str, Figure], *, rounds: int, callers: int, messages: int) -> str:
    """What was measured."""
    return EXPLAINED.format(
        rounds=rounds, callers=callers, messages=messages, hops=callers * len(BROWSING), workers=WORKERS,
        clients=CLIENTS, connections=CLIENTS * CONNECTIONS, parallel=PARALLEL, strain=found["strain"].most,
    )  # fmt: skip
