"""Where the servers of one data folder keep their things."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from gateway.config import ConfigError
from gateway.embedded import root

LONGEST_SOCKET = 85
"""Bytes that a socket folder's path may have: the system allows about 104 for all, `/.s.PGSQL.5432.lock` included."""

PLAIN_PATH = re.compile(r"[A-Za-z0-9/._-]+")
"""What needs no quoting in a URL, a connection string and PostgreSQL's settings."""


@dataclass(frozen=True, slots=True)
class Folders:
    """`data` is absolute; `sockets` is short enough for a unix socket."""

    data: Path
    sockets: Path

    @property
    def postgres(self) -> Path:
        return self.data / "postgres"

    @property
    def valkey(self) -> Path:
        return self.data / "valkey"

    @property
    def database_url(self) -> str:
        return f"postgresql://postgres@/kentongan?host={self.sockets}"

    @property
    def redis_url(self) -> str:
        return f"unix://{self.sockets}/valkey.sock?db=0"

    @property
    def door(self) -> Path:
        """The lock of who starts or stops servers."""
        return self.data / "locks" / "door"

    @property
    def users(self) -> Path:
        """The lock that everybody who uses the servers shares."""
        return self.data / "locks" / "users"

    def lock(self, server: str) -> Path:
        """The lock that this server holds while it lives."""
        return self.data / "locks" / server

    def log(self, server: str) -> Path:
        """What this server says."""
        return self.data / "log" / f"{server}.log"


def folders(data: Path) -> Folders:
    """The folders of `data`; its sockets lie in /tmp where its own path would not do."""
    data = data.resolve()
    sockets = data / "sockets"
    if len(os.fsencode(sockets)) > LONGEST_SOCKET or not PLAIN_PATH.fullmatch(str(sockets)):
        name = hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
        # not the process's own temporary folder: every process must come to the same place
        sockets = Path("/tmp") / f"kentongan-{os.geteuid()}-{name}"  # noqa: S108
    return Folders(data, sockets)


def prepare(place: Folders) -> None:
    """Make the folders, ours alone. Raises ConfigError where they can't be made, written or reached."""
    try:
        place.data.mkdir(parents=True, exist_ok=True)
        for folder in (place.sockets, place.postgres, place.valkey, place.data / "locks", place.data / "log"):
            folder.mkdir(mode=0o700, exist_ok=True)
        probe = place.data / "locks" / "probe"
        probe.write_text("")
        probe.unlink()
        if os.geteuid() == 0:
            root.hand_over(place.postgres, place.sockets)
        _check_ours(place.sockets)
    except OSError as error:
        raise ConfigError(f"KENTONGAN_DATA: {error.filename or place.data}: {error.strerror or error}") from None


def _check_ours(sockets: Path) -> None:
    """Somebody else may have made a folder of that name in /tmp."""
    found = sockets.lstat()
    if found.st_uid != root.owner() or found.st_mode & 0o077 or sockets.is_symlink():
        raise ConfigError(f"{sockets}: not a folder of ours alone; remove it and start again")
