"""`kentongan doctor` in broken installations: the fault is named once, with what to do about it."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import psycopg
import pytest
from click.testing import CliRunner
from rq import Queue, SimpleWorker
from werkzeug.serving import make_server

from gateway.app import create_app
from gateway.cli import main
from gateway.commands.looks import LOOKS
from gateway.config import ENVIRONMENT, Environment
from gateway.runtime import Runtime
from gateway.wake import QUEUE
from models import channel_state
from tests import delivering
from tests.conftest import NOW, ROOT
from tests.gateway.doors import without_phone

NOWHERE = {"DATABASE_URL": "postgresql://u:hush@127.0.0.1:1/x", "REDIS_URL": "redis://:hush@127.0.0.1:1"}
Doctor = Callable[..., tuple[int, dict[str, str], str]]


@pytest.fixture
def doctor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Doctor:
    """`doctor(PORT="1")`: its exit status, what it says of each thing, and the last line."""
    for name in ENVIRONMENT.values():
        monkeypatch.delenv(name, raising=False)

    def ask(**given: str) -> tuple[int, dict[str, str], str]:
        usual = {"KENTONGAN_CONFIG": str(ROOT / "config.toml"), "KENTONGAN_DATA": str(tmp_path / "data"), "PORT": "1"}
        done = CliRunner().invoke(main, ["doctor"], env={**usual, **given}, catch_exceptions=False)
        assert "Traceback" not in done.output
        assert "hush" not in done.output
        said = done.stdout.replace("\n      -> ", " -> ").splitlines()
        looks = {line[6:].partition(": ")[0]: f"{line[:6].strip()} {line[6:].partition(': ')[2]}" for line in said}
        assert list(looks) == list(LOOKS), "each thing is one line"
        return done.exit_code, looks, done.stderr.strip()

    return ask


def wrong(looks: dict[str, str]) -> set[str]:
    return {what for what, said in looks.items() if said.startswith("WRONG ")}


@pytest.fixture
def well(environment: Environment, runtime: Runtime) -> dict[str, str]:
    """The variables of an installation in which everything works."""
    SimpleWorker([Queue(QUEUE, connection=runtime.redis)], connection=runtime.redis).register_birth()
    return {"KENTONGAN_DATA": str(environment.data), "SECRET_KEY": "s"}


def test_where_everything_works(doctor: Doctor, well: dict[str, str]) -> None:
    status, looks, last = doctor(**well)
    assert (status, last, {said[:3] for said in looks.values()}) == (0, "", {"ok "})
    assert looks["database"] == "ok answers, 1238 villages"
    assert looks["servers"] == f"ok embedded under {well['KENTONGAN_DATA']}"
    assert looks["sending"] == "ok 0 messages wait"


def test_on_a_bare_machine(doctor: Doctor, tmp_path: Path) -> None:
    status, looks, last = doctor()
    assert (status, last) == (1, "Error: wrong: secret key, servers")
    assert looks["servers"] == (
        f"WRONG DATABASE_URL: not set, and no embedded database runs under {tmp_path}/data"
        " -> `make run` starts everything on one machine; or set the variable"
    )
    assert looks["data"].endswith("; the first start makes it")
    for what in ("database", "redis"):
        assert looks[what] == "- not looked at; first mend: servers"


def config(tmp_path: Path, old: str = "", new: str = "") -> dict[str, str]:
    """The shipped config with something written differently."""
    text = (ROOT / "config.toml").read_text().replace('"flows/banten"', f'"{ROOT}/flows/banten"')
    assert old in text
    (tmp_path / "config.toml").write_text(text.replace(old, new, 1))
    return {"KENTONGAN_CONFIG": str(tmp_path / "config.toml")}


CONFIGS = {
    "no TOML": ("[words]", "[words", "config.toml: Expected"),
    "a key that is not known": ("region ", "reigon ", "config.toml: reigon: Extra inputs are not permitted"),
    "no flows there": ("/banten", "/bantan", "can't be read: No such file or directory"),
    "no such flow": ('= "beranda" }', '= "berenda" }', 'error: there is no flow "berenda"; did you mean "beranda"?'),
    "no such adapter": ('"africastalking"', '"pigeon"', 'error: there is no adapter "pigeon"'),
}


@pytest.mark.parametrize(("old", "new", "says"), CONFIGS.values(), ids=CONFIGS)
def test_a_config_that_would_not_start(
    doctor: Doctor, well: dict[str, str], tmp_path: Path, old: str, new: str, says: str
) -> None:
    status, looks, last = doctor(**well, **config(tmp_path, old, new))
    assert (status, last) == (1, "Error: wrong: config")
    assert says in looks["config"]
    assert " -> " in looks["config"]
    assert looks["telco"] == "- not looked at; first mend: config"


def test_a_config_that_is_not_there(doctor: Doctor, well: dict[str, str], tmp_path: Path) -> None:
    _, looks, _ = doctor(**well, KENTONGAN_CONFIG=str(tmp_path / "none.toml"))
    assert looks["config"].startswith(f"WRONG {tmp_path}/none.toml: No such file or directory -> ")


def test_a_variable_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["doctor"], env={"PORT": "many", "KENTONGAN_DATA": str(tmp_path)})
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: PORT: ")


def test_a_data_folder_that_is_a_file(doctor: Doctor, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for given in (tmp_path / "file", tmp_path / "file" / "data"):
        _, looks, _ = doctor(KENTONGAN_DATA=str(given))
        assert looks["data"] == f"WRONG {tmp_path}/file is a file -> set KENTONGAN_DATA to a folder"


def test_servers_that_are_not_there(doctor: Doctor) -> None:
    _, looks, last = doctor(**NOWHERE, SECRET_KEY="s")
    assert last == "Error: wrong: database, redis"
    assert looks["servers"] == "ok DATABASE_URL, REDIS_URL"
    assert "Connection refused -> is DATABASE_URL right" in looks["database"]
    assert "Connection refused. -> is REDIS_URL right" in looks["redis"]
    assert looks["workers"] == "- not looked at; first mend: redis"


@pytest.fixture
def bare(environment: Environment) -> str:
    """The URL of an empty database."""
    with psycopg.connect(environment.database_url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS doctored")
        connection.execute("CREATE DATABASE doctored")
    return environment.database_url.replace("/kentongan?", "/doctored?")


def test_a_database_without_tables_or_without_villages(doctor: Doctor, well: dict[str, str], bare: str) -> None:
    _, looks, last = doctor(**well, DATABASE_URL=bare)
    assert last == "Error: wrong: database"
    assert looks["database"].endswith("not of this version -> run `kentongan migrate`")
    migrated = CliRunner().invoke(main, ["migrate"], env={"DATABASE_URL": bare, "REDIS_URL": "redis://x"})
    assert migrated.exit_code == 0
    _, looks, last = doctor(**well, DATABASE_URL=bare)
    assert looks["database"] == "WRONG there are no villages in it -> `kentongan import villages FILE`"


def test_a_database_that_is_not_there_on_its_server(doctor: Doctor, well: dict[str, str], bare: str) -> None:
    _, looks, _ = doctor(**well, DATABASE_URL=bare.replace("/doctored?", "/nothing?"))
    assert 'database "nothing" does not exist -> is DATABASE_URL right' in looks["database"]


def test_no_worker(doctor: Doctor, well: dict[str, str], runtime: Runtime) -> None:
    runtime.redis.flushall()
    _, looks, last = doctor(**well)
    assert last == "Error: wrong: workers"
    assert looks["workers"] == "WRONG no worker has reported -> start `kentongan worker`"


@pytest.fixture
def stranger() -> Iterator[str]:
    """A port on which something listens that is not Kentongan."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def hang_up() -> None:
            while True:
                try:
                    listening.accept()[0].close()
                except OSError:
                    return

        Thread(target=hang_up, daemon=True).start()
        yield str(listening.getsockname()[1])
        listening.shutdown(socket.SHUT_RDWR)


def test_a_port_that_somebody_else_has(doctor: Doctor, well: dict[str, str], stranger: str) -> None:
    _, looks, last = doctor(**well, PORT=stranger)
    assert last == "Error: wrong: port"
    assert looks["port"] == f"WRONG {stranger} is taken by another program -> choose another with PORT="


def test_a_port_that_is_ours(doctor: Doctor, well: dict[str, str], runtime: Runtime) -> None:
    server = make_server("127.0.0.1", 0, create_app(without_phone(runtime)), threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        _, looks, _ = doctor(**well, PORT=str(server.server_port))
    finally:
        server.shutdown()
        server.server_close()
    assert looks["port"] == f"ok {server.server_port}, Kentongan answers there"


PUBLIC = ("[channels.at]", 'public_url = "https://desa.example.id"\n[channels.at]')
TELCOS = [
    ({}, ("", ""), "ok the built-in simulator (no AT_API_KEY is set)"),
    ({"AT_BASE_URL": "http://there"}, ("", ""), "WRONG http://there without a key -> set AT_API_KEY"),
    ({"AT_API_KEY": "hush"}, ("", ""), "WRONG it can't reach us: no public_url -> set public_url"),
    ({}, PUBLIC, "WRONG the built-in simulator, open to all at https://desa.example.id: "),
    ({"AT_API_KEY": "hush", "AT_USERNAME": "desa"}, PUBLIC, "ok Africa's Talking as desa"),
]


@pytest.mark.parametrize(("given", "change", "says"), TELCOS)
def test_the_telco(doctor: Doctor, tmp_path: Path, given: dict[str, str], change: tuple[str, str], says: str) -> None:
    _, looks, _ = doctor(**given, **config(tmp_path, *change))
    assert looks["telco"].startswith(says)


def test_a_channel_that_stands_still(doctor: Doctor, well: dict[str, str], runtime: Runtime) -> None:
    delivering.queue(runtime.database, delivering.phone(1))
    with runtime.database.begin() as connection:
        channel_state.lock(connection, "at")
        channel_state.block(connection, "at", "InsufficientBalance", NOW)
    _, looks, last = doctor(**well)
    assert last == "Error: wrong: sending"
    assert looks["sending"].startswith("WRONG channel at stands still: InsufficientBalance; 1 messages wait -> mend it")
