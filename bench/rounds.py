"""Everything that is measured, running at once and played in turns."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
from sqlalchemy import text

from bench import drains, hops, proofs, web
from bench.figures import Round, of_hops
from bench.house import CHANNEL, started
from bench.load import Clients
from bench.stub import stub
from gateway import hooks
from gateway.commands.web import WORKERS
from gateway.config import Environment, Settings
from gateway.runtime import Runtime

CONNECTIONS = 16
"""Of each client process."""
CLIENTS = max(1, WORKERS // 2)
"""Client processes: one is as quick as two bare Flask views are."""


@dataclass
class Playing:
    """`callers`: how many have called so far; each calls once."""

    clients: Clients
    servers: hops.Servers
    path: str
    runtime: Runtime
    stub: str
    callers: int = 0

    def round(self, callers: int, messages: int) -> Round:
        """Messages first: those that the hops then queue must not be drained, and are forgotten.

        Raises ValueError where a dialogue did not end in a ticket.
        """
        sent = drains.play_round(self.runtime, self.stub, messages, f"bench/{self.callers}")
        played = hops.play_round(self.clients, self.servers, self.path, callers, self.callers)
        self.callers += 2 * callers
        with self.runtime.database.begin() as connection:
            connection.execute(text("TRUNCATE message CASCADE"))
            tickets = connection.execute(text("SELECT count(*) FROM ticket")).scalar_one()
        if tickets != self.callers:
            raise ValueError(f"{self.callers} dialogues made {tickets} tickets")
        return {**sent, **of_hops(played), **proofs.play_round(), "strain": max(one.strain for one in played.values())}


@contextlib.contextmanager
def everything(settings: Settings, environment: Environment) -> Iterator[Playing]:
    """The three web servers, the stub and the clients, until the end of the block."""
    with psycopg.connect(environment.database_url) as connection:
        connection.execute(web.TABLE)
    token = hooks.token(environment.secret_key, CHANNEL)
    with contextlib.ExitStack() as running:
        url = running.enter_context(stub())
        runtime = running.enter_context(drains.sender(settings, environment, url))
        servers = {
            "gateway": running.enter_context(started(environment, "gateway", "web")),
            "bare": running.enter_context(started(environment, "bench.serve", "bare")),
            "synchronous": running.enter_context(started(environment, "bench.serve", "synchronous")),
        }
        clients = running.enter_context(Clients(CLIENTS, CONNECTIONS))
        yield Playing(clients, servers, f"/hooks/{CHANNEL}/{token}/ussd", runtime, url)
