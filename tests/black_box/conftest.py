"""Services that the tests of a process share: one of which they know nothing but its outside, where each has phones of its
own, and one whose servers they stop, kill and freeze.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.black_box import outages
from tests.black_box.service import ROOT, Service
from tests.black_box.sharing import Shared
from tests.service import Up


@pytest.fixture(scope="package")
def service() -> Iterator[Service]:
    """As shipped, but with a telco that takes more messages a second, so that no test waits for those of another."""
    with tempfile.TemporaryDirectory(prefix="kentongan-test-", ignore_cleanup_errors=True) as made:
        shipped = (ROOT / "config.toml").read_text()
        config = shipped.replace('"flows/banten"', f'"{ROOT}/flows/banten"').replace("= 20 ", "= 5000 ")
        assert config.count("= 5000 ") == 1
        (Path(made) / "config.toml").write_text(config)
        with Service(Path(made), {"KENTONGAN_CONFIG": f"{made}/config.toml"}).running() as started:
            yield started
            assert "ended with" not in started.log, "a process has died"


@pytest.fixture(scope="package")
def _disturbed() -> Iterator[Shared]:
    with tempfile.TemporaryDirectory(prefix="kentongan-test-", ignore_cleanup_errors=True) as made:
        shared = Shared(lambda: outages.Service(Up(Path(made) / "data").start()))
        yield shared
        shared.end()


@pytest.fixture
def disturbed(_disturbed: Shared) -> Iterator[outages.Service]:
    """As shipped, for this test alone: nobody is known. It must be well again at the end."""
    with _disturbed.lend() as service:
        yield service


@pytest.fixture(autouse=True)
def _nothing_went_wrong_inside(request: pytest.FixtureRequest) -> Iterator[None]:
    """No test may leave a traceback in the log, whatever it sends. Some start a service of their own instead."""
    if "service" not in request.fixturenames:
        yield
        return
    service: Service | outages.Service = request.getfixturevalue("service")
    before = len(service.log.splitlines())
    yield
    said = [line for line in service.log.splitlines()[before:] if "Traceback" in line and '"worker"' not in line]
    assert not said, said
