"""The web application."""

from __future__ import annotations

import hmac

from flask import Flask, Response, abort, jsonify, redirect, request
from prometheus_client import CONTENT_TYPE_LATEST
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from gateway import health, phone, webhooks
from gateway.metrics import exposition
from gateway.runtime import Runtime

LARGEST_REQUEST = 64 * 1024
"""Bytes; a telco's form is far smaller."""


def create_app(runtime: Runtime) -> Flask:
    """The pages and callbacks of one runtime."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    app.url_map.merge_slashes = False  # a redirect would tell that there is something
    app.register_blueprint(webhooks.make_blueprint(runtime))
    if phone.is_open(runtime.settings, runtime.environment):
        app.register_blueprint(phone.make_blueprint(runtime))
        app.add_url_rule("/", "home", lambda: redirect("/simulator"))
    app.register_error_handler(HTTPException, _plain_error)

    @app.get("/healthz")
    def healthz() -> Response:
        return jsonify({"status": "alive"})

    @app.get("/readyz")
    def readyz() -> tuple[Response, int]:
        parts = health.parts(runtime)
        return jsonify(parts), 200 if all(state == health.OK for state in parts.values()) else 503

    @app.get("/metrics")
    def metrics() -> Response:
        token = runtime.environment.metrics_token
        given = request.headers.get("Authorization", "")
        if not token or not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
            abort(404)
        return Response(exposition(runtime), content_type=CONTENT_TYPE_LATEST)

    return app


def _plain_error(error: HTTPException) -> AnyResponse:
    """One sentence, never a page of HTML or a traceback; redirects and their like pass as they are."""
    answer = error.get_response()
    if error.code is not None and error.code >= 400:
        answer.data = f"{error.name}.\n"
        answer.content_type = "text/plain; charset=utf-8"
    return answer
