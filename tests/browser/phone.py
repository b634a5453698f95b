"""The page with the phone, and the application behind it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from gateway import delivery
from gateway.runtime import Runtime
from models.contact import change_contact
from models.message import Message

LAPTOP, HANDSET = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
SITI, DEDI = "+628110000101", "+628110000102"
MEKARSARI = "36.01.06.2009"


@dataclass
class Site:
    """The running application. `problems`: what the page complained of."""

    runtime: Runtime
    url: str
    problems: list[str] = field(default_factory=list)

    def know(self, phone: str) -> None:
        """Let `phone` be a villager's who has answered the first-time questions."""
        with self.runtime.database.begin() as connection:
            change_contact(connection, phone, language="id", village=MEKARSARI, name="Siti")

    def drain(self) -> None:
        """What the worker does when it is woken."""
        delivery.drain(self.runtime, "at")

    def statuses(self, phone: str) -> list[str]:
        outgoing = (Message.phone == phone, Message.direction == "out")
        with self.runtime.database.connect() as connection:
            return list(connection.execute(select(Message.status).where(*outgoing)).scalars())


def open_page(browser: Browser, site: Site, viewport: dict[str, int] | None = None, **options: Any) -> Page:
    page = browser.new_context(viewport=viewport or LAPTOP, **options).new_page()
    page.set_default_timeout(15_000)
    page.on("pageerror", lambda error: site.problems.append(str(error)))
    page.on("console", lambda said: site.problems.append(said.text) if "Security" in said.text else None)
    page.on("request", lambda sent: None if sent.url.startswith(site.url) else site.problems.append(sent.url))
    page.goto(site.url)
    expect(page.locator("#suggestions button").first).to_be_visible()
    return page


def press(page: Page, keys: str) -> None:
    for key in keys:
        page.locator(f"[data-key='{key}']").click()


def screen(page: Page) -> Any:
    return page.locator("#screen")


def wait_for(question: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 15
    while not question():
        assert time.monotonic() < deadline
        time.sleep(0.05)
