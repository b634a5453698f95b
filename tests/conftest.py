"""What all tests share: a real PostgreSQL and a real Valkey per test process, and a runtime with a clock to turn."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import redis as redis_module
import structlog
from sqlalchemy import Engine, delete, select, text

from flows.catalog import Catalog
from gateway import catalogs, embedded, publishing, seed
from gateway.config import Environment, Settings, read_settings
from gateway.embedded import postgres
from gateway.runtime import Runtime, connect_database, open_runtime
from models import Base, Revision
from models.base import AnyRow
from models.migrate import upgrade
from tests.service import MakeUp, Up

ROOT = Path(__file__).parent.parent
NOW = datetime(2026, 8, 17, 3, 0, tzinfo=UTC)
"""Ten in the morning in Jakarta."""

KEPT = {"village", "officer", "seller", "product", "revision"}
"""Tables that the tests read and do not change, filled once, and one that is emptied by itself."""

SMALL = 10 * 8192
"""Up to here, in bytes, PostgreSQL plans for a table as for an empty one, where no statistics are gathered."""

USED = " UNION ALL ".join(
    [
        f"SELECT '{table}' AS name, pg_relation_size('{table}') <= {SMALL} AS small, FALSE AS counts"  # noqa: S608 - ours
        f" WHERE EXISTS (SELECT 1 FROM {table})"
        for table in Base.metadata.tables
    ]
    + ["SELECT sequencename, TRUE, TRUE FROM pg_sequences WHERE last_value IS NOT NULL"]
)
"""What is to be emptied: the tables in which something is, and the sequences whose ids went on."""


@dataclass
class Clock:
    """A clock that stands still until it is turned."""

    now: datetime = field(default=NOW)

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each of several test processes begins with its share of the tests that take long: those that were left to the end
    would be waited for by all. The others fill it up to the size that xdist deals out.
    """
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    slow = shares_of(items, processes)
    others = [item for item in items if not item.get_closest_marker("black_box")]
    dealt: list[pytest.Item] = []
    for number, share in enumerate(slow):
        room = (len(items) - len(dealt)) // (processes - number) - len(share)
        dealt += share + others[: max(0, room)]
        del others[: max(0, room)]
    items[:] = dealt + others


def shares_of(items: list[pytest.Item], processes: int) -> list[list[pytest.Item]]:
    """The tests that take long, those of a module side by side, for they share what they start."""
    modules: dict[Path, list[pytest.Item]] = {}
    seconds: dict[Path, float] = {}
    for item in items:
        if marker := item.get_closest_marker("black_box"):
            modules.setdefault(item.path, []).append(item)
            seconds[item.path] = marker.kwargs["seconds"]
    shares: list[list[pytest.Item]] = [[] for _ in range(processes)]
    before = 0.0
    for path, tests in modules.items():
        middle = (before + seconds[path] / 2) / sum(seconds.values())
        shares[int(middle * processes)] += tests
        before += seconds[path]
    return shares


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write the golden files anew")


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """Whether golden files shall be written rather than compared."""
    return bool(request.config.getoption("--update"))


@pytest.fixture
def folder() -> Iterator[Path]:
    """For data in which a database runs. Not pytest's own: as root, each pytest that starts locks those of the others."""
    with tempfile.TemporaryDirectory(prefix="kentongan-test-", ignore_cleanup_errors=True) as made:
        yield Path(made)


@pytest.fixture
def make_up(folder: Path) -> Iterator[MakeUp]:
    """`make_up(name, port=..., given=...)`: a `kentongan up` that is not started yet."""
    made: list[Up] = []

    def make(name: str = "data", **given: Any) -> Up:
        made.append(Up(folder / name, **given))
        return made[-1]

    yield make
    for up in made:
        up.clean_up()


@pytest.fixture(autouse=True)
def _logging() -> None:
    """As structlog comes, but a traceback in plain words: rich's takes seconds to tell each variable of each frame."""
    structlog.reset_defaults()
    *usual, _ = structlog.get_config()["processors"]
    plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[*usual, plain])


@pytest.fixture(scope="session")
def environment() -> Iterator[Environment]:
    """Servers of this test process alone: without fsync, and without the statistics that autovacuum would gather, for
    the same query is to have the same plan whatever ran before.
    """
    with tempfile.TemporaryDirectory(prefix="kentongan-test-", ignore_cleanup_errors=True) as made:
        yield from _serve(Path(made))


def _serve(data: Path) -> Iterator[Environment]:
    given = Environment(config=ROOT / "config.toml", data=data, secret_key="a-secret-of-the-tests")
    place = embedded.folders(data)
    embedded.prepare(place)
    hasty = dict.fromkeys(("fsync", "full_page_writes", "synchronous_commit", "autovacuum"), "off")
    postgres.start(place, hasty)
    with embedded.services(given) as started:
        yield started


@pytest.fixture(scope="session")
def _filled(environment: Environment) -> Iterator[Engine]:
    engine = connect_database(environment.database_url, pool_size=20)
    upgrade(engine)
    with engine.begin() as connection:
        seed.seed(connection)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def _kept() -> set[str]:
    """The revisions that stay in the database from test to test."""
    return set()


@pytest.fixture
def database(_filled: Engine, _kept: set[str]) -> Engine:
    """Villages, officers and products as shipped, and the shipped menus where a runtime had them; all else empty."""
    empty(_filled, _kept)
    return _filled


def empty(database: Engine, kept: Collection[str] = ()) -> None:
    """All but what ships and the revisions that are named."""
    with database.begin() as connection:
        used = [row for row in connection.execute(text(USED)) if row.name.removesuffix("_id_seq") not in KEPT]
        connection.execute(text("; ".join(_emptying(used))))
        connection.execute(delete(Revision).where(Revision.hash.not_in(kept)))


def _emptying(used: list[AnyRow]) -> Iterator[str]:
    """A table that grew is truncated. Of the others the rows are deleted: a truncation makes new files, and has every
    plan that was made for the table made again.
    """
    yield "SET LOCAL session_replication_role = replica"  # who refers to whom needs no look where all goes
    for row in used:
        if row.counts:
            yield f"SELECT setval('{row.name}', 1, FALSE)"
        elif row.small:
            yield f"DELETE FROM {row.name}"  # noqa: S608 - ours
        else:
            yield f"TRUNCATE {row.name} CASCADE"


@pytest.fixture(scope="session")
def _redis(environment: Environment) -> redis_module.Redis:
    return redis_module.Redis.from_url(environment.redis_url)


@pytest.fixture
def redis_client(environment: Environment, _redis: redis_module.Redis) -> redis_module.Redis:
    _redis.flushall()
    return redis_module.Redis.from_url(environment.redis_url)


@pytest.fixture(scope="session")
def settings() -> Settings:
    """The settings as shipped."""
    return read_settings(ROOT / "config.toml")


@pytest.fixture
def clock() -> Clock:
    return Clock()


MakeRuntime = Callable[..., Runtime]


@pytest.fixture(scope="session")
def shipped_catalog(settings: Settings) -> Catalog:
    """The flows as shipped, proven once."""
    return catalogs.current(settings)


def made_of(settings: Settings) -> tuple[object, ...]:
    """All of the settings of which a catalog is made."""
    of_flows = (settings.flows, settings.languages, settings.navigation)
    return (*of_flows, catalogs.entries(settings), catalogs.fills(settings))


@pytest.fixture
def make_runtime(
    database: Engine,
    redis_client: redis_module.Redis,
    environment: Environment,
    settings: Settings,
    clock: Clock,
    shipped_catalog: Catalog,
    _kept: set[str],
) -> MakeRuntime:
    """`make_runtime(settings=..., telcos=...)`: a runtime on the test's servers, with those parts replaced."""

    def make(**parts: Any) -> Runtime:
        given = parts.get("settings", settings)
        catalog = (lambda: shipped_catalog) if made_of(given) == made_of(settings) else None
        runtime = open_runtime(given, parts.get("environment", environment), catalog=catalog)
        runtime.database.dispose()
        fields = {name: getattr(runtime, name) for name in Runtime.__dataclass_fields__}
        made = Runtime(**{**fields, "database": database, "clock": clock, **parts})
        _keep(database, made.catalogs.current, given)
        _kept.add(shipped_catalog.revision)
        return made

    return make


def _keep(database: Engine, catalog: Catalog, settings: Settings) -> None:
    """As every start does; not even sent where it is kept already."""
    with database.begin() as connection:
        if connection.execute(select(Revision.hash).where(Revision.hash == catalog.revision)).first() is None:
            publishing.keep(connection, catalog, settings)


@pytest.fixture
def runtime(make_runtime: MakeRuntime) -> Runtime:
    return make_runtime()
