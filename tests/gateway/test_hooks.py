"""The secret part of the callback addresses."""

from __future__ import annotations

import hmac
import inspect

import pytest

from gateway import hooks
from gateway.config import Environment, Settings

KEY, OLD = "the key of today", "the key of yesterday"


def keyed(environment: Environment, key: str = KEY, previous: str = "", **fields: object) -> Environment:
    return environment.model_copy(update={"secret_key": key, "secret_key_previous": previous, **fields})


def test_a_token_is_of_one_key_and_one_channel() -> None:
    tokens = [hooks.token(key, channel) for key in (KEY, OLD) for channel in ("at", "bt")]
    assert len(set(tokens)) == 4
    assert all(len(token) == 32 and set(token) <= set("0123456789abcdef") for token in tokens)
    assert hooks.token(KEY, "at") == tokens[0]
    assert KEY not in tokens[0]


@pytest.mark.parametrize(
    ("key", "previous", "valid"),
    [(KEY, "", {KEY}), (KEY, OLD, {KEY, OLD}), (KEY, KEY, {KEY}), ("", OLD, {OLD}), ("", "", set())],
)
def test_the_tokens_that_are_live(environment: Environment, key: str, previous: str, valid: set[str]) -> None:
    here = keyed(environment, key, previous)
    assert {one for one in (KEY, OLD, "", "else") if hooks.is_valid(here, "at", hooks.token(one, "at"))} == valid


@pytest.mark.parametrize("given", ["", " ", "é", "0" * 32, "\0", hooks.token(KEY, "bt"), hooks.token(KEY, "at") + "0"])
def test_no_other_word_is_a_token(environment: Environment, given: str) -> None:
    assert not hooks.is_valid(keyed(environment), "at", given)


@pytest.mark.parametrize("given", ["wrong", hooks.token(KEY, "at"), hooks.token(OLD, "at")])
def test_every_token_is_compared_whole_whichever_is_right(
    environment: Environment, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    compared: list[bytes] = []

    def compare(live: bytes, offered: bytes) -> bool:
        compared.append(live)
        return whole(live, offered)

    whole = hmac.compare_digest
    monkeypatch.setattr(hmac, "compare_digest", compare)
    hooks.is_valid(keyed(environment, KEY, OLD), "at", given)
    assert compared == [hooks.token(key, "at").encode() for key in (KEY, OLD)]
    assert "==" not in inspect.getsource(hooks.is_valid)


@pytest.mark.parametrize(
    ("public_url", "base"),
    [
        ("", "http://127.0.0.1:8123"),
        ("https://desa.example.id", "https://desa.example.id"),
        ("https://desa.example.id/pintu/", "https://desa.example.id/pintu"),
    ],
)
def test_the_addresses_for_the_dashboard(
    settings: Settings, environment: Environment, public_url: str, base: str
) -> None:
    here = settings.model_copy(update={"public_url": public_url})
    found = hooks.urls(here, keyed(environment, port=8123))
    assert [one["kind"] for one in found] == list(hooks.KINDS)
    assert {one["channel"] for one in found} == set(settings.channels)
    for one in found:
        assert one["url"] == f"{base}/hooks/at/{hooks.token(KEY, 'at')}/{one['kind']}"
