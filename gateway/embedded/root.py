"""What is different as root: PostgreSQL refuses to run, so it runs as a user of its own."""

from __future__ import annotations

import contextlib
import os
import pwd
import subprocess
import sys
from pathlib import Path
from typing import Any

from gateway.config import ConfigError

USER = "pgserver"
TRAVERSE = 0o011


def owner() -> int:
    """The user id under which PostgreSQL runs."""
    return _user().pw_uid if os.geteuid() == 0 else os.geteuid()


def demoted() -> dict[str, Any]:
    """What `subprocess` is told so that a program runs as that user."""
    if os.geteuid() != 0:
        return {}
    user = _user()
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def hand_over(*folders: Path) -> None:
    """Give the folders to that user, and let it walk to them. Raises OSError."""
    user = _user()
    for folder in folders:
        os.chown(folder, user.pw_uid, user.pw_gid, follow_symlinks=False)
        let_through(folder)


def let_through(path: Path) -> None:
    """Let others pass through (not look into) the folders above `path`. Raises OSError.

    A home such as /root lets nobody pass; without this neither the data nor PostgreSQL's own programs are reached.
    """
    for parent in path.parents:
        mode = parent.stat().st_mode
        if not mode & 0o001:
            parent.chmod(mode | TRAVERSE)
            sys.stderr.write(f"{parent}: other users may pass through now, for PostgreSQL does not run as root.\n")


def open_up(folder: Path) -> None:
    """Let everybody read a folder of programs that was installed for root alone. Raises OSError."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | (0o055 if mode & 0o100 else 0o044))


def _user() -> pwd.struct_passwd:
    """Made when it is missing. Raises ConfigError."""
    if not _exists():
        command = ["useradd", "--system", "--shell", "/usr/sbin/nologin", USER]
        with contextlib.suppress(OSError):
            subprocess.run(command, check=False, capture_output=True)  # two starts may do it at once: the result counts
        if not _exists():
            raise ConfigError(f"PostgreSQL does not run as root, and no user {USER} can be made: start as another user")
    return pwd.getpwnam(USER)


def _exists() -> bool:
    return any(entry.pw_name == USER for entry in pwd.getpwall())
