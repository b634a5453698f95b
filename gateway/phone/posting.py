"""How the simulated telco reaches our webhooks."""

from __future__ import annotations

from collections.abc import Mapping

import requests
from flask import current_app
from werkzeug.test import Client

from gateway.config import Environment
from gateway.hooks import token
from gateway.phone.forms import Answer, Post

TIMEOUT = (3.05, 10)
"""Seconds to connect, and to wait for the answer: the telco's own patience with a hop."""


def path(environment: Environment, channel: str, kind: str) -> str:
    return f"/hooks/{channel}/{token(environment.secret_key, channel)}/{kind}"


def over_http(environment: Environment, base: str = "") -> Post:
    """Over real HTTP to this gateway, at `base` (none: its own port). For one thread: it keeps its connection."""
    base = base or f"http://127.0.0.1:{environment.port}"
    session = requests.Session()
    session.trust_env = False  # no proxy stands between this machine and itself

    def post(channel: str, kind: str, form: Mapping[str, str]) -> Answer:
        try:
            answer = session.post(base + path(environment, channel, kind), data=form, timeout=TIMEOUT)
        except requests.RequestException:
            return Answer(0, "")
        answer.encoding = "utf-8"
        return Answer(answer.status_code, answer.text)

    return post


def in_process(environment: Environment) -> Post:
    """The same request, handed to this process's own WSGI application, from within one of its requests.

    Each web process handles one request at a time. A handler that called our port over HTTP would need a second,
    idle process to answer it, and two phones pressed at the same moment would wait for each other until the time
    ran out. Handed over in the process, a hop goes the same way through webhooks, host and database, and cannot.
    """

    def post(channel: str, kind: str, form: Mapping[str, str]) -> Answer:
        client = Client(current_app.wsgi_app, use_cookies=False)
        answer = client.post(path(environment, channel, kind), data=dict(form))
        return Answer(answer.status_code, answer.get_data(as_text=True))

    return post
