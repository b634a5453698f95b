"""A villager's report and a buyer's inquiry on the web phone, key by key, until the answers are delivered."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from models.inquiry import Inquiry
from models.ticket import Ticket
from tests.browser.phone import SITI, Site, press, screen, wait_for

pytestmark = pytest.mark.browser

REPORT = "<b>Jembatan</b> é {{7*7}} *ambruk* '; DROP TABLE ticket --"
QUESTION = "Bisa diantar ke Serang? *segera* … é"


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


def say(page: Page, typed: str, shown: str) -> None:
    page.keyboard.type(typed)
    page.keyboard.press("Enter")
    expect(screen(page)).to_contain_text(shown)


def check_inquiry(site: Site, product: str, quantity: str, question: str) -> None:
    with site.runtime.database.connect() as connection:
        made = connection.execute(select(Inquiry.product, Inquiry.quantity, Inquiry.question, Inquiry.buyer)).one()
    assert tuple(made) == (product, quantity, question, SITI)


def test_an_inquiry_by_the_keypad_reaches_the_seller(page: Page, site: Site) -> None:
    say(page, "*384*36#", "3 Produk")
    say(page, "3", "Cari produk desa")
    say(page, "1", "Jenis apa?")
    say(page, "1", "1 Ceplis melinjo")
    say(page, "1", "Rp15.000/bungkus")
    say(page, "1", "Perlu berapa bungkus?")
    say(page, "2", "Tulis pesan untuk penjual")
    say(page, QUESTION, "sudah dikirim ke penjual")
    check_inquiry(site, "C3", "2", QUESTION)
    site.drain()
    wait_for(lambda: site.statuses(SITI) == ["delivered"])
    expect(page.locator("#unread")).to_have_text("✉ 1")
    seller = page.locator("#phones optgroup[label='Penjual'] option", has_text="✉ 1")
    expect(seller).to_contain_text("Eha Julaeha")
    page.locator("#phones").select_option(seller.get_attribute("value"))
    expect(page.locator("#unread")).to_have_text("✉ 1")


def test_an_inquiry_by_texts(page: Page, site: Site) -> None:
    texts = (
        ("right", "BELI ceplis", "Rp15.000/bungkus"),
        ("left", "1", "Perlu berapa bungkus?"),
        ("left", "2", "Tulis pesan untuk penjual"),
        ("left", "bisa diantar?", "sudah dikirim ke penjual"),
    )
    for count, (key, typed, answered) in enumerate(texts, 1):
        page.locator(f"[data-key={key}]").click()
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        wait_for(lambda count=count: site.drain() or site.statuses(SITI) == ["delivered"] * count)
        newest = page.locator("#messages .new")
        expect(newest).to_contain_text(answered[:12])
        newest.click()
        expect(page.locator("#text")).to_contain_text(answered)
    check_inquiry(site, "C3", "2", "bisa diantar?")
