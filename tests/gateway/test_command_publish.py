"""`kentongan publish`, `revisions` and `rollback`, as an admin uses them."""

from __future__ import annotations

import getpass
import json
import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from models import Revision, Village
from tests.gateway.publishing import Admin, admin

__all__ = ["admin"]

ROAD = 'en = "Road"'


def listed(admin: Admin) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(admin.said("revisions", "--format", "json"))
    return found


def three(admin: Admin) -> list[str]:
    """Three publications; their revisions, oldest first."""
    admin.said("publish", "--note", "one", "--author", "dewi")
    for old, new in (("Road", "Street"), ("Street", "Lane")):
        admin.edit(f'en = "{old}"', f'en = "{new}"')
        admin.said("publish", "--note", new)
    return [one["revision"] for one in reversed(listed(admin))]


def test_what_was_published_is_listed_newest_first(admin: Admin) -> None:
    assert admin.said("revisions") == ""
    one, two, newest = three(admin)
    found = listed(admin)
    assert [(row["note"], row["serves"]) for row in found] == [("Lane", "everybody"), ("Street", ""), ("one", "")]
    assert [row["author"] for row in found] == [getpass.getuser(), getpass.getuser(), "dewi"]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z", row["published_at"]) for row in found)
    lines = admin.said("revisions").splitlines()
    assert [line[:10] for line in lines] == [name[:10] for name in (newest, two, one)]
    assert lines[0].endswith("  Lane  serves everybody")
    assert lines[2].endswith(f"  {'dewi'.ljust(max(4, len(getpass.getuser())))}  one")


def test_a_note_is_kept_when_the_same_is_published_again_and_a_rollback_says_why(admin: Admin) -> None:
    admin.said("publish", "--note", "one")
    admin.edit(ROAD, 'en = "Street"')
    admin.said("publish", "--wave", "1", "--note", "two")
    admin.said("publish")
    assert [row["note"] for row in listed(admin)] == ["two", "one"]
    admin.said("rollback", "--note", "nobody says street")
    newest, oldest = admin.said("revisions").splitlines()
    assert newest.endswith("  two")
    assert oldest.endswith("  one  serves everybody again: nobody says street")
    admin.said("publish")
    assert admin.said("revisions").splitlines()[0].endswith("  two  serves everybody")


def test_no_line_of_the_list_ends_with_blanks(admin: Admin) -> None:
    admin.said("publish", "--author", "me")
    admin.edit(ROAD, 'en = "Street"')
    admin.said("publish", "--author", "somebody")
    assert [line for line in admin.said("revisions").splitlines() if line != line.rstrip()] == []


def test_the_same_again_changes_nothing(admin: Admin) -> None:
    assert " serves everybody\n" in admin.said("publish")
    assert " serves already\n" in admin.said("publish")
    assert len(listed(admin)) == 1


def test_what_does_not_pass_is_refused_with_its_place_and_what_serves_goes_on(admin: Admin) -> None:
    admin.said("publish")
    admin.edit('next = "siapa"', 'next = "nowhere"')
    said = admin.refused("publish")
    assert re.search(r"flows/lapor\.toml:\d+:\d+: error: .*nowhere", said)
    assert "Traceback" not in said
    assert [row["serves"] for row in listed(admin)] == ["everybody"]


def test_back_to_the_one_before_and_further_and_to_a_name(admin: Admin) -> None:
    one, two, newest = three(admin)
    assert admin.said("rollback") == f"{two[:10]} serves everybody; before: {newest[:10]}\n"
    assert admin.said("rollback").startswith(one[:10])
    assert admin.refused("rollback") == f"Error: nothing was published before {one[:10]}\n"
    assert admin.said("rollback", newest[:6].upper()).startswith(newest[:10])
    assert admin.said("rollback", newest) == f"{newest[:10]} serves already\n"
    assert [row["serves"] for row in listed(admin)] == ["everybody", "", ""], "a rollback is no new revision"


def test_a_stage_begins_grows_and_ends(admin: Admin) -> None:
    assert "publish without --wave first" in admin.refused("publish", "--wave", "1")
    admin.said("publish")
    admin.edit(ROAD, 'en = "Street"')
    assert "serves the villages of wave 1;" in admin.said("publish", "--wave", "1")
    assert " serves already\n" in admin.said("publish", "--wave", "1")
    assert "serves the villages of the waves 1 to 2;" in admin.said("publish", "--wave", "2")
    assert [row["serves"] for row in listed(admin)] == ["the villages of the waves 1 to 2", "the others"]
    assert " serves everybody;" in admin.said("publish")
    assert [row["serves"] for row in listed(admin)] == ["everybody", ""]


def test_how_many_villages_a_stage_reaches_is_said(admin: Admin, database: Engine) -> None:
    admin.said("publish")
    admin.edit(ROAD, 'en = "Street"')
    assert "villages of these waves: 0; nobody sees it until" in admin.said("publish", "--wave", "1")
    with database.begin() as connection:
        codes = select(Village.code).order_by(Village.code).limit(3).scalar_subquery()
        connection.execute(update(Village).where(Village.code.in_(codes)).values(wave=2))
    assert "villages of these waves: 3\n" in admin.said("publish", "--wave", "2")


def test_a_rollback_ends_a_stage(admin: Admin) -> None:
    admin.said("publish")
    admin.edit(ROAD, 'en = "Street"')
    admin.said("publish", "--wave", "1")
    admin.said("rollback")
    assert [row["serves"] for row in listed(admin)] == ["", "everybody"]
    assert admin.run("publish", "--wave", "0").exit_code == 2


def test_mistakes_are_one_sentence(admin: Admin, database: Engine) -> None:
    assert admin.refused("rollback") == "Error: nothing was published yet\n"
    one, *_ = three(admin)
    assert admin.refused("rollback", "zz") == "Error: no revisions begin with 'zz'; see `kentongan revisions`\n"
    with database.begin() as connection:
        connection.execute(update(Revision).where(Revision.hash == one).values(files={"x.toml": "node = 1"}))
    assert admin.refused("rollback", one).startswith(f"Error: {one[:10]} can't be read by this version any more: ")


def test_a_new_keyword_is_said_and_back_only_to_what_config_toml_can_start(admin: Admin) -> None:
    admin.said("publish")
    (admin.folder / "flows" / "baru.toml").write_text(
        'title = "Baru"\nstart = "a"\n[node.a]\nend.id = "Baru."\nend.en = "New."\n', encoding="utf-8"
    )
    config = admin.folder / "config.toml"
    config.write_text(config.read_text().replace("[keywords]", '[keywords]\nBARU = { flow = "baru" }'))
    said = admin.said("publish").splitlines()
    assert [line for line in said if "keyword" in line] == [
        "the keyword BARU is new: a web process that began before it stood in config.toml does not know it, until it is"
        " started again"
    ]
    why = "has no flow 'baru', which config.toml starts: take that out of config.toml, start again and roll back then"
    assert why in admin.refused("rollback")


def test_a_new_category_is_said_and_back_only_to_those_there_are(admin: Admin) -> None:
    admin.said("publish")
    config, flow = admin.folder / "config.toml", admin.folder / "flows" / "lapor.toml"
    config.write_text(config.read_text().replace("jalan = {", "nyamuk = {"))
    flow.write_text(flow.read_text().replace('value = "jalan"', 'value = "nyamuk"'))
    said = admin.said("publish", "--renumber").splitlines()
    assert said[-1].startswith('the category "nyamuk" is new: a web process that began before it stood in config.toml')
    assert "opens tickets of the category 'jalan': add it to [categories] of config.toml" in admin.refused("rollback")


@pytest.mark.parametrize("words", [["publish"], ["diff"], ["test"], ["graph", "lapor"], ["check"]])
def test_every_command_names_a_broken_file_as_it_is_seen_from_here(
    admin: Admin, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    admin.said("publish")
    admin.edit('next = "siapa"', 'next = "nowhere"')
    for here, file in ((admin.folder, "flows/lapor.toml"), (Path("/"), f"{admin.folder}/flows/lapor.toml"[1:])):
        monkeypatch.chdir(here)
        done = admin.run(*words)
        assert done.exit_code == 1
        assert re.search(rf"(?m)^{file}:\d+:\d+: error: .*nowhere", done.output)


@pytest.mark.parametrize("words", [["publish"], ["revisions"], ["rollback"]])
def test_a_database_that_is_away_is_one_sentence(admin: Admin, words: list[str]) -> None:
    admin.told["DATABASE_URL"] = "postgresql://nobody@127.0.0.1:1/nothing"
    assert admin.refused(*words).startswith("Error: the database failed: ")
