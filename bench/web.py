"""The web applications that the gateway is measured beside."""

from __future__ import annotations

from typing import Any

import psycopg
import redis
from flask import Flask, Response

from gateway import embedded
from gateway.app import create_app
from gateway.config import read_environment, read_settings
from gateway.runtime import Runtime, open_runtime

SCREEN = (
    "CON Kentongan Mekarsari\n1 Lapor masalah\n2 Surat desa: minta\n3 Produk desa: beli/jual\n4 Cek laporan/pesanan"
    "\n5 Info, ganti bahasa, dll"
)
TABLE = "CREATE TABLE live_session (key text PRIMARY KEY, length integer NOT NULL, data bytea NOT NULL)"


def bare() -> Any:
    """Flask, one route, always the same screen; it does not even read the form."""
    app = Flask(__name__)

    @app.post("/hooks/<channel>/<token>/ussd")
    def receive(channel: str, token: str) -> Response:
        return Response(SCREEN, content_type="text/plain; charset=utf-8")

    return app


def synchronous() -> Any:
    """The gateway itself, but that the live sessions are in PostgreSQL, each hop committed to the disk."""
    environment = embedded.running(read_environment())
    runtime = open_runtime(read_settings(environment.config), environment)
    parts = {name: getattr(runtime, name) for name in Runtime.__dataclass_fields__}
    return create_app(Runtime(**{**parts, "redis": InPostgres(environment.database_url, environment.redis_url)}))


class InPostgres(redis.Redis):
    """Those two commands of Redis that a hop uses, on a table. All else (waking the workers) goes to Redis as ever.

    As quick as it can be: one statement and one round trip each, on a connection that is kept open.
    """

    def __init__(self, database: str, url: str) -> None:
        super().__init__(connection_pool=redis.ConnectionPool.from_url(url))
        self._connection = psycopg.connect(database, autocommit=True)

    def get(self, name: Any) -> Any:
        found = self._connection.execute(
            "SELECT data FROM live_session WHERE key = %s", [name], prepare=True
        ).fetchone()
        return found[0] if found else None

    def eval(self, script: str, numkeys: int, *keys_and_args: Any) -> Any:
        """Keep the session, unless a longer one is there already."""
        key, data, length, _ = keys_and_args
        self._connection.execute(
            "INSERT INTO live_session VALUES (%s, %s, %s) ON CONFLICT (key) DO UPDATE"
            " SET length = excluded.length, data = excluded.data WHERE live_session.length <= excluded.length",
            [key, length, data.encode()],
            prepare=True,
        )
