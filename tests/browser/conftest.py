"""Chromium and the whole application."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from gateway.app import create_app
from gateway.config import Environment
from gateway.runtime import Runtime, wall_clock
from tests.browser.phone import DEDI, SITI, Site, open_page

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")


@pytest.fixture
def site(make_runtime: Callable[..., Runtime], environment: Environment, tmp_path: Any) -> Iterator[Site]:
    server = make_server("127.0.0.1", 0, Flask("later"), threaded=True)
    here = environment.model_copy(update={"port": server.port, "data": tmp_path})
    runtime = make_runtime(environment=here, clock=wall_clock)
    server.app = create_app(runtime)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    made = Site(runtime, f"http://127.0.0.1:{server.port}/simulator")
    for phone in (SITI, DEDI):
        made.know(phone)
    yield made
    server.shutdown()
    thread.join(timeout=10)
    server.server_close()
    assert made.problems == []


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("Chromium is missing: apt-get install chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    opened = open_page(browser, site)
    yield opened
    opened.context.close()
