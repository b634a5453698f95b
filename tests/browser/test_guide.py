"""The cards as they are printed: one A4 page, with everything on it, in letters that are read from a step away."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from flows.catalog import Catalog
from gateway import guide
from gateway.config import Settings
from tests.conftest import ROOT

pytestmark = pytest.mark.browser

LONGEST = {
    "code": "36.02.14.2017",
    "name": "Rangkasbitung Timur",
    "district": "Rangkasbitung",
    "regency": "Kabupaten Lebak",
}
MEKARSARI = {
    "code": "36.01.06.2009",
    "name": "Mekarsari",
    "district": "Panimbang",
    "regency": "Kabupaten Pandeglang",
}
A4 = [(595, 842), (594, 841), (595, 841), (594, 842)]
"""Points, rounded one way or the other."""
CARDS = [(audience, language) for audience in guide.AUDIENCES for language in ("id", "su", "en")]
LEAST = 11
"""Pixels: 8.5 points, of the smallest letters."""


@pytest.fixture
def made(request: pytest.FixtureRequest, settings: Settings, shipped_catalog: Catalog) -> str:
    audience, language = request.param
    return guide.page(guide.make(settings, shipped_catalog, LONGEST, language, audience))


@pytest.fixture
def opened(browser: Browser, made: str, tmp_path: Path) -> Page:
    (tmp_path / "card.html").write_text(made, encoding="utf-8")
    page = browser.new_page(viewport={"width": 900, "height": 1200})
    page.goto((tmp_path / "card.html").as_uri())
    page.emulate_media(media="print")
    return page


@pytest.mark.parametrize("made", CARDS, indirect=True, ids="-".join)
def test_the_pdf_is_one_a4_page(browser: Browser, made: str) -> None:
    printed = guide.printed(made)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    boxes = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)", printed)
    assert next((int(float(wide)), int(float(high))) for wide, high in boxes) in A4


@pytest.mark.parametrize("made", CARDS, indirect=True, ids="-".join)
def test_everything_is_on_it_and_can_be_read(opened: Page) -> None:
    sheet = opened.locator(".sheet").bounding_box()
    assert sheet is not None
    right, bottom = sheet["x"] + sheet["width"], sheet["y"] + sheet["height"]
    texts = opened.evaluate("""() => [...document.querySelectorAll(".sheet *")].filter(one =>
        [...one.childNodes].some(part => part.nodeType === 3 && part.textContent.trim())).map(one => {
            const box = one.getBoundingClientRect();
            return [one.textContent, box.right, box.bottom, parseFloat(getComputedStyle(one).fontSize)];
        })""")
    assert len(texts) > 50
    for text, its_right, its_bottom, size in texts:
        assert its_right <= right, text
        assert its_bottom <= bottom, text
        assert size >= LEAST, (text, size)
    opened.close()


@pytest.mark.parametrize("made", [("villagers", "su")], indirect=True)
def test_the_code_is_the_biggest(opened: Page) -> None:
    code = opened.locator(".dial strong")
    assert code.inner_text() == "*384*36#"
    box = code.bounding_box()
    assert box is not None
    assert box["height"] > 50
    opened.close()


@pytest.mark.parametrize(
    ("name", "audience", "language"), [("card", "villagers", "su"), ("card-officers", "officers", "id")]
)
def test_the_pictures_in_the_documents(
    browser: Browser, settings: Settings, shipped_catalog: Catalog, tmp_path: Path, name: str, audience: str,
    language: str, update: bool,
) -> None:  # fmt: skip
    """`--update` takes them anew. The fonts differ from machine to machine, so only their size is compared."""
    (tmp_path / "card.html").write_text(
        guide.page(guide.make(settings, shipped_catalog, MEKARSARI, language, audience)), encoding="utf-8"
    )
    page = browser.new_page(viewport={"width": 900, "height": 1200})
    page.goto((tmp_path / "card.html").as_uri())
    page.emulate_media(media="print")
    taken = page.locator(".sheet").screenshot()
    page.close()
    kept = ROOT / "docs" / f"{name}.png"
    if update:
        kept.write_bytes(taken)
    assert kept.read_bytes()[16:24] == taken[16:24]  # width and height
