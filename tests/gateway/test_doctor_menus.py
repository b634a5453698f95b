"""`kentongan doctor` on what serves: whether it can be read, and begin all that config.toml starts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from gateway import publishing
from gateway.runtime import Runtime
from tests.conftest import NOW
from tests.gateway.test_doctor import Doctor, config, doctor, well, wrong

__all__ = ["doctor", "well"]

FLOW = 'title = "Baru"\nstart = "a"\n[node.a]\nend = "Hai {contact.name}"\n'


def publish(runtime: Runtime, **changes: object) -> str:
    """What serves, somehow other than what ships; how its name begins."""
    catalog = replace(runtime.catalogs.current, **changes)  # type: ignore[arg-type]
    with runtime.database.begin() as connection:
        publishing.publish(connection, catalog, runtime.settings, author="me", note="", at=NOW)
    return catalog.revision[:10]


def test_it_tells_what_serves(doctor: Doctor, well: dict[str, str], runtime: Runtime) -> None:
    assert doctor(**well)[1]["menus"] == "ok nothing is published yet; the first start publishes the folder"
    name = publish(runtime)
    assert doctor(**well)[1]["menus"] == f"ok {name} serves"
    other = publish(runtime, revision="f" * 64)
    assert doctor(**well)[1]["menus"] == f"ok {other} serves; the folder differs, see `kentongan diff`"


def test_what_serves_and_cannot_be_read(doctor: Doctor, well: dict[str, str], runtime: Runtime) -> None:
    name = publish(runtime, revision="f" * 64, files={"x.toml": "node = 1"})
    _, looks, _ = doctor(**well)
    assert wrong(looks) == {"menus"}
    assert looks["menus"].startswith(
        f"WRONG {name}, which serves, can't be read by this version -> `kentongan publish`"
    )


def test_a_keyword_that_starts_what_was_not_published(
    doctor: Doctor, well: dict[str, str], runtime: Runtime, tmp_path: Path
) -> None:
    name = publish(runtime)
    flows = tmp_path / "flows"
    flows.mkdir()
    for file, text in {**runtime.catalogs.current.files, "baru.toml": FLOW}.items():
        (flows / file).write_text(text, encoding="utf-8")
    edited = config(tmp_path, "[keywords]", '[keywords]\nBARU = { flow = "baru" }')
    path = tmp_path / "config.toml"
    shipped = str(runtime.settings.flows)
    path.write_text(path.read_text(encoding="utf-8").replace(shipped, str(flows)), encoding="utf-8")
    assert doctor(**well, **edited)[1]["menus"].startswith(
        f"WRONG {name}, which serves, has no 'baru', which config.toml starts -> "
    )
