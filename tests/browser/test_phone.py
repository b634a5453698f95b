"""The web phone's page: keys, counters, several phones, sizes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from flows import gsm7
from tests.browser.phone import DEDI, HANDSET, LAPTOP, Site, open_page, screen

pytestmark = pytest.mark.browser


def test_the_keyboard_dials_erases_and_hangs_up(page: Page) -> None:
    page.keyboard.type("*384*36#9")
    page.keyboard.press("Backspace")
    expect(page.locator("#dialled")).to_have_text("*384*36#")
    page.keyboard.press("Enter")
    expect(screen(page)).to_contain_text("1 Lapor")
    page.keyboard.press("Escape")
    expect(page.locator("[data-view=idle]")).to_be_visible()
    expect(page.locator(".entry.ussd-end .said")).to_contain_text("Incomplete")


def test_what_is_typed_right_after_hanging_up_is_dialled(page: Page) -> None:
    """In the same frame, in which a browser has not noticed yet that the field is gone."""
    page.keyboard.type("*384*36#")
    page.keyboard.press("Enter")
    expect(page.locator("#answer")).to_be_focused()
    page.evaluate("""for (const key of ["Escape", "*", "9", "#"]) {
        document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    }""")
    expect(page.locator("#dialled")).to_have_text("*9#")


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
