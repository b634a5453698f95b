"""`python -m workers worker` and `python -m workers clock`: one process each."""

from __future__ import annotations

import sys

from gateway import garbage

with garbage.none_while_loading():
    from gateway import embedded, log
    from gateway.config import ConfigError, read_environment, read_settings
    from gateway.runtime import open_runtime
    from workers import clock, worker

PROCESSES = {"worker": worker.run, "clock": clock.run}


def main(arguments: list[str]) -> int:
    """0 after a signal, 1 with one sentence where it cannot start, 2 for a wrong call."""
    if len(arguments) != 1 or arguments[0] not in PROCESSES:
        sys.stderr.write(f"usage: python -m workers {'|'.join(PROCESSES)}\n")
        return 2
    garbage.leave_at_the_end()
    log.set_up(arguments[0])
    try:
        environment = embedded.running(read_environment())
        runtime = open_runtime(read_settings(environment.config), environment)
    except ConfigError as error:
        sys.stderr.write(f"Error: {error}\n")
        return 1
    PROCESSES[arguments[0]](runtime)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
