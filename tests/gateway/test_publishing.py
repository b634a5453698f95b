"""What serves, and how a process comes to know it: from the folder into the database, and out of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, insert, select, update

from flows.catalog import Catalog
from flows.problem import CatalogError
from gateway import catalogs, publishing
from gateway.catalogs import MOST_KNOWN, Catalogs
from gateway.config import Environment, Settings
from gateway.following import Follower, catalog_to_begin
from gateway.runtime import Runtime
from gateway.sections import PublishingSettings
from models import Contact, Publication, Village, publication
from models.publication import Serving
from tests.conftest import NOW, ROOT, MakeRuntime
from tests.gateway.conversation.conftest import CODE, VILLAGE, Phone
from tests.gateway.test_catalogs import with_flows

HOME = 'menu = "Kentongan {village.name}"'
Version = Callable[[str], Catalog]


@pytest.fixture
def version(settings: Settings, shipped_catalog: Catalog) -> Version:
    """`version("V1")`: the shipped menus, whose home says so."""

    def make(name: str) -> Catalog:
        changed = {file: text.replace(HOME, f'menu = "{name} {{village.name}}"') for file, text in files.items()}
        assert changed != files
        return catalogs.reread(changed, languages=shipped_catalog.languages, navigation=shipped_catalog.navigation)

    files = dict(shipped_catalog.files)
    return make


@pytest.fixture
def connection(runtime: Runtime) -> Iterator[Connection]:
    with runtime.database.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        yield connection


def publish(runtime: Runtime, catalog: Catalog, wave: int | None = None) -> None:
    with runtime.database.begin() as connection:
        publishing.publish(connection, catalog, runtime.settings, author="me", note="", at=NOW, wave=wave)


def test_the_first_start_publishes_what_ships_and_the_next_only_what_changed(
    connection: Connection, settings: Settings, version: Version
) -> None:
    one, two = version("V1"), version("V2")
    assert publishing.publish_changed(connection, one, settings, NOW) == ""
    assert publishing.publish_changed(connection, one, settings, NOW) is None
    assert publishing.publish_changed(connection, two, settings, NOW) == one.revision
    assert publication.serving(connection) == Serving(two.revision)
    notes = connection.execute(select(Publication.note).order_by(Publication.id)).scalars().all()
    assert notes == [publishing.AS_SHIPPED, publishing.AT_A_START]


def test_a_start_does_not_take_back_a_rollback_but_shows_the_next_edit(
    connection: Connection, settings: Settings, version: Version
) -> None:
    one, two, three = (version(name) for name in ("V1", "V2", "V3"))
    for catalog in (one, two):
        publishing.publish_changed(connection, catalog, settings, NOW)
    before = publishing.one_before(connection, Serving(two.revision))
    assert before == one.revision
    publishing.roll_back(connection, before, author="me", note="", at=NOW)
    assert publishing.publish_changed(connection, two, settings, NOW) is None
    assert publication.serving(connection) == Serving(one.revision)
    publishing.publish_changed(connection, three, settings, NOW)
    assert publication.serving(connection) == Serving(three.revision)


def test_a_process_takes_what_is_published_and_takes_it_back(runtime: Runtime, version: Version) -> None:
    follower, shipped, two = Follower(runtime), runtime.catalogs.current, version("V2")
    follower.look()
    assert runtime.catalogs.current is shipped
    publish(runtime, two)
    assert runtime.catalogs.current is shipped
    follower.look()
    assert runtime.catalogs.current == two
    with runtime.database.begin() as connection:
        publishing.roll_back(connection, shipped.revision, author="me", note="", at=NOW)
    follower.look()
    assert runtime.catalogs.current is shipped


def test_a_process_that_starts_later_serves_what_is_published_and_not_its_folder(
    make_runtime: MakeRuntime, runtime: Runtime, version: Version
) -> None:
    Follower(runtime).look()
    publish(runtime, version("V2"))
    later = make_runtime()
    Follower(later).look()
    assert later.catalogs.current == version("V2")


def test_while_the_database_is_away_it_serves_on_and_keeps_its_own_when_it_is_back(runtime: Runtime) -> None:
    away = create_engine("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    follower = Follower(replace(runtime, database=away))
    follower.look()
    assert runtime.catalogs.current.flows
    follower._runtime = runtime  # the same process, whose database has come back
    follower.look()
    with runtime.database.connect() as connection:
        assert publication.serving(connection) == Serving(runtime.catalogs.current.revision)


def test_what_this_version_cannot_read_is_not_served(runtime: Runtime, version: Version) -> None:
    follower, shipped = Follower(runtime), runtime.catalogs.current
    follower.look()
    publish(runtime, replace(version("V2"), revision="broken", files={"x.toml": "node = 1"}))
    for _ in range(2):
        follower.look()
        assert runtime.catalogs.current is shipped


def test_a_category_that_a_process_does_not_know_yet_fails_on_no_phone(
    make_runtime: MakeRuntime, runtime: Runtime, shipped_catalog: Catalog
) -> None:
    follower, shipped = Follower(runtime), runtime.catalogs.current
    follower.look()
    files = {**shipped_catalog.files, "lapor.toml": shipped_catalog.files["lapor.toml"].replace('"jalan"', '"fogging"')}
    new = catalogs.reread(files, languages=shipped_catalog.languages, navigation=shipped_catalog.navigation)
    with runtime.database.connect() as connection:
        assert publishing.new_categories(connection, Serving(shipped.revision), new) == ["fogging"]
        assert publishing.new_categories(connection, None, new) == []
    for wave in (1, None):
        publish(runtime, new, wave)
        follower.look()
        assert (runtime.catalogs.current, runtime.catalogs.stage) == (shipped, None)
    known = {**runtime.settings.categories, "fogging": runtime.settings.categories["jalan"]}
    started_again = replace(make_runtime(), settings=runtime.settings.model_copy(update={"categories": known}))
    Follower(started_again).look()
    assert started_again.catalogs.current == new


def test_a_process_keeps_only_so_many_catalogs_at_hand(shipped_catalog: Catalog, settings: Settings) -> None:
    kept = catalogs.published(shipped_catalog, settings)
    small = {"phrases.toml": kept["files"]["phrases.toml"]}

    def fetch(name: str) -> dict[str, object]:
        return {"files": {**small, f"{name}.toml": 'title = "T"\nstart = "a"\n[node.a]\nend = "x"'}, **settings_of}

    settings_of = {"settings": kept["settings"]}
    known = Catalogs(lambda: shipped_catalog, fetch)
    made = [known(f"f{number}") for number in range(MOST_KNOWN + 5)]
    assert len(known._known) == MOST_KNOWN
    assert made[-1] is known("f24")
    assert made[0] is not known("f0") == made[0], "forgotten, and fetched again"
    assert shipped_catalog.revision not in known._known
    assert known(shipped_catalog.revision) is shipped_catalog, "what serves is at hand whatever else is asked"


def test_a_stage_serves_its_waves_and_nobody_else(runtime: Runtime, version: Version) -> None:
    follower = Follower(runtime)
    follower.look()
    publish(runtime, version("V2"), wave=2)
    follower.look()
    assert [runtime.catalogs.for_wave(wave) == version("V2") for wave in (None, 0, 1, 2, 3)] == [
        False, False, True, True, False,
    ]  # fmt: skip
    publish(runtime, version("V2"))
    follower.look()
    assert runtime.catalogs.stage is None
    assert runtime.catalogs.for_wave(None) == version("V2")


@pytest.mark.parametrize(("wave", "shown"), [(1, "V2 Mekarsari"), (2, "Kentongan Mekarsari")])
def test_a_caller_of_a_village_of_the_wave_sees_the_stage(
    runtime: Runtime, version: Version, wave: int, shown: str
) -> None:
    phone = Phone(runtime)
    with runtime.database.begin() as connection:
        connection.execute(update(Village).where(Village.code == VILLAGE).values(wave=wave))
        connection.execute(insert(Contact).values(phone=phone.number, language="id", village=VILLAGE))
    try:
        follower = Follower(runtime)
        follower.look()
        publish(runtime, version("V2"), wave=1)
        follower.look()
        assert CODE in runtime.settings.channels["at"].ussd
        assert shown in phone.dial().text
        assert phone.sms("00")[0].startswith(shown)
    finally:
        with runtime.database.begin() as connection:
            connection.execute(update(Village).where(Village.code == VILLAGE).values(wave=0))


def test_a_hop_that_begins_while_a_stage_ends_is_served(shipped_catalog: Catalog, version: Version) -> None:
    """A thread beside the hops has another revision serve, between any two steps of theirs."""
    staged = version("V2")

    class Between(Catalogs):
        looks = 0

        @property  # type: ignore[override]
        def stage(self) -> tuple[int, Catalog] | None:
            self.looks += 1
            return (1, staged) if self.looks == 1 else None

        @stage.setter
        def stage(self, stage: tuple[int, Catalog] | None) -> None:
            self.looks = 0

    amid = Between(lambda: shipped_catalog, {}.get)
    amid._remember(staged)
    assert amid.for_wave(1) is staged, "what served when it began"
    amid.looks = 0
    assert amid.serving == Serving(shipped_catalog.revision, staged.revision, 1)


def test_a_process_that_is_started_again_amid_an_edit_serves_what_is_published(
    runtime: Runtime, version: Version, settings: Settings, environment: Environment, tmp_path: Path
) -> None:
    broken = with_flows(settings, tmp_path / "flows", HOME, 'menu = "{nobody}"')
    away = environment.model_copy(update={"database_url": "postgresql://nobody@127.0.0.1:1/x"})
    for told in (environment, away):
        assert catalog_to_begin(settings, told) == runtime.catalogs.current
        with pytest.raises(CatalogError, match="nobody"):
            catalog_to_begin(broken, told)
    publish(runtime, version("V2"))
    assert catalog_to_begin(broken, environment) == catalog_to_begin(settings, environment) == version("V2")
    assert catalog_to_begin(settings, away) == runtime.catalogs.current
    publish(runtime, replace(version("V2"), revision="broken", files={"x.toml": "node = 1"}))
    assert catalog_to_begin(settings, environment) == runtime.catalogs.current


@pytest.mark.parametrize("watch", [True, False])
def test_the_folder_is_watched_where_the_config_says_so(
    make_runtime: MakeRuntime, settings: Settings, tmp_path: Path, watch: bool
) -> None:
    shipped = (ROOT / "config.toml").read_text()
    flows = with_flows(settings, tmp_path / "flows").flows
    (tmp_path / "config.toml").write_text(shipped.replace('"flows/banten"', f'"{flows}"'))
    changed = settings.model_copy(update={"flows": flows, "publishing": PublishingSettings(watch=watch)})
    runtime = make_runtime(settings=changed)
    environment = runtime.environment.model_copy(update={"config": tmp_path / "config.toml"})
    follower = Follower(replace(runtime, environment=environment))
    follower.look()
    menu = flows / "menu-warga.toml"
    good = menu.read_text()
    menu.write_text(good.replace(HOME, 'menu = "{nobody}"'))
    follower.look()
    assert runtime.catalogs.current.files[menu.name] == good
    menu.write_text(good.replace(HOME, 'menu = "V2 {village.name}"'))
    follower.look()
    assert ("V2" in runtime.catalogs.current.files[menu.name]) == watch
