"""A thread of each web process that looks what was published, so that no hop has to."""

from __future__ import annotations

import threading
from pathlib import Path

import structlog
from sqlalchemy.exc import SQLAlchemyError

from flows.catalog import Catalog
from flows.problem import CatalogError
from gateway import catalogs, proof, proof_categories, publishing
from gateway.config import Environment, Settings
from gateway.runtime import Runtime, connected
from models import publication, revision
from models.publication import Serving

log = structlog.get_logger(__name__)

LOOK_EVERY = 0.5
"""Seconds; within two of them every process serves what was published."""


def catalog_to_begin(settings: Settings, environment: Environment) -> Catalog:
    """What is published, whatever somebody just edits in the folder; the folder's where nothing is, the database is
    away, or this version can't read it. Raises CatalogError where that does not pass.
    """
    try:
        with connected(environment.database_url) as database, database.connect() as connection:
            serving = publication.serving(connection)
            if serving is not None:
                return catalogs.reopened(serving.revision, revision.find(connection, serving.revision))
    except (SQLAlchemyError, KeyError, CatalogError) as error:
        log.warning("what is published can't be read, beginning on the folder", error=type(error).__name__)
    return catalogs.current(settings)


class Follower:
    """Has `runtime.catalogs` serve what is published. `folder`: the catalog that the process was started with."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._folder: Catalog | None = runtime.catalogs.current
        self._refused: object = None
        self._seen: dict[str, tuple[int, int]] = {}

    def run(self, stopping: threading.Event) -> None:
        """Look again and again, also after the database was away, until told to stop."""
        while not stopping.wait(LOOK_EVERY):
            self.look()

    def look(self) -> None:
        """One look. Never raises: whatever is wrong, what serves goes on serving."""
        try:
            self._keep()
            if self._runtime.settings.publishing.watch:
                self._watch()
            self._follow()
        except SQLAlchemyError as error:
            log.debug("can't see what is published", error=type(error).__name__)
        except Exception:
            log.exception("a look at what is published failed")

    def _keep(self) -> None:
        """Once: dialogues may begin on the catalog of the folder as long as the database was not reached."""
        if self._folder is None:
            return
        runtime = self._runtime
        with runtime.database.begin() as connection:
            publishing.keep(connection, self._folder, runtime.settings)
            publishing.publish_first(connection, self._folder, runtime.settings, runtime.clock())
        self._folder = None

    def _follow(self) -> None:
        with self._runtime.database.connect() as connection:
            serving = publication.serving(connection)
        if serving in {None, self._runtime.catalogs.serving, self._refused}:
            return
        try:
            if unknown := self._unknown_categories(serving):
                self._refused = serving
                said = "what is published opens tickets that this process knows no category for: start it again"
                log.error(said, revision=serving.revision, staged=serving.staged, categories=unknown)
                return
            self._runtime.catalogs.serve(serving)
        except (KeyError, CatalogError) as error:
            self._refused = serving
            log.error("what is published can't be read by this version", revision=serving.revision, reason=str(error))
        else:
            log.info("another revision serves", revision=serving.revision, staged=serving.staged, wave=serving.wave)

    def _unknown_categories(self, serving: Serving) -> list[str]:
        """Those of config.toml since this process read it: a ticket of one would fail on the phone."""
        runtime = self._runtime
        names = [name for name in (serving.revision, serving.staged) if name]
        return [
            one for name in names for one in proof_categories.unknown(runtime.catalogs(name).flows, runtime.settings)
        ]

    def _watch(self) -> None:
        """Publish what changed in the folder, once it passes its check."""
        runtime, looks = self._runtime, _looks(self._runtime.settings.flows)
        if looks == self._seen:
            return
        self._seen = looks
        try:
            proof.proved(runtime.environment.config)
            changed = catalogs.current(runtime.settings)
        except CatalogError as error:
            log.warning("the folder is not published, for it does not pass", reason=str(error))
            return
        with runtime.database.begin() as connection:
            before = publication.serving(connection)
            if publishing.publish_changed(connection, changed, runtime.settings, runtime.clock(), publishing.WATCHED):
                moved = publishing.renumbered(connection, before, changed, runtime.settings)
                if moved:
                    log.warning("numbers mean something else now", numbers=[str(one) for one in moved])


def _looks(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and time of each flow file; nothing while the folder can't be read."""
    try:
        return {path.name: (path.stat().st_size, path.stat().st_mtime_ns) for path in folder.glob("*.toml")}
    except OSError:
        return {}
