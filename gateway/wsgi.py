"""What `kentongan web` has its server load in each of the web processes.

In a file of its own, so that commands do not load the counters: those look at the environment once, to see where
processes count together.
"""

from __future__ import annotations

import os
import threading
from functools import partial
from pathlib import Path

import structlog
from flask import Flask
from prometheus_client import values

from flows import condition
from gateway import embedded, log
from gateway.app import create_app
from gateway.config import read_environment, read_settings
from gateway.following import Follower, catalog_to_begin
from gateway.patience import HOP_SECONDS
from gateway.runtime import open_runtime

condition.compiled("true")  # here, where it is done once for all processes, the compiler is loaded; no hop waits for it

ROOM = 1 << 16
"""Bytes of a process's file of counters, which is what prometheus_client takes for one: enough for 400 of them."""


def keep_room_to_count() -> None:
    """Take the room for this process's counters on the disk; where there is none, it counts by itself.

    prometheus_client maps a file that takes room only when it is written: a count on a full disk would kill the process
    (SIGBUS), and with it the hop.
    """
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    if not folder:
        return
    path = Path(folder) / f"counter_{os.getpid()}.db"
    if path.exists():  # of a process that had this number and has ended: its counts go on
        return
    taken = path.with_suffix(".new")  # whoever reads the counters reads all *.db, and none is ever empty
    try:
        with taken.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, ROOM)
        taken.rename(path)
    except OSError as error:
        taken.unlink(missing_ok=True)
        del os.environ["PROMETHEUS_MULTIPROC_DIR"]
        values.ValueClass = values.MutexValue  # as prometheus_client itself does where it finds no such folder
        structlog.get_logger().warning("this process counts by itself", error=error.strerror)


def application() -> Flask:
    """The application of one web process."""
    log.set_up("web")
    keep_room_to_count()
    environment = embedded.running(read_environment())
    settings = read_settings(environment.config)
    runtime = open_runtime(settings, environment, HOP_SECONDS, partial(catalog_to_begin, settings, environment))
    follower = Follower(runtime)
    follower.look()  # before the first hop; where the database is away, as soon as it is there
    threading.Thread(target=follower.run, args=(threading.Event(),), daemon=True).start()
    return create_app(runtime)
