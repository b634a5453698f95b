"""Where the servers of a data folder lie."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import pytest

from gateway.config import ConfigError
from gateway.embedded import folders, prepare
from gateway.embedded.folders import LONGEST_SOCKET
from gateway.embedded.root import owner


def test_sockets_lie_in_the_data_folder(tmp_path: Path) -> None:
    place = folders(tmp_path)
    assert place.sockets == tmp_path / "sockets"
    assert place.database_url == f"postgresql://postgres@/kentongan?host={tmp_path}/sockets"
    assert place.redis_url == f"unix://{tmp_path}/sockets/valkey.sock?db=0"


@pytest.mark.parametrize("name", ["x" * 90, "é" * 45, "with space", "a,b", "50%", "a'b", "?db=1", "#"])
def test_a_path_that_will_not_do_has_its_sockets_in_tmp(tmp_path: Path, name: str) -> None:
    place = folders(tmp_path / name)
    assert place.sockets.parent == Path("/tmp")
    assert len(str(place.sockets)) < LONGEST_SOCKET
    assert place == folders(tmp_path / name), "every process comes to the same place"
    assert place.sockets != folders(tmp_path / (name + "2")).sockets


def test_the_same_folder_by_another_way(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "link").symlink_to("data")
    assert folders(tmp_path / "link") == folders(tmp_path / "data")


def test_they_are_ours_alone(tmp_path: Path) -> None:
    place = folders(tmp_path)
    prepare(place)
    prepare(place)
    for folder in (place.sockets, place.postgres, place.valkey):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert place.sockets.stat().st_uid == place.postgres.stat().st_uid == owner()


def test_a_file_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match=r"^KENTONGAN_DATA: .*file.*: Not a directory$"):
        prepare(folders(tmp_path / "file" / "data"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(ConfigError, match=r"^KENTONGAN_DATA: .*: Permission denied$"):
        prepare(folders(tmp_path))


def test_sockets_that_others_can_reach_are_refused(tmp_path: Path) -> None:
    place = folders(tmp_path / "with space")
    place.sockets.mkdir(mode=0o700)
    try:
        place.sockets.chmod(0o755)
        with pytest.raises(ConfigError, match=r"not a folder of ours alone"):
            prepare(place)
    finally:
        shutil.rmtree(place.sockets)
