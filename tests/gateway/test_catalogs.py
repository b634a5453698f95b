"""The catalogs that a process serves: its own, and those on which dialogues began."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from flows.problem import CatalogError
from gateway import catalogs, publishing
from gateway.catalogs import Catalogs
from gateway.config import NavigationSettings, Settings
from gateway.runtime import Runtime
from gateway.sections import KeywordSettings, ReplySettings
from tests.conftest import MakeRuntime
from tests.gateway.doors import open_door

QUESTION = "Ketik nama desa Anda, lalu pilih:"


def with_flows(settings: Settings, folder: Path, old: str = "", new: str = "") -> Settings:
    """The settings with a copy of the flows, in which something is written differently."""
    shutil.copytree(settings.flows, folder)
    for path in folder.glob("*.toml"):
        path.write_text(path.read_text(encoding="utf-8").replace(old, new) if old else path.read_text())
    return settings.model_copy(update={"flows": folder})


def test_what_starts_a_flow_and_what_fills_it(settings: Settings) -> None:
    codes = {flow for channel in settings.channels.values() for flow in channel.ussd.values()}
    keywords = {one.flow for one in settings.keywords.values() if one.flow}
    replies = {one.flow for one in settings.replies.values()}
    assert catalogs.entries(settings) == codes | keywords | replies
    assert "tanggapan" in replies
    assert catalogs.fills(settings)["lapor"] == ("category", "description")
    assert catalogs.fills(settings)["tanggapan"] == ("solved", "stars", "said")
    assert "" not in {*catalogs.entries(settings), *catalogs.fills(settings)}


def test_a_flow_that_words_start_in_two_ways_is_filled_by_both(settings: Settings) -> None:
    of_lapor = [KeywordSettings(flow="lapor", fills=fills) for fills in (("category", "description"), ("place",), ())]
    reply = ReplySettings(flow="lapor", fills=("description", "stars"))
    both = settings.model_copy(update={"keywords": dict(zip("ABC", of_lapor, strict=True)), "replies": {"x": reply}})
    assert catalogs.fills(both) == {"lapor": ("category", "description", "place", "stars")}


def test_a_catalog_is_made_again_from_what_was_kept_of_it(settings: Settings) -> None:
    current = catalogs.current(settings)
    kept = json.loads(json.dumps(catalogs.published(current, settings)))
    other = catalogs.current(settings.model_copy(update={"navigation": NavigationSettings(back="99")}))
    again = Catalogs(lambda: other, {current.revision: kept}.get)(current.revision)
    assert again == current
    assert again.revision != other.revision


def test_a_revision_is_fetched_once_and_one_that_nobody_knows_again(settings: Settings) -> None:
    current = catalogs.current(settings)
    kept: dict[str, Mapping[str, Any]] = {}
    asked: list[str] = []

    def fetch(revision: str) -> Mapping[str, Any] | None:
        asked.append(revision)
        return kept.get(revision)

    older = catalogs.current(settings.model_copy(update={"languages": ("su", "id", "en")}))
    served = Catalogs(lambda: current, fetch)
    assert served(current.revision) is served.current is current
    assert asked == []
    for _ in range(2):
        with pytest.raises(KeyError):
            served(older.revision)
    kept[older.revision] = catalogs.published(older, settings.model_copy(update={"languages": older.languages}))
    assert served(older.revision) is served(older.revision)
    assert asked == [older.revision] * 3


def test_flows_that_do_not_pass_are_not_served(settings: Settings, tmp_path: Path) -> None:
    broken = with_flows(settings, tmp_path / "flows", 'next  = "tahu-izin"', 'next  = "nowhere"')
    with pytest.raises(CatalogError, match=r"daftar\.toml:\d+:\d+: error: "):
        catalogs.current(broken)


@pytest.mark.parametrize("forgotten", [False, True], ids=["redis there", "redis emptied"])
def test_a_dialogue_stays_on_the_revision_on_which_it_began(
    make_runtime: MakeRuntime, runtime: Runtime, tmp_path: Path, forgotten: bool
) -> None:
    before = open_door(runtime)
    changed = with_flows(runtime.settings, tmp_path / "flows", QUESTION, "Desa mana?")
    after = open_door(make_runtime(settings=changed))
    assert after.runtime.catalogs.current.revision != runtime.catalogs.current.revision
    before.post("ussd", sessionId="old", text="")
    if forgotten:
        runtime.redis.flushall()
    after.post("ussd", sessionId="new", text="", phoneNumber="+6281234567002")
    assert QUESTION in after.post("ussd", sessionId="old", text="1").text
    assert "Desa mana?" in after.post("ussd", sessionId="new", text="1", phoneNumber="+6281234567002").text


def test_keeping_the_same_revision_again_changes_nothing(runtime: Runtime) -> None:
    for _ in range(2):
        with runtime.database.begin() as connection:
            publishing.keep(connection, runtime.catalogs.current, runtime.settings)
    assert runtime.catalogs(runtime.catalogs.current.revision) is runtime.catalogs.current
