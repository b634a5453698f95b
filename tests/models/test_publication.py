"""Which revision serves: what was published last, with a stage over it or not."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from models import publication, revision
from models.publication import FOLDER, ROLLBACK, Serving
from tests.conftest import NOW


@pytest.fixture
def published(connection: Connection) -> Connection:
    """Nothing serves yet; `a` to `d` are kept."""
    for name in "abcd":
        revision.publish(connection, name * 8, {}, {})
    return connection


def add(connection: Connection, name: str, kind: str = FOLDER, wave: int | None = None, note: str = "") -> None:
    publication.add(connection, name * 8, kind=kind, author="me", note=note, at=NOW, wave=wave)


def test_nothing_serves_before_something_is_published(published: Connection) -> None:
    assert publication.serving(published) is None
    assert publication.last_taken(published) is None
    assert publication.published(published) == []
    add(published, "a", wave=1)
    assert publication.serving(published) is None, "a stage stands over something"


def test_the_last_serves(published: Connection) -> None:
    for name in "aba":
        add(published, name)
        assert publication.serving(published) == Serving(name * 8)


def test_a_stage_serves_its_waves_until_something_is_for_everybody(published: Connection) -> None:
    add(published, "a")
    add(published, "b", wave=1)
    assert publication.serving(published) == Serving("a" * 8, "b" * 8, 1)
    add(published, "c", wave=2)
    assert publication.serving(published) == Serving("a" * 8, "c" * 8, 2)
    add(published, "c")
    assert publication.serving(published) == Serving("c" * 8)


def test_the_one_before_goes_further_back_each_time(published: Connection) -> None:
    for name in "abc":
        add(published, name)
    add(published, "d", wave=1)
    assert publication.before(published, "c" * 8) == "b" * 8
    add(published, "b", ROLLBACK)
    assert publication.before(published, "b" * 8) == "a" * 8
    assert publication.before(published, "a" * 8) is None


def test_a_rollback_takes_nothing_from_the_folder(published: Connection) -> None:
    add(published, "a")
    add(published, "b", note="new")
    add(published, "a", ROLLBACK)
    assert publication.last_taken(published) == "b" * 8
    assert [(row.revision[0], row.note) for row in publication.published(published)] == [("b", "new"), ("a", "")]


def test_each_revision_is_told_once_as_of_the_last_time(published: Connection) -> None:
    for name, note in (("a", "1"), ("b", "2"), ("a", "3")):
        add(published, name, note=note)
    assert [row.note for row in publication.published(published)] == ["3", "2"]


def test_a_revision_by_the_beginning_of_its_name(published: Connection) -> None:
    add(published, "a")
    assert publication.named(published, "aaa") == ["a" * 8]
    assert publication.named(published, "b") == [], "it was kept, and never published"
    assert publication.named(published, "%") == []
