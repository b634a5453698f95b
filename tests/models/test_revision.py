"""A published catalog stays as it was published."""

from __future__ import annotations

from sqlalchemy import Connection

from models import revision

FILES = {"beranda.toml": 'title.id = "Beranda é … 😀"\n'}
SETTINGS = {"languages": ["id", "su"], "fills": {}}


def test_it_is_found_again_as_it_was(connection: Connection) -> None:
    revision.publish(connection, "hash", FILES, SETTINGS)
    assert revision.find(connection, "hash") == {"files": FILES, "settings": SETTINGS}
    assert revision.find(connection, "other") is None


def test_the_same_again_changes_nothing(connection: Connection) -> None:
    revision.publish(connection, "hash", FILES, SETTINGS)
    revision.publish(connection, "hash", {}, {})
    assert revision.find(connection, "hash") == {"files": FILES, "settings": SETTINGS}
