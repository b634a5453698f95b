"""`make bench` to its end, with next to no load: every figure is there. How fast it is, is not a matter of a test."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from bench import report
from bench.figures import RATIOS, Figure, figures, ratios

ROOT = Path(__file__).parents[2]
Said = dict[str, dict[str, dict[str, float]]]
"""`figures` and `ratios` -> what -> `median`, `least`, `most`."""
TINY = ("--rounds", "2", "--callers", "8", "--messages", "20")


@pytest.fixture(scope="module")
def said() -> Said:
    """What a tiny run says as JSON; nothing of it stays."""
    command = [sys.executable, "-m", "bench", *TINY, "--format", "json"]
    with tempfile.TemporaryDirectory(prefix="kentongan-test-") as folder:
        given = {**os.environ, "TMPDIR": folder}
        done = subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stderr
        assert list(Path(folder).iterdir()) == []
    found: Said = json.loads(done.stdout)
    return found


def test_every_ratio_is_there(said: Said) -> None:
    assert set(said["ratios"]) == set(RATIOS)
    for one in said["ratios"].values():
        assert 0 < one["least"] <= one["median"] <= one["most"]


def test_every_figure_of_the_table_is_there(said: Said) -> None:
    found = {what: Figure(**one) for what, one in said["figures"].items()}
    told = "\n".join(report.lines(found, {what: Figure(**one) for what, one in said["ratios"].items()}))
    assert all(
        words in told for words in (*report.HOPS.values(), *report.MESSAGES.values(), *report.PROOF.values(), *RATIOS)
    )
    assert "2 rounds" in report.explained(found, rounds=2, callers=8, messages=20)


def test_a_ratio_is_reckoned_within_each_round() -> None:
    fast = dict.fromkeys((name for pair in RATIOS.values() for name in pair), 100.0)
    slow = {name: value / 10 for name, value in fast.items()} | {"gateway hop": 20.0}
    hops = ratios([fast, slow, slow])["hops per second: gateway / bare Flask view"]
    assert hops == Figure(median=2.0, least=1.0, most=2.0)
    assert figures([fast, slow, slow])["bare hop"] == Figure(median=10.0, least=10.0, most=100.0)
