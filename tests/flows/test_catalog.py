"""A catalog: the same everywhere, and changed by nobody."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from flows import phrases
from flows.catalog import Catalog, Navigation, load, read_folder, reread, revision_of
from flows.definition import Choose, Create, Menu
from flows.problem import CatalogError
from tests.flows import faults, village


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load(village.FILES, **village.SETTINGS)


def test_the_flows_are_named_after_their_files(catalog: Catalog) -> None:
    assert list(catalog.flows) == ["desa-saya", "lapor"]
    assert list(catalog.flows["lapor"].node)[:3] == ["kategori", "siapa", "desa"]
    assert catalog.phrases.keys() == phrases.NAMES.keys()
    assert catalog.files == village.FILES


def test_the_revision_is_the_content() -> None:
    revision = revision_of(village.FILES, ("id", "en"), Navigation())
    assert load(village.FILES, **village.SETTINGS).revision == revision
    assert load(dict(reversed(village.FILES.items())), **village.SETTINGS).revision == revision
    others = [
        revision_of({**village.FILES, "lapor.toml": village.LAPOR + "\n"}, ("id", "en"), Navigation()),
        revision_of({**village.FILES, "baru.toml": ""}, ("id", "en"), Navigation()),
        revision_of(village.FILES, ("en", "id"), Navigation()),
        revision_of(village.FILES, ("id", "en"), Navigation(back="9")),
    ]
    assert len({revision, *others}) == 5
    assert all(len(one) == 64 and int(one, 16) >= 0 for one in [revision, *others])


def test_the_revision_is_the_same_in_another_process() -> None:
    program = (
        "import json, sys; from flows.catalog import Navigation, revision_of;"
        "print(revision_of(json.load(sys.stdin), ('id', 'en'), Navigation()))"
    )
    environ = {**os.environ, "PYTHONHASHSEED": "7"}
    sent = json.dumps(dict(reversed(village.FILES.items())))
    done = subprocess.run(
        [sys.executable, "-c", program], input=sent, env=environ, text=True, capture_output=True, check=True
    )
    assert done.stdout.strip() == revision_of(village.FILES, ("id", "en"), Navigation())


def changeable(value: Any, path: str = "") -> list[str]:
    """Where something in `value` could be changed."""
    if isinstance(value, BaseModel):
        found = [] if value.model_config.get("frozen") else [path]
        return found + [
            one for name in type(value).model_fields for one in changeable(getattr(value, name), f"{path}.{name}")
        ]
    if isinstance(value, Mapping):
        found = [path] if hasattr(value, "__setitem__") else []
        return found + [one for key, inner in value.items() for one in changeable(inner, f"{path}[{key}]")]
    if isinstance(value, list | set | bytearray):
        return [path]
    return (
        [one for index, inner in enumerate(value) for one in changeable(inner, f"{path}[{index}]")]
        if isinstance(value, tuple)
        else []
    )


def test_nothing_in_a_catalog_can_be_changed() -> None:
    catalog = load(village.spoilt("lapor.toml", "sms = true\n", faults.TEST), **village.SETTINGS)
    assert catalog.flows["lapor"].test[0].makes["ticket"]
    assert changeable(catalog.flows) == changeable(catalog.phrases) == changeable(catalog.files) == []
    assert changeable({"a": [1]}) == ["", "[a]"]


def test_changes_are_refused(catalog: Catalog) -> None:
    menu, create, choose = (
        catalog.flows["lapor"].node["kategori"],
        catalog.flows["lapor"].node["simpan"],
        catalog.flows["desa-saya"].node["pilih"],
    )
    assert isinstance(menu, Menu)
    assert isinstance(create, Create)
    assert isinstance(choose, Choose)
    assert create.create.ticket
    for container in (
        menu.menu.root,
        create.create.ticket,
        choose.where,
        catalog.flows,
        catalog.phrases,
        catalog.files,
    ):
        with pytest.raises(TypeError):
            container["id"] = "other"  # type: ignore[index]
    with pytest.raises(ValidationError):
        menu.save = "other"
    with pytest.raises(FrozenInstanceError):
        catalog.revision = "other"  # type: ignore[misc]


def test_the_files_that_were_given_may_change_afterwards() -> None:
    files = dict(village.FILES)
    catalog = load(files, **village.SETTINGS)
    files.clear()
    assert catalog.files == village.FILES


def test_a_phrase_in_the_callers_language_and_else_in_the_first_that_has_it() -> None:
    words = village.PHRASES.replace(
        '[help]\nid = "Kata {home}"\nen = "Word"',
        '[help]\nid = "Ketik {home}"\nen = "Type {home}"\nsu = "Ketik, {home}"',
    )
    catalog = load({**village.FILES, "phrases.toml": words}, **village.SETTINGS)
    said = {language: catalog.phrase("help", language, home="00") for language in ("id", "en", "su", "jv")}
    assert said == {"id": "Ketik 00", "en": "Type 00", "su": "Ketik, 00", "jv": "Ketik 00"}
    assert catalog.languages_from("en") == ("en", "id")
    assert catalog.languages_from("jv") == ("jv", "id", "en")


def test_what_a_phrase_is_given_is_not_read_again(catalog: Catalog) -> None:
    assert catalog.phrase("not_found", "id", typed="{home} {{7*7}} %s") == "Kata {home} {{7*7}} %s"


def test_a_warning_refuses_nothing() -> None:
    text = village.LAPOR + '\n[[test]]\nname = "x"\nlanguage = "su"\ndialog = []\n'
    assert load({**village.FILES, "lapor.toml": text}, **village.SETTINGS)


def test_a_folder_is_its_toml_files(tmp_path: Path) -> None:
    for name, text in village.FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "lapor.toml~").write_text("old")
    (tmp_path / ".lapor.toml").write_text("hidden")
    (tmp_path / "notes.md").write_text("notes")
    (tmp_path / "older").mkdir()
    (tmp_path / "older" / "lapor.toml").write_text("older")
    assert read_folder(tmp_path) == village.FILES
    assert list(read_folder(tmp_path)) == sorted(village.FILES)


def test_a_mark_at_the_beginning_that_some_editors_write_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b'\xef\xbb\xbftitle = "T"\r\n')
    assert read_folder(tmp_path) == {"a.toml": 'title = "T"\r\n'}


def test_bytes_that_are_no_text_are_pointed_at(tmp_path: Path) -> None:
    for name, text in village.FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "lapor.toml").write_bytes(village.LAPOR.replace("Lapor", "Lap\u00e9r", 1).encode("latin-1"))
    with pytest.raises(CatalogError) as refused:
        load(read_folder(tmp_path), **village.SETTINGS)
    assert (
        str(refused.value) == "lapor.toml:1:16: error: these bytes are not UTF-8: save the file with the encoding UTF-8"
    )


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda path: None, "can't be read: No such file or directory"),
        (lambda path: path.write_text("x"), "can't be read: Not a directory"),
        (lambda path: path.mkdir(), "there is no flow file (NAME.toml) in this folder"),
    ],
    ids=["missing", "a file", "empty"],
)
def test_a_folder_that_has_no_flows_says_so(tmp_path: Path, make: Any, reason: str) -> None:
    make(tmp_path / "flows")
    with pytest.raises(CatalogError) as refused:
        read_folder(tmp_path / "flows")
    assert str(refused.value) == f"{tmp_path / 'flows'}:1:1: error: {reason}"


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.toml").mkdir()
    with pytest.raises(CatalogError, match=r"a\.toml:1:1: error: can't be read: Is a directory"):
        read_folder(tmp_path)


FAILING = faults.TEST.replace("Air bersih", "Jalan")


def test_dialogues_are_played_by_the_check_and_not_by_every_process() -> None:
    files = village.spoilt("lapor.toml", "sms = true\n", FAILING)
    assert [problem.reason for problem in village.problems_of(files) if "fails" in problem.reason]
    assert load(files, **village.SETTINGS).files == files


def test_an_older_revision_is_only_read_again() -> None:
    known = {"languages": village.SETTINGS["languages"], "navigation": Navigation()}
    assert reread(village.FILES, **known) == load(village.FILES, **village.SETTINGS)
    unreachable = village.spoilt("lapor.toml", 'goto = "desa" }', 'goto = "uraian" }')
    with pytest.raises(CatalogError):
        load(unreachable, **village.SETTINGS)
    older = reread(unreachable, **known)
    assert older.revision == revision_of(unreachable, **known)
    assert changeable(older.flows) == changeable(older.phrases) == changeable(older.files) == []


def test_what_cannot_be_read_again_is_said() -> None:
    with pytest.raises(CatalogError, match=r"lapor\.toml:1:"):
        reread({**village.FILES, "lapor.toml": "title ="}, languages=("id", "en"), navigation=Navigation())
