"""What `kentongan web` has its server load in each of the web processes.

In a file of its own, so that the process that starts them does not load the counters: those look at the environment
once, to see where processes count together.
"""

from __future__ import annotations

import threading
import time

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from gateway import embedded, log
from gateway.app import create_app
from gateway.config import read_environment, read_settings
from gateway.patience import HOP_SECONDS
from gateway.runtime import Runtime, open_runtime, publish_current

AGAIN_SECONDS = 5


def application() -> Flask:
    """The application of one web process."""
    log.set_up("web")
    environment = embedded.running(read_environment())
    runtime = open_runtime(read_settings(environment.config), environment, HOP_SECONDS)
    threading.Thread(target=_publish, args=(runtime,), daemon=True).start()
    return create_app(runtime)


def _publish(runtime: Runtime) -> None:
    """Keep the revision that this process serves, as soon as the database is there: dialogues begin on it."""
    while True:
        try:
            publish_current(runtime)
        except SQLAlchemyError:
            time.sleep(AGAIN_SECONDS)
        else:
            return
