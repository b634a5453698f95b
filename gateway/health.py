"""Whether each part works, in words."""

from __future__ import annotations

import redis
from rq import Queue, Worker
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from gateway import wake
from gateway.runtime import Runtime

OK = "ok"


def parts(runtime: Runtime) -> dict[str, str]:
    """Part -> "ok", or what is wrong with it."""
    return {
        "database": _database(runtime),
        "redis": _redis(runtime),
        "workers": workers(runtime),
        "catalog": OK if runtime.catalogs.current.flows else "there are no flows",
    }


def _database(runtime: Runtime) -> str:
    try:
        with runtime.database.connect() as connection:
            connection.execute(text("SELECT 1 FROM message LIMIT 1"))
    except SQLAlchemyError as error:
        return f"does not answer ({type(error).__name__})"
    return OK


def _redis(runtime: Runtime) -> str:
    try:
        runtime.redis.ping()
    except redis.RedisError as error:
        return f"does not answer ({type(error).__name__})"
    return OK


def workers(runtime: Runtime) -> str:
    """As `parts` has it, by itself: it reads no flows."""
    try:
        # `all` forgets those whose heartbeat has expired; `count` goes on counting them
        ours = Worker.all(queue=Queue(wake.QUEUE, connection=runtime.redis))
    except redis.RedisError as error:
        return f"can't be asked ({type(error).__name__})"
    return OK if ours else "no worker has reported"
