"""`kentongan guide`: what stands on the cards, in each language, and what the check says of `[guide]`."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, update

from flows.catalog import Catalog
from flows.drawings.tree import tree
from gateway import catalogs, guide, proof, publishing
from gateway.cli import main
from gateway.config import Environment, Settings
from gateway.runtime import Runtime
from models import Village
from tests.conftest import NOW, ROOT

VILLAGE = {
    "code": "36.02.14.2017",
    "name": "Rangkasbitung Timur",
    "district": "Rangkasbitung",
    "regency": "Kabupaten Lebak",
}
SHIPPED = (ROOT / "config.toml").read_text(encoding="utf-8")
Run = Callable[..., Result]


@pytest.fixture
def run(database: Engine, environment: Environment) -> Run:
    told = {
        "DATABASE_URL": environment.database_url, "REDIS_URL": environment.redis_url,
        "KENTONGAN_CONFIG": str(ROOT / "config.toml"), "KENTONGAN_DATA": str(environment.data),
    }  # fmt: skip

    def call(*words: str, code: str = VILLAGE["code"], **more: str) -> Result:
        command = ["guide", "--village", code, *words]
        return CliRunner().invoke(main, command, env=told | more, catch_exceptions=False)

    return call


def labels(text: str) -> str:
    """What is read on a page: without its marks, with single blanks."""
    return " ".join(html.unescape(re.sub("<(style|script)>.*?</\\1>|<[^>]*>", " ", text, flags=re.DOTALL)).split())


def test_the_menu_is_drawn_in_three_levels_as_it_is_dialled(shipped_catalog: Catalog) -> None:
    lines = tree(shipped_catalog, "beranda", "id", VILLAGE)
    assert next((one.number, one.label, one.direct) for one in lines) == (1, "Lapor masalah", True)
    assert [one.label for one in lines[0].lines][:2] == ["Jalan/jembatan", "Air bersih"]
    assert [one.label for one in lines[0].lines[4].lines] == [
        "Kesehatan",
        "Keamanan",
        "Bantuan sosial",
        "Lainnya",
        "DARURAT",
    ]
    assert all(not three.lines for one in lines for two in one.lines for three in two.lines)


def test_what_depends_on_records_is_not_drawn(shipped_catalog: Catalog) -> None:
    """`Lihat dari desa saya` is a list where the village has products, and says that there are none where it has not."""
    products = tree(shipped_catalog, "beranda", "id", VILLAGE)[2]
    assert products.lines[2].label == "Lihat dari desa saya"
    assert all(not one.lines for one in products.lines)


def test_an_officers_menu_is_the_officers_and_a_longer_code_is_not(shipped_catalog: Catalog) -> None:
    lines = {role: tree(shipped_catalog, "beranda", "id", VILLAGE, role=role) for role in ("operator", "head")}
    assert [one.label for one in lines["operator"][3].lines] == ["Periksa produk", "Ganti PIN"]
    assert lines["head"][3].lines[2].label == "Siarkan ke warga"
    assert not any(one.direct for one in lines["head"])


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("id", ["Desa Rangkasbitung Timur", "Kecamatan Rangkasbitung", "1 Lapor masalah", "LAPOR jalan rusak", "STOP"]),
        ("su", ["Desa Rangkasbitung Timur", "Kacamatan", "1 Laporkeun masalah", "LAPOR jalan ruksak", "EUREUN"]),
        ("en", ["Rangkasbitung Timur village", "1 Report a problem", "REPORT road broken", "Kabupaten Lebak"]),
    ],
)
def test_a_villagers_card(run: Run, language: str, says: list[str]) -> None:
    done = run("--language", language)
    assert (done.exit_code, done.stderr) == (0, "")
    read = labels(done.stdout)
    for one in [*says, "*384*36#", "*384*36*1#", "36000", "112"]:
        assert one in read
    assert f'<html lang="{language}">' in done.stdout


def test_an_officers_card_says_whose_an_option_is(run: Run) -> None:
    read = labels(run("--for", "officers").stdout)
    for one in ["Kartu petugas desa", "1 Lihat tiket saya", "2 Ganti PIN 3 Siarkan ke warga (Kades)"]:
        assert one in read
    assert "SELESAI 4821367 sudah diperbaiki" in read
    assert "*384*36*1#" not in read, "that opens the villagers' menu"


@pytest.mark.parametrize("language", ["id", "su", "en"])
def test_what_two_roles_have_under_one_number_stands_in_one_order(
    settings: Settings, shipped_catalog: Catalog, language: str
) -> None:
    files = dict(shipped_catalog.files)
    old = files["petugas.toml"]
    files["petugas.toml"] = old.replace('goto = "pin" }', 'goto = "pin", when = "contact.role == \'operator\'" }')
    assert files["petugas.toml"] != old
    keys = shipped_catalog.navigation
    changed = catalogs.reread(files, languages=shipped_catalog.languages, navigation=keys)
    boxes = guide.make(settings, changed, VILLAGE, language, "officers").boxes
    last = [(one.number, one.label.rpartition(" ")[2]) for one in boxes[3].lines[1:]]
    assert last == [(2, f"({settings.words[f'who.{role}'][language]})") for role in ("operator", "head")]


def test_options_behind_several_lines_are_said_once(run: Run) -> None:
    assert labels(run().stdout).count("Ajukan surat ini") == 1


def test_a_page_needs_nothing_from_elsewhere(run: Run) -> None:
    assert not re.search(r"https?:|src=|url\(|@import|<link", run().stdout)


def test_what_a_village_is_called_is_text(settings: Settings, shipped_catalog: Catalog) -> None:
    made = guide.page(guide.make(settings, shipped_catalog, {**VILLAGE, "name": "<b>A & B"}, "id", "villagers"))
    assert "Desa &lt;b&gt;A &amp; B" in made


def test_every_keyword_of_a_card_is_there_with_what_it_does(settings: Settings, shipped_catalog: Catalog) -> None:
    for audience, examples in (("villagers", settings.guide.villagers), ("officers", settings.guide.officers)):
        card = guide.make(settings, shipped_catalog, VILLAGE, "su", audience)
        assert [one.example for one in card.words] == [one["su"] for one in examples.values()]
        assert all(one.does for one in card.words)


def test_it_shows_what_serves_that_village(run: Run, runtime: Runtime, shipped_catalog: Catalog) -> None:
    files = dict(shipped_catalog.files)
    files["menu-warga.toml"] = files["menu-warga.toml"].replace('"Lapor masalah"', '"Lapor kerusakan"')
    keys = shipped_catalog.navigation
    changed = catalogs.reread(files, languages=shipped_catalog.languages, navigation=keys)
    with runtime.database.begin() as connection:
        for catalog, wave in ((shipped_catalog, None), (changed, 1)):
            publishing.publish(connection, catalog, runtime.settings, author="me", note="", at=NOW, wave=wave)
        connection.execute(update(Village).where(Village.code == VILLAGE["code"]).values(wave=1))
    try:
        assert "1 Lapor kerusakan" in labels(run().stdout)
        assert "1 Lapor masalah" in labels(run(code="36.02.14.2011").stdout)
    finally:
        with runtime.database.begin() as connection:
            connection.execute(update(Village).where(Village.code == VILLAGE["code"]).values(wave=0))


def test_what_is_not_published_yet_is_on_no_card(run: Run, runtime: Runtime, shipped_catalog: Catalog) -> None:
    files = {name: text for name, text in shipped_catalog.files.items() if name != "rekap.toml"}
    files = {name: text.replace('call = "rekap"', 'call = "lapor"') for name, text in files.items()}
    keys = shipped_catalog.navigation
    older = catalogs.reread(files, languages=shipped_catalog.languages, navigation=keys)
    with runtime.database.begin() as connection:
        publishing.publish(connection, older, runtime.settings, author="me", note="", at=NOW)
    said = "Error: 'rekap', which config.toml starts, is not published yet: `kentongan publish`\n"
    assert run().stderr == said


def test_a_card_for_a_file(run: Run, tmp_path: Path) -> None:
    done = run("--output", str(tmp_path / "card.html"))
    assert (done.exit_code, done.stdout) == (0, "")
    assert (tmp_path / "card.html").read_text(encoding="utf-8") == run().stdout


@pytest.mark.parametrize(
    ("words", "more", "says"),
    [
        (["--language", "fr"], {}, "there is no language 'fr'; there is id, su, en"),
        (["--output", "/proc/none/card.html"], {}, "/proc/none/card.html: No such file or directory"),
        (["--format", "pdf"], {"PATH": ""}, "a PDF is made by Chromium, which is not installed here: install it, or"),
        (["--output", "card.docx"], {}, "card.docx: a name that ends with .html, .htm, .pdf; or say --format"),
        (["--output", "card.pdf"], {"PATH": ""}, "a PDF is made by Chromium"),
    ],
)
def test_mistakes_are_one_sentence(run: Run, words: list[str], more: dict[str, str], says: str) -> None:
    done = run(*words, **more)
    assert done.exit_code == 1
    assert done.stderr.startswith(f"Error: {says}")
    assert done.stderr.count("\n") == 1


def test_a_village_that_is_not_there(run: Run) -> None:
    done = run(code="99.01.01.2001")
    said = "there is no village '99.01.01.2001'; say its Kemendagri code, such as 36.01.06.2009"
    assert (done.exit_code, done.stderr) == (1, f"Error: {said}\n")


@pytest.mark.parametrize("said", ["3602142017", "Rangkasbitung Timur", "rangkasbitung timor"])
def test_who_knows_but_the_name_is_told_the_code(run: Run, said: str) -> None:
    done = run(code=said)
    assert done.exit_code == 1
    assert "; say the code: 36.02.14.2017 is Rangkasbitung Timur in Rangkasbitung" in done.stderr


def test_villages_of_one_name_are_told_apart_by_their_district(run: Run) -> None:
    said = run(code="mekarsari").stderr
    assert said.count(" is Mekarsari in ") == 12
    assert "36.01.06.2009 is Mekarsari in Panimbang" in said


def test_a_config_without_a_guide_makes_none(settings: Settings, shipped_catalog: Catalog) -> None:
    bare = settings.model_copy(update={"guide": type(settings.guide)()})
    with pytest.raises(guide.NoCard, match=r"no \[guide\]"):
        guide.make(bare, shipped_catalog, VILLAGE, "id", "villagers")


def proved(tmp_path: Path, old: str, new: str) -> list[str]:
    """What the check says of the shipped config with `new` for `old`."""
    assert SHIPPED.count(old) == 1
    config = tmp_path / "config.toml"
    config.write_text(SHIPPED.replace(old, new).replace('"flows/banten"', f'"{ROOT}/flows/banten"'), encoding="utf-8")
    return [problem.reason for problem in proof.prove(config).problems]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('su = "MESER gula aren 2"', 'su = "MESR gula aren 2"', 'an example of BELI begins with one of "BELI", "BUY", '),
        ("DARURAT = { id", "DARURRAT = { id", 'there is no keyword "DARURRAT"; did you mean "DARURAT"?'),
        ('"Bahaya? Telepon 112, gratis"', '"{vilage.name}"', 'the text "emergency" can\'t say {vilage.name}; did you mean'),
        ("emergency  = {", "emergancy  = {", 'the card says no "emergancy"; did you mean "emergency"?'),
        ('then       = { id = "lalu",                         su = "teras",', 'then = { id = "lalu",', ' "su"'),
    ],
)  # fmt: skip
def test_the_check_finds_what_is_wrong_with_it(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert any(says in one for one in proved(tmp_path, old, new))


def test_without_a_guide_the_config_passes(tmp_path: Path) -> None:
    before, _, rest = SHIPPED.partition("[guide.villagers]")
    config = tmp_path / "config.toml"
    bare = (before + "[desk]" + rest.partition("\n[desk]")[2]).replace('"flows/banten"', f'"{ROOT}/flows/banten"')
    config.write_text(bare, encoding="utf-8")
    assert proof.prove(config).problems == ()
