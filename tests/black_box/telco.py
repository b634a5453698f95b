"""The telco of `tests/telco_stub.py` in a process of its own: `python -m tests.black_box.telco PORT PLAN POSTS`.

PLAN is a JSON file, `{"codes": {phone: statusCode}, "faults": {phone: [fault, ...]}, "delay": seconds, "hang": seconds}`.
POSTS gets a JSON line, `[[phone, ...], text]`, for each request, before it is answered.
"""

from __future__ import annotations

import contextlib
import json
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gateway.embedded.locks import until
from tests.service import ROOT, free_port
from tests.telco_stub import Fault, Post, telco_stub


@dataclass(frozen=True)
class Telco:
    """Where it is, and what it was sent, but for the requests `before`."""

    url: str
    path: Path
    before: int = 0

    def from_now(self) -> Telco:
        """The same, as another test begins."""
        return replace(self, before=self.before + self.asked())

    def asked(self) -> int:
        """How many requests there were."""
        return self.path.read_bytes().count(b"\n") - self.before

    def posts(self) -> list[tuple[tuple[str, ...], str]]:
        """(phones, text) of each request."""
        whole = self.path.read_bytes().rpartition(b"\n")[0].splitlines()
        return [(tuple(phones), text) for phones, text in map(json.loads, whole[self.before :])]

    def times(self) -> Counter[tuple[str, str]]:
        """(phone, text) -> how often it was posted."""
        return Counter((phone, text) for phones, text in self.posts() for phone in phones)


@contextlib.contextmanager
def telco(folder: Path, **plan: Any) -> Iterator[Telco]:
    """One that listens, until the end of the block."""
    port = free_port()
    made = Telco(f"http://127.0.0.1:{port}", folder / "posts.jsonl")
    made.path.touch()
    (folder / "plan.json").write_text(json.dumps(plan))
    command = [sys.executable, "-m", "tests.black_box.telco", str(port), str(folder / "plan.json"), str(made.path)]
    with subprocess.Popen(command, cwd=ROOT) as process:
        try:
            assert until(lambda: _listens(port) or process.poll() is not None, 60)
            yield made
        finally:
            process.kill()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def main(arguments: Sequence[str]) -> None:
    port, plan, path = int(arguments[0]), json.loads(Path(arguments[1]).read_text()), Path(arguments[2])
    with telco_stub(port) as stub, path.open("a", buffering=1, encoding="utf-8") as posts:
        stub.codes, stub.delay = plan.get("codes", {}), plan.get("delay", 0.0)
        stub.hang = plan.get("hang", stub.hang)
        for phone, faults in plan.get("faults", {}).items():
            stub.fail(phone, *faults)
        take = stub.take

        def take_and_tell(post: Post) -> Fault:
            fault = take(post)
            with stub.lock:
                posts.write(json.dumps([post.phones, post.text]) + "\n")
            return fault

        stub.take = take_and_tell  # type: ignore[method-assign]
        signal.pause()


if __name__ == "__main__":
    main(sys.argv[1:])
