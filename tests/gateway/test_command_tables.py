"""`kentongan import` and `kentongan export`, by people who make mistakes and on machines that fail."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import pty
import re
import resource
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook
from sqlalchemy import Engine, func, select, text

from gateway import seed
from gateway.cli import main
from gateway.config import Environment
from gateway.runtime import connect_database
from gateway.tables.importing import IMPORT_LOCK
from models import Base
from models.migrate import upgrade
from tests.conftest import ROOT, empty

DEADLINE = 120
VILLAGE = "36.01.06.2009"
OFFICERS = f"phone;name;village;roles\n0812-3456-7801;Asep, S.Pd;{VILLAGE};operator\n"
Run = Callable[..., Result]
Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture(scope="module")
def own(environment: Environment) -> Iterator[Engine]:
    """A database of these tests alone, with what ships."""
    with psycopg.connect(environment.database_url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS tables WITH (FORCE)")
        connection.execute("CREATE DATABASE tables")
    engine = connect_database(environment.database_url.replace("/kentongan?", "/tables?"))
    upgrade(engine)
    with engine.begin() as connection:
        seed.seed(connection)
    yield engine
    engine.dispose()


@pytest.fixture
def told(own: Engine, environment: Environment, tmp_path: Path) -> dict[str, str]:
    """The environment of a command; the tables that callers fill are empty."""
    empty(own)
    url = environment.database_url.replace("/kentongan?", "/tables?")
    return {
        "DATABASE_URL": url, "REDIS_URL": "redis://nowhere", "KENTONGAN_CONFIG": str(ROOT / "config.toml"),
        "KENTONGAN_DATA": str(tmp_path / "var"),
    }  # fmt: skip


@pytest.fixture
def run(told: dict[str, str]) -> Run:
    def call(*arguments: str | Path, **given: str) -> Result:
        words = [str(argument) for argument in arguments]
        return CliRunner().invoke(main, words, env={**told, **given}, catch_exceptions=False)

    return call


@pytest.fixture
def start(told: dict[str, str]) -> Iterator[Start]:
    """`start("import", ...)`: the command as a process of its own."""
    with contextlib.ExitStack() as started:

        def begin(*arguments: str | Path, **options: Any) -> subprocess.Popen[bytes]:
            command = [sys.executable, "-m", "gateway", *(str(argument) for argument in arguments)]
            given = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "env": {**os.environ, **told}, "cwd": ROOT}
            process = started.enter_context(subprocess.Popen(command, **(given | options)))
            started.callback(process.kill)
            return process

        yield begin


def written(path: Path, content: str) -> Path:
    path.write_text(content, encoding="utf-8")
    return path


def contacts(path: Path, count: int) -> Path:
    rows = "".join(f"0812{10_000_000 + number},Siti\n" for number in range(count))
    return written(path, f"phone,name\n{rows}")


def count(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        return int(connection.execute(select(func.count()).select_from(Base.metadata.tables[table])).scalar_one())


class TestImport:
    def test_a_good_file(self, run: Run, tmp_path: Path) -> None:
        done = run("import", "villages", seed.DATA / "villages.csv")
        assert (done.exit_code, done.stderr) == (0, "")
        assert done.stdout == "villages: 0 added, 0 changed, 1238 unchanged, 0 refused\n"

    def test_every_bad_row_has_its_line_and_reason(self, run: Run, own: Engine, tmp_path: Path) -> None:
        rows = f"x;A;{VILLAGE};head\n\n0812-3456-7802;B;nowhere;head\n0812-3456-7801;C;{VILLAGE};head\n"
        file = written(tmp_path / "officers.csv", OFFICERS + rows)
        before = count(own, "officer")
        done = run("import", "officers", file)
        assert done.exit_code == 1
        assert done.stdout == "officers: 1 added, 0 changed, 0 unchanged, 3 refused\n"
        assert done.stderr.splitlines() == [
            f"{file}:3: phone 'x' is not a phone number",
            f"{file}:5: village 'nowhere' is not known",
            f"{file}:6: the same phone and village as in line 2",
        ]
        assert count(own, "officer") == before + 1
        assert run("import", "officers", file).stdout == "officers: 0 added, 0 changed, 1 unchanged, 3 refused\n"

    def test_a_file_that_is_no_such_table(self, run: Run, own: Engine, tmp_path: Path) -> None:
        file = written(tmp_path / "officers.csv", "phone,nmae\n")
        for table, path, sentence in (
            ("officers", file, "unknown columns: nmae; this table has phone name village roles"),
            ("officers", tmp_path, "Is a directory"),
            ("contacts", tmp_path / "nothing.csv", "No such file or directory"),
            ("products", written(tmp_path / "x.xlsx", "phone"), "not an XLSX file, or a damaged one"),
        ):
            done = run("import", table, path)
            assert (done.exit_code, done.stdout, done.stderr) == (1, "", f"Error: {path}: {sentence}\n")

    @pytest.mark.parametrize(
        "arguments", [["import"], ["import", "cows", "x"], ["import", "officers"], ["export"], ["export", "cows"],
                      ["export", "tickets", "--format", "pdf"], ["export", "villages"]],
    )  # fmt: skip
    def test_wrong_usage(self, run: Run, arguments: list[str]) -> None:
        done = run(*arguments)
        assert (done.exit_code, done.stdout) == (2, "")
        assert "Error: " in done.stderr

    def test_another_import_is_running(self, run: Run, own: Engine, tmp_path: Path) -> None:
        file = contacts(tmp_path / "contacts.csv", 3)
        with own.begin() as other:
            other.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": IMPORT_LOCK})
            done = run("import", "contacts", file)
        assert (done.exit_code, done.stdout) == (1, "")
        assert done.stderr == "Error: another import is running; try again when it is over\n"
        assert run("import", "contacts", file).exit_code == 0

    @pytest.mark.parametrize("words", [["import", "villages", str(seed.DATA / "villages.csv")], ["export", "tickets"]])
    def test_no_database(self, run: Run, words: list[str]) -> None:
        done = run(*words, DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
        assert (done.exit_code, done.stdout) == (1, "")
        assert done.stderr.startswith("Error: the database failed: ")
        assert done.stderr.count("\n") == 1

    @pytest.mark.parametrize("words", [["import", "villages", str(seed.DATA / "villages.csv")], ["export", "tickets"]])
    def test_a_data_folder_that_is_not_there(self, run: Run, tmp_path: Path, words: list[str]) -> None:
        done = run(*words, DATABASE_URL="", KENTONGAN_DATA=str(tmp_path / "none"))
        assert (done.exit_code, done.stdout) == (1, "")
        mended = "`make run` makes one, and KENTONGAN_DATA=FOLDER says where another is"
        assert done.stderr == f"Error: KENTONGAN_DATA: there is no database under {tmp_path}/none; {mended}\n"
        assert not (tmp_path / "none").exists()

    @pytest.mark.parametrize("trouble", ["the database dies", "Ctrl-C"])
    def test_what_breaks_off_leaves_nothing(self, start: Start, own: Engine, tmp_path: Path, trouble: str) -> None:
        process = start("import", "contacts", contacts(tmp_path / "contacts.csv", 30_000))
        backend = eventually(lambda: inserting(own))
        if trouble == "Ctrl-C":
            process.send_signal(signal.SIGINT)
        else:
            with own.connect() as connection:
                connection.execute(text("SELECT pg_terminate_backend(:backend)"), {"backend": backend})
        out, err = process.communicate(timeout=DEADLINE)
        assert (process.returncode, out) == (1, b""), err
        assert err.decode().startswith("\nAborted!" if trouble == "Ctrl-C" else "Error: the database failed: ")
        assert b"Traceback" not in err
        assert count(own, "contact") == 0

    def test_ctrl_c_counts_until_all_is_kept(self, start: Start, own: Engine, tmp_path: Path) -> None:
        with own.begin() as connection:
            connection.execute(text("INSERT INTO contact (phone) VALUES ('+6281210000000')"))
        with own.begin() as connection:
            connection.execute(text("SELECT * FROM contact FOR UPDATE"))
            process = start("import", "contacts", contacts(tmp_path / "contacts.csv", 3))
            eventually(lambda: waiting(own))
            process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=DEADLINE)
        assert (process.returncode, out) == (1, b""), err
        assert err.decode().startswith("\nAborted!")
        assert count(own, "contact") == 1

    def test_a_terminal_shows_how_far_it_is(self, start: Start, tmp_path: Path) -> None:
        ours, theirs = pty.openpty()
        process = start("import", "contacts", contacts(tmp_path / "contacts.csv", 2000), stderr=theirs)
        os.close(theirs)
        shown = read_terminal(ours)
        assert process.communicate(timeout=DEADLINE)[0] == b"contacts: 2000 added, 0 changed, 0 unchanged, 0 refused\n"
        assert "checking" in shown
        assert "writing" in shown
        assert "100%" in shown

    def test_nothing_but_the_summary_goes_into_a_file(self, start: Start, tmp_path: Path) -> None:
        process = start("import", "contacts", contacts(tmp_path / "contacts.csv", 5))
        assert process.communicate(timeout=DEADLINE) == (
            b"contacts: 5 added, 0 changed, 0 unchanged, 0 refused\n", b"",
        )  # fmt: skip


class TestExport:
    @pytest.mark.parametrize(
        ("words", "form"),
        [
            (["--format", "csv"], "csv"),
            (["--format", "jsonl"], "jsonl"),
            (["--format", "xlsx"], "xlsx"),
            ([], "csv"),
        ],
    )
    def test_to_standard_output(self, run: Run, words: list[str], form: str) -> None:
        done = run("export", "products", *words)
        assert (done.exit_code, done.stderr) == (0, "")
        check(form, done.stdout_bytes)

    @pytest.mark.parametrize(
        ("name", "words", "form"),
        [
            ("products.csv", [], "csv"),
            ("products.jsonl", [], "jsonl"),
            ("PRODUCTS.XLSX", [], "xlsx"),
            ("products", [], "csv"),
            ("products.txt", ["--format", "jsonl"], "jsonl"),
            ("products.csv", ["--format", "jsonl"], "jsonl"),
        ],
    )
    def test_to_a_file(self, run: Run, tmp_path: Path, name: str, words: list[str], form: str) -> None:
        (tmp_path / name).write_text("what was there before")
        done = run("export", "products", "--output", tmp_path / name, *words)
        assert (done.exit_code, done.output) == (0, "")
        check(form, (tmp_path / name).read_bytes())
        assert [path.name for path in tmp_path.iterdir()] == [name]
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600

    def test_a_link_stays_and_its_file_is_replaced(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "real.jsonl").write_text("before")
        (tmp_path / "link.jsonl").symlink_to("real.jsonl")
        assert run("export", "products", "--output", tmp_path / "link.jsonl").exit_code == 0
        assert (tmp_path / "link.jsonl").is_symlink()
        check("jsonl", (tmp_path / "real.jsonl").read_bytes())

    @pytest.mark.parametrize(
        ("output", "reason"),
        [("/nowhere/x.csv", "No such file or directory"), ("/", "Is a directory"), ("x" * 300, "File name too long")],
    )
    def test_what_cannot_be_written(self, run: Run, output: str, reason: str) -> None:
        done = run("export", "products", "--output", output)
        assert (done.exit_code, done.output) == (1, f"Error: {output}: {reason}\n")

    @pytest.mark.parametrize("form", ["csv", "jsonl", "xlsx"])
    def test_a_disk_that_fills_up_leaves_what_was_there(self, start: Start, tmp_path: Path, form: str) -> None:
        file = written(tmp_path / f"products.{form}", "before")
        limited = {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))}
        process = start("export", "products", "--output", file, **limited)
        out, err = process.communicate(timeout=DEADLINE)
        assert (process.returncode, out) == (1, b"")
        said = err.decode().splitlines()
        assert re.fullmatch(f"Error: {file}: File too large", said[0])
        assert form == "xlsx" or len(said) == 1, "the scratch file of openpyxl complains by itself"
        assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [(file.name, "before")]

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is Linux's")
    @pytest.mark.parametrize("form", ["csv", "jsonl", "xlsx"])
    @pytest.mark.parametrize("words", [[], ["--output", "/dev/full"]])
    def test_a_full_device_is_one_sentence(self, start: Start, words: list[str], form: str) -> None:
        with Path("/dev/full").open("wb") as full:
            process = start("export", "products", "--format", form, *words, stdout=full)
            err = process.communicate(timeout=DEADLINE)[1]
        named = words[1] if words else "standard output"
        assert (process.returncode, err.decode()) == (1, f"Error: {named}: No space left on device\n")

    @pytest.mark.parametrize("words", [[], ["--output", "/dev/stdout"]])
    def test_into_a_pipe(self, start: Start, words: Sequence[str]) -> None:
        process = start("export", "products", "--format", "jsonl", *words)
        out, err = process.communicate(timeout=DEADLINE)
        assert (process.returncode, err) == (0, b"")
        check("jsonl", out)

    def test_nobody_reads_on(self, start: Start, own: Engine) -> None:
        with own.begin() as connection:
            row = "SELECT '+62' || n, repeat('x', 100) FROM generate_series(1, 5000) n"
            connection.execute(text(f"INSERT INTO contact (phone, name) {row}"))
        process = start("export", "contacts")
        assert process.stdout
        assert process.stdout.read(5) == b"phone"
        process.stdout.close()
        assert process.stderr
        assert process.stderr.read() == b""
        assert process.wait(timeout=DEADLINE) == 1


def check(form: str, content: bytes) -> None:
    """The products as shipped."""
    if form == "jsonl":
        names = [json.loads(line)["code"] for line in content.decode().splitlines()]
    elif form == "csv":
        names = [row["code"] for row in csv.DictReader(io.StringIO(content.decode(), newline=""))]
    else:
        sheet = load_workbook(io.BytesIO(content)).worksheets[0]
        names = [str(row[0]) for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert len(names) == 44
    assert names == sorted(names)


def inserting(engine: Engine) -> int | None:
    """The database process of an import that writes."""
    query = "SELECT pid FROM pg_stat_activity WHERE datname = 'tables' AND query LIKE 'INSERT INTO contact %'"
    with engine.connect() as connection:
        pid: int | None = connection.execute(text(query)).scalar()
        return pid


def waiting(engine: Engine) -> int | None:
    """The database process of an import that waits for a row."""
    query = "SELECT pid FROM pg_stat_activity WHERE datname = 'tables' AND wait_event_type = 'Lock'"
    with engine.connect() as connection:
        pid: int | None = connection.execute(text(query)).scalar()
        return pid


def eventually(found: Callable[[], int | None]) -> int:
    until = time.monotonic() + DEADLINE
    while time.monotonic() < until:
        if (value := found()) is not None:
            return value
        time.sleep(0.01)
    raise AssertionError("it did not come in time")


def read_terminal(ours: int) -> str:
    """What was shown until the other side was closed."""
    shown = b""
    with contextlib.suppress(OSError):  # how Linux says that it was
        while part := os.read(ours, 4096):
            shown += part
    os.close(ours)
    return shown.decode(errors="replace")
