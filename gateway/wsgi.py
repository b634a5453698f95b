"""What `kentongan web` has its server load in each of the web processes.

In a file of its own, so that the process that starts them does not load the counters: those look at the environment
once, to see where processes count together.
"""

from __future__ import annotations

import threading
from functools import partial

from flask import Flask

from flows import condition
from gateway import embedded, log
from gateway.app import create_app
from gateway.config import read_environment, read_settings
from gateway.following import Follower, catalog_to_begin
from gateway.patience import HOP_SECONDS
from gateway.runtime import open_runtime


def application() -> Flask:
    """The application of one web process."""
    log.set_up("web")
    environment = embedded.running(read_environment())
    settings = read_settings(environment.config)
    runtime = open_runtime(settings, environment, HOP_SECONDS, partial(catalog_to_begin, settings, environment))
    follower = Follower(runtime)
    follower.look()  # before the first hop; where the database is away, as soon as it is there
    condition.compiled("true")  # so that no hop waits until the compiler is loaded
    threading.Thread(target=follower.run, args=(threading.Event(),), daemon=True).start()
    return create_app(runtime)
