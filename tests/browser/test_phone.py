"""The web phone in Chromium, on the whole application: a villager's report, letter by letter, until it is delivered."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect, sync_playwright
from sqlalchemy import select
from werkzeug.serving import make_server

from flows import gsm7
from gateway import delivery
from gateway.app import create_app
from gateway.config import Environment
from gateway.runtime import Runtime, wall_clock
from models.contact import change_contact
from models.message import Message
from models.ticket import Ticket

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is missing: apt-get install chromium"),
]
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
LAPTOP, HANDSET = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
SITI, DEDI = "+628110000101", "+628110000102"
MEKARSARI = "36.01.06.2009"
REPORT = "<b>Jembatan</b> é {{7*7}} *ambruk* '; DROP TABLE ticket --"


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
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


def open_page(browser: Browser, site: Site, viewport: dict[str, int] | None = None, **options: Any) -> Page:
    page = browser.new_context(viewport=viewport or LAPTOP, **options).new_page()
    page.set_default_timeout(15_000)
    page.on("pageerror", lambda error: site.problems.append(str(error)))
    page.on("console", lambda said: site.problems.append(said.text) if "Security" in said.text else None)
    page.on("request", lambda sent: None if sent.url.startswith(site.url) else site.problems.append(sent.url))
    page.goto(site.url)
    expect(page.locator("#suggestions button").first).to_be_visible()
    return page


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    opened = open_page(browser, site)
    yield opened
    opened.context.close()


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


def test_a_report_by_the_keypad_is_opened_texted_and_delivered(page: Page, site: Site) -> None:
    press(page, "*384*36#")
    expect(page.locator("#dialled")).to_have_text("*384*36#")
    page.locator("[data-key=call]").click()
    expect(screen(page)).to_contain_text("1 Lapor")
    press(page, "1")
    page.locator("[data-key=left]").click()
    expect(screen(page)).to_contain_text("Apa yang ingin dilaporkan?")
    press(page, "1")
    page.locator("[data-key=call]").click()
    expect(screen(page)).to_contain_text("Tulis masalah")
    page.keyboard.type(REPORT)
    page.keyboard.press("Enter")
    expect(screen(page)).to_contain_text("diterima kantor desa Mekarsari")
    with site.runtime.database.connect() as connection:
        ticket = connection.execute(select(Ticket.code, Ticket.description, Ticket.phone)).one()
    assert (ticket.description, ticket.phone) == (REPORT, SITI)
    assert screen(page).inner_text().replace("-", "").count(ticket.code)
    site.drain()
    expect(page.locator("#unread")).to_have_text("✉ 1")
    sent = page.locator(".entry.send", has_text=SITI)
    expect(sent.locator(".pill")).to_have_text("sampai")
    wait_for(lambda: site.statuses(SITI) == ["delivered"])
    page.keyboard.press("Escape")
    page.locator("[data-key=left]").click()
    page.locator("[data-key=left]").click()
    expect(page.locator("#text")).to_contain_text("diterima kantor desa Mekarsari")
    expect(page.locator("#unread")).to_be_hidden()


def test_the_same_by_text_message_with_the_keyboard(page: Page, site: Site) -> None:
    page.locator("[data-key=right]").click()
    page.keyboard.type("LAPOR jalan Jembatan ambruk di RT 02")
    expect(page.locator("#counted")).to_have_text("36/160 karakter, 1 SMS")
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("LAPOR jalan Jembatan ambruk")
    site.drain()
    expect(page.locator("#messages .new")).to_contain_text("Laporan")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.locator("#text")).to_contain_text("diterima kantor desa Mekarsari")
    with site.runtime.database.connect() as connection:
        assert connection.execute(select(Ticket.description)).scalars().all() == ["Jembatan ambruk di RT 02"]


def test_the_officer_is_told_on_a_phone_that_can_be_looked_at(page: Page, site: Site) -> None:
    page.locator("[data-key=right]").click()
    page.keyboard.type("LAPOR jalan Jembatan ambruk di RT 02")
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("LAPOR")
    site.drain()
    officers = page.locator("#phones optgroup[label='Petugas desa'] option", has_text="✉ 1")
    expect(officers.first).to_be_attached()
    page.locator("#phones").select_option(officers.first.get_attribute("value"))
    expect(page.locator("#unread")).to_have_text("✉ 1")
    expect(page.locator("#hint")).to_have_text("1 pesan baru")


def test_the_keyboard_dials_erases_and_hangs_up(page: Page) -> None:
    page.keyboard.type("*384*36#9")
    page.keyboard.press("Backspace")
    expect(page.locator("#dialled")).to_have_text("*384*36#")
    page.keyboard.press("Enter")
    expect(screen(page)).to_contain_text("1 Lapor")
    page.keyboard.press("Escape")
    expect(page.locator("[data-view=idle]")).to_be_visible()
    expect(page.locator(".entry.ussd-end .said")).to_contain_text("Incomplete")


def test_a_deep_dial_and_a_code_that_is_nobodys(page: Page) -> None:
    page.keyboard.type("*384*36*1*1#")
    page.keyboard.press("Enter")
    expect(screen(page)).to_contain_text("Tulis masalah")
    page.keyboard.press("Escape")
    page.keyboard.type("*999#")
    page.keyboard.press("Enter")
    expect(screen(page)).to_have_text("Kode ini tidak dilayani.")


@pytest.mark.parametrize(
    "text", ["", "a", "x" * 160, "x" * 161, "€" * 80, "é" * 200, "…" * 71, "🙂" * 40, "a^b{c}", "ق"]
)
def test_the_characters_used_are_counted_as_the_gateway_does(page: Page, text: str) -> None:
    used = gsm7.septets(text) if gsm7.is_gsm7(text) else len(text.encode("utf-16-le")) // 2
    counted = page.evaluate("text => import('./simulator/static/gsm7.js').then(({measure}) => measure(text))", text)
    assert (counted["used"], counted["parts"]) == (used, gsm7.segments(text))
    assert counted["room"] == (160 if gsm7.is_gsm7(text) else 70)


def test_the_screen_counts_its_prefix(page: Page) -> None:
    page.keyboard.type("*384*36#")
    page.keyboard.press("Enter")
    expect(screen(page)).to_contain_text("1 Lapor")
    used = gsm7.septets("CON " + screen(page).inner_text())
    expect(page.locator("#used")).to_have_text(f"{used}/160 karakter")


def test_any_number_may_be_used_and_a_wrong_one_is_told(page: Page) -> None:
    page.locator("#number").fill("abc")
    page.locator("#other button").click()
    page.wait_for_function("document.querySelector('#number').validationMessage == 'Itu bukan nomor telepon'")
    page.locator("#number").fill("0811 0000 177")
    page.locator("#other button").click()
    expect(page.locator("#owner")).to_have_text("+628110000177")
    expect(page.locator("#phones")).to_have_value("+628110000177")


def test_two_phones_have_dialogues_of_their_own(browser: Browser, site: Site) -> None:
    pages = [open_page(browser, site), open_page(browser, site)]
    pages[1].locator("#phones").select_option(DEDI)
    for opened in pages:
        opened.locator("#suggestions button").first.click()
        expect(screen(opened)).to_contain_text("1 Lapor")
    pages[0].keyboard.type("1")
    pages[0].keyboard.press("Enter")
    expect(screen(pages[0])).to_contain_text("Apa yang ingin dilaporkan?")
    expect(screen(pages[1])).to_contain_text("1 Lapor")
    for opened in pages:
        opened.context.close()


def test_the_page_speaks_english_too(page: Page) -> None:
    page.locator("[data-language=en]").click()
    expect(page.locator("#whose")).to_have_text("Whose phone?")
    assert page.evaluate("document.documentElement.lang") == "en"
    words = page.evaluate("import('./simulator/static/words.js').then(({WORDS}) => WORDS)")
    assert set(words["id"]) == set(words["en"])


@pytest.mark.parametrize("viewport", [LAPTOP, HANDSET])
def test_it_fits_and_every_key_is_large_enough(browser: Browser, site: Site, viewport: dict[str, int]) -> None:
    page = open_page(browser, site, viewport, has_touch=viewport is HANDSET)
    page.locator("#suggestions button").first.click()
    expect(screen(page)).to_contain_text("1 Lapor")
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    phone = page.locator("#phone").bounding_box()
    assert phone is not None
    assert phone["height"] <= viewport["height"]
    for button in page.locator("button:visible, #answer, #phones, #number").all():
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 44, button.evaluate("one => one.outerHTML")
    assert page.evaluate("document.querySelector('[data-view=ussd]').scrollHeight - 1") <= page.evaluate(
        "document.querySelector('[data-view=ussd]').clientHeight"
    )
    page.context.close()


def test_every_control_has_a_name(page: Page) -> None:
    unnamed = page.evaluate(
        """() => [...document.querySelectorAll('button, input, select, textarea')].filter((one) =>
             !(one.getAttribute('aria-label') || one.getAttribute('aria-labelledby') || one.closest('label')
               || one.textContent.trim())).map((one) => one.outerHTML)"""
    )
    assert unnamed == []


def test_texts_are_never_markup(page: Page, site: Site) -> None:
    page.locator("[data-key=right]").click()
    page.keyboard.type("<img src=x onerror=alert(1)>")
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("<img src=x onerror=alert(1)>")
    expect(page.locator(".entry.sms .said")).to_contain_text("<img src=x onerror=alert(1)>")
    assert page.locator("#messages img, #log img").count() == 0
