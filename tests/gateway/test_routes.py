"""Every address is behind a token, or stands here as open."""

from __future__ import annotations

from http import HTTPMethod

import pytest
from flask import Flask
from werkzeug.routing import Rule

from gateway.app import create_app
from gateway.runtime import Runtime
from tests.gateway.doors import without_phone

OPEN = {"/healthz", "/readyz"}
"""Always open: they tell nothing but whether the service works."""

OPEN_IN_A_DEMO = "/simulator"
"""Open only where there is no real telco, with all that is under it; `/` leads there."""


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    return create_app(without_phone(runtime))


def address(rule: Rule) -> str:
    """An address of a rule, with something in each of its places."""
    return "/".join("wrong" if part.startswith("<") else part for part in rule.rule.split("/"))


def test_whatever_is_not_listed_as_open_is_not_found_without_a_token(app: Flask) -> None:
    web = app.test_client()
    rules = list(app.url_map.iter_rules())
    assert {rule.rule for rule in rules} >= OPEN
    for rule in rules:
        for method in (rule.methods or set()) - {"OPTIONS"} if rule.rule not in OPEN else set():
            assert web.open(address(rule), method=method).status_code == 404, (rule.rule, method)


@pytest.mark.parametrize("path", sorted(OPEN))
def test_what_is_open_only_tells(app: Flask, path: str) -> None:
    allowed = {method for method in HTTPMethod if app.test_client().open(path, method=method).status_code != 405}
    assert allowed == {HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS}


def test_the_phone_adds_nothing_outside_its_own_place(runtime: Runtime, app: Flask) -> None:
    usual = {rule.rule for rule in app.url_map.iter_rules()}
    added = {rule.rule for rule in create_app(runtime).url_map.iter_rules()} - usual
    assert {rule for rule in added if not rule.startswith(OPEN_IN_A_DEMO)} == {"/"}
