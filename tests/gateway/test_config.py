"""config.toml and the environment: what is wrong or missing is one line that names it, and nothing changes later."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pydantic import ValidationError

from gateway.cli import main
from gateway.config import ENVIRONMENT, ConfigError, Environment, Settings, read_environment, read_settings
from gateway.proof import proved

LEAST = """\
flows = "flows"
[channels.at]
short_code = "36000"
[keywords]
[categories]
[notices]
[words]
"""

WRONG = {
    "no TOML": ("flows = ", "(at end of document)"),
    "a key twice": (LEAST + "[words]\n", "words"),
    "bytes that are no text": (b"name = '\xff'", "can't decode byte 0xff"),
    "nothing": ("", "flows: Field required"),
    "no flows": (LEAST.replace('flows = "flows"', ""), "flows: Field required"),
    "no channel": (LEAST.replace('[channels.at]\nshort_code = "36000"\n', ""), "channels: Field required"),
    "no short code": (LEAST.replace('short_code = "36000"', ""), "channels.at.short_code: Field required"),
    "an unknown key": ("colour = 1\n" + LEAST, "colour: Extra inputs are not permitted"),
    "an unknown key of a channel": (
        LEAST.replace("[keywords]", "colour = 1\n[keywords]"), "channels.at.colour: Extra inputs are not permitted",
    ),
    "an unknown table": (LEAST + "[colours]\n", "colours: Extra inputs are not permitted"),
    "a wrong type": ("name = 1\n" + LEAST, "name: Input should be a valid string"),
    "a table that is a word": (LEAST.replace("[words]", "words = 1"), "notices.words: Input should be a valid dictionary"),
    "no timezone": ('timezone = "Asia/Serang"\n' + LEAST, 'timezone: no such timezone: name it as in "Asia/Jakarta"'),
    "no language": ("languages = []\n" + LEAST, "languages: no language: name at least one"),
    "a timezone that is a path": ('timezone = "../etc"\n' + LEAST, 'timezone: no such timezone: name it as in "Asia/Jakarta"'),
    "no rate": (LEAST.replace("[keywords]", "rate = 0\n[keywords]"), "channels.at.rate: Input should be greater than 0"),
    "an unknown action": (LEAST.replace("[categories]", 'A = { action = "sing" }\n[categories]'), "keywords.A.action: "),
    "an unknown kind": (LEAST.replace("[notices]", 'a = { kind = "song", name = {} }\n[notices]'), "categories.a.kind: "),
    "a text without a language": (LEAST.replace("[words]", 'help = "Kirim"\n[words]'), "notices.help: "),
    "a limit in words": (LEAST + '[limits]\nresume_minutes = "many"\n', "limits.resume_minutes: "),
    "a misspelt limit": (LEAST + "[limits]\nresume_minuts = 3\n", "limits.resume_minuts: Extra inputs"),
    "an address without its scheme": ('public_url = "desa.example.id"\n' + LEAST, "public_url: this is no address such as https://"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "says"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_in_the_file_is_one_line_that_names_it(tmp_path: Path, text: str | bytes, says: str) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ConfigError) as caught:
        read_settings(path)
    said = str(caught.value)
    assert said.startswith(f"{path}: ")
    assert says in said
    assert "\n" not in said


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    for path, says in ((tmp_path / "none.toml", "No such file or directory"), (tmp_path, "Is a directory")):
        with pytest.raises(ConfigError) as caught:
            read_settings(path)
        assert str(caught.value) == f"{path}: {says}"


def test_the_least_that_a_file_must_say(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"\xef\xbb\xbf" + LEAST.encode())  # as Windows' editor writes it
    found = read_settings(path)
    assert found.flows == tmp_path / "flows"
    assert (found.timezone, found.languages) == ("Asia/Jakarta", ("id", "su", "en"))
    assert (found.navigation.back, found.channels["at"].adapter) == ("0", "africastalking")


BAD_VARIABLES = [
    ({"PORT": "many"}, "PORT: "),
    ({"PORT": "0"}, "PORT: "),
    ({"PORT": "65536"}, "PORT: "),
    ({"PORT": "-1"}, "PORT: "),
    ({"DATABASE_URL": "mysql://u:hush@host/name"}, "DATABASE_URL: this is no address such as postgresql://"),
    ({"DATABASE_URL": "postgresql://u:hush@host:many/name"}, "DATABASE_URL: "),
    ({"DATABASE_URL": "host=there password=hush"}, "DATABASE_URL: "),
    ({"DATABASE_URL": "postgresql://"}, "DATABASE_URL: "),
    ({"REDIS_URL": "hush@host"}, "REDIS_URL: this is no address such as redis://"),
    ({"REDIS_URL": "https://:hush@host"}, "REDIS_URL: "),
    ({"REDIS_URL": "redis://:hush@host:many"}, "REDIS_URL: "),
    ({"AT_BASE_URL": "api.example.org"}, "AT_BASE_URL: this is no address such as https://"),
    ({"AT_BASE_URL": "ftp://api.example.org"}, "AT_BASE_URL: "),
    ({"AT_BASE_URL": "http://[hush"}, "AT_BASE_URL: "),
]


@pytest.mark.parametrize(("given", "says"), BAD_VARIABLES)
def test_a_wrong_variable_is_one_line_that_names_it_and_tells_no_secret(given: dict[str, str], says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_environment(given)
    assert str(caught.value).startswith(says)
    assert "\n" not in str(caught.value)
    assert "hush" not in str(caught.value)


GOOD_VARIABLES = [
    ("DATABASE_URL", "postgresql://u:p@host:5432/name?sslmode=require"),
    ("DATABASE_URL", "postgres://host/name"),
    ("DATABASE_URL", "postgresql://postgres@/name?host=/run/postgresql"),
    ("REDIS_URL", "redis://:p@host:6379/1"),
    ("REDIS_URL", "rediss://host"),
    ("REDIS_URL", "unix:///run/valkey.sock"),
    ("AT_BASE_URL", "http://127.0.0.1:9/simulator"),
    ("AT_API_KEY", "k"),
    ("SECRET_KEY", "s"),
    ("SECRET_KEY_PREVIOUS", "s"),
    ("KENTONGAN_HOST", "::1"),
    ("METRICS_TOKEN", "t"),
    ("AT_USERNAME", "desa"),
]


@pytest.mark.parametrize(("name", "value"), GOOD_VARIABLES)
def test_a_good_variable_is_taken_as_it_is(name: str, value: str) -> None:
    (field,) = (field for field, variable in ENVIRONMENT.items() if variable == name)
    assert getattr(read_environment({name: value}), field) == value
    assert getattr(read_environment({name: ""}), field) == getattr(read_environment({}), field)


def test_what_is_not_given_has_its_default() -> None:
    assert read_environment({}) == Environment(config=Path("config.toml"), data=Path("var"))
    assert set(ENVIRONMENT) == set(Environment.model_fields)


def test_a_secret_is_not_shown() -> None:
    secrets = ["SECRET_KEY", "SECRET_KEY_PREVIOUS", "AT_API_KEY", "METRICS_TOKEN"]
    assert "hush" not in repr(read_environment(dict.fromkeys(secrets, "hush")))


@pytest.mark.parametrize("kept", [b"\xff\xfe", "ключ".encode()])
def test_a_secret_key_that_cannot_be_read_is_named(tmp_path: Path, kept: bytes) -> None:
    (tmp_path / "secret_key").write_bytes(kept)
    with pytest.raises(ConfigError, match=f"^SECRET_KEY: {tmp_path}/secret_key can't be read: "):
        read_environment({"KENTONGAN_DATA": str(tmp_path)})


@pytest.mark.parametrize(
    ("given", "reaches"),
    [
        ({}, False),
        ({"AT_API_KEY": "k", "AT_USERNAME": "sandbox"}, False),
        ({"AT_API_KEY": "k", "AT_USERNAME": "desa", "AT_BASE_URL": "http://127.0.0.1:9"}, False),
        ({"AT_API_KEY": "k", "AT_USERNAME": "desa"}, True),
    ],
)
def test_real_phones_are_reached_by_the_telcos_own_address_alone(given: dict[str, str], reaches: bool) -> None:
    assert read_environment(given).reaches_people is reaches


@pytest.mark.parametrize(
    ("given", "simulated"),
    [
        ({}, True),
        ({"AT_USERNAME": "desa"}, True),
        ({"AT_API_KEY": "k"}, False),
        ({"AT_BASE_URL": "https://api.example.org"}, False),
    ],
)
def test_the_simulator_is_the_telco_where_there_is_no_other(given: dict[str, str], simulated: bool) -> None:
    assert read_environment(given).simulated is simulated


def inner(value: Any) -> list[Any]:
    """A settings object and all that is in it."""
    parts = [getattr(value, name) for name in type(value).model_fields] if hasattr(type(value), "model_fields") else []
    parts += value.values() if hasattr(value, "values") else []
    return [value, *(one for part in parts for one in inner(part))]


def test_settings_are_frozen_however_deep(settings: Settings, environment: Environment) -> None:
    for part in [*inner(settings), environment]:
        assert not isinstance(part, dict | list | set)
        for name in getattr(type(part), "model_fields", {}):
            with pytest.raises(ValidationError, match="frozen"):
                setattr(part, name, None)
    with pytest.raises(TypeError):
        settings.notices["help"]["id"] = "x"


def spoilt(tmp_path: Path, old: str, new: str) -> Path:
    shipped = (Path(__file__).parents[2] / "config.toml").read_text(encoding="utf-8")
    flows = Path(__file__).parents[2] / "flows" / "banten"
    path = tmp_path / "config.toml"
    assert old in shipped
    path.write_text(shipped.replace(old, new).replace('"flows/banten"', f'"{flows}"'), encoding="utf-8")
    return path


UNPROVED = {
    "a notice that is missing": ("help.", "holp.", 'did you mean "help"?'),
    "a flow that is not there": ('= "beranda" }', '= "berenda" }', 'there is no flow "berenda"'),
    "a language of which there are no texts": ('["id", "su", "en"]', '["id", "jv"]', '"jv"'),
    "no language": ('["id", "su", "en"]', "[]", "name at least one"),
    "an adapter that is not there": ('"africastalking"', '"pigeon"', 'there is no adapter "pigeon"'),
}


@pytest.mark.parametrize(
    ("command", "name"), list(zip(itertools.cycle(["up", "web", "worker", "clock"]), UNPROVED, strict=False))
)
def test_what_the_check_refuses_does_not_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, name: str
) -> None:
    """Each is refused by one of them: what they ask is the same, `proved`."""
    old, new, says = UNPROVED[name]
    for variable in ENVIRONMENT.values():
        monkeypatch.delenv(variable, raising=False)
    given = {
        "KENTONGAN_CONFIG": str(spoilt(tmp_path, old, new)), "KENTONGAN_DATA": str(tmp_path / "data"),
        "SECRET_KEY": "s", "DATABASE_URL": "postgresql://127.0.0.1:1/x", "REDIS_URL": "redis://127.0.0.1:1",
    }  # fmt: skip
    done = CliRunner().invoke(main, [command], env=given, catch_exceptions=False)
    assert done.exit_code == 1
    assert f"{tmp_path}/config.toml:" in done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_what_the_check_passes_starts(settings: Settings) -> None:
    assert proved(Path(__file__).parents[2] / "config.toml") == settings
