"""Nothing looks for garbage while a process loads what stays, nor when it ends; in between, something does."""

from __future__ import annotations

import subprocess
import sys

from tests.service import ROOT

COMMAND = """
import atexit, gc
rounds = []
gc.callbacks.append(lambda phase, of: rounds.append(phase))
from gateway.cli import main
from gateway.garbage import none_while_loading
atexit.register(lambda: print("at the end:", len(gc.get_objects()) < 100))
del rounds[:]
main(["check", "--help"], standalone_mode=False)
print("while it loads:", len(rounds), "frozen:", gc.get_freeze_count() > 10_000, "afterwards:", gc.isenabled())
kept = [[] for _ in range(1000)]
"""


def test_a_command_is_loaded_and_ends_without_a_look_for_garbage() -> None:
    done = subprocess.run([sys.executable, "-c", COMMAND], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "while it loads: 0 frozen: True afterwards: True\nat the end: True\n" in done.stdout


def test_a_worker_is_loaded_without_a_look_for_garbage() -> None:
    program = "import gc; import workers.__main__; print(gc.get_freeze_count() > 10_000, gc.isenabled())"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "True True\n"
