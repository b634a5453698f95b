"""`/simulator`: the web phone, and the door of the simulated telco. JSON in and out; errors are `{"error": word}`."""

from __future__ import annotations

import sqlite3
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from gateway import phone_number
from gateway.config import Environment, Settings
from gateway.phone import inbox, journal, people, sending
from gateway.phone.forms import Screen
from gateway.phone.network import Network, NotServed
from gateway.phone.posting import in_process, over_http
from gateway.phone.reports import Reporter
from gateway.phone.store import Store
from gateway.runtime import Runtime

LONGEST_TEXT = 1600
"""Characters that a phone here can type at once; a real one takes about ten segments."""


def is_open(settings: Settings, environment: Environment) -> bool:
    """Whether the web phone is there at all.

    It can speak as any number, an officer's too. So never beside a real telco: only where the config enables it and
    what we send stays on this machine.
    """
    base = environment.at_base_url
    local = urlsplit(base).hostname in {"127.0.0.1", "localhost", "::1"} if base else not environment.at_api_key
    return settings.simulator.enabled and local


def make_blueprint(runtime: Runtime) -> Blueprint:
    """Everything under `/simulator`; nothing at all where it is not open."""
    if not is_open(runtime.settings, runtime.environment):
        return Blueprint("simulator", __name__)
    blueprint = Blueprint(
        "simulator", __name__, url_prefix="/simulator", static_folder="static", template_folder="templates"
    )
    store = Store(runtime.environment.data)
    reporter = Reporter(store, over_http(runtime.environment), runtime.clock)
    blueprint.record_once(lambda _: reporter.start())
    network = Network(store, runtime.settings, in_process(runtime.environment), runtime.clock)
    _add_telco(blueprint, runtime, store, reporter)
    _add_calls(blueprint, runtime, network)
    _add_texts(blueprint, runtime, store, network)
    _add_page(blueprint, runtime, store)
    blueprint.register_error_handler(NotServed, lambda _: (jsonify(error="not_served"), 404))
    blueprint.register_error_handler(phone_number.BadPhoneNumber, lambda _: (jsonify(error="phone"), 400))
    blueprint.register_error_handler(sqlite3.Error, lambda _: (jsonify(error="store"), 503))
    blueprint.after_request(_guard)
    return blueprint


def _add_telco(blueprint: Blueprint, runtime: Runtime, store: Store, reporter: Reporter) -> None:
    @blueprint.post("/version1/messaging")
    def messaging() -> ResponseReturnValue:
        try:
            answer = sending.take(store, runtime.settings, request.form, request.headers.get("apiKey"), runtime.clock())
        except sending.Refused as refused:
            return Response(refused.reason, refused.status, content_type="text/plain")
        reporter.wake()
        return jsonify(answer), 201


def _add_calls(blueprint: Blueprint, runtime: Runtime, network: Network) -> None:
    @blueprint.post("/calls")
    def dial() -> ResponseReturnValue:
        phone = phone_number.parse(_field("phone"), runtime.settings.region)
        session_id, screen = network.dial(phone, _field("code"))
        return jsonify(session=session_id, **_shown(screen)), 201

    @blueprint.post("/calls/<session_id>")
    def answer(session_id: str) -> ResponseReturnValue:
        return jsonify(_shown(network.answer(session_id, _field("text"))))

    @blueprint.post("/calls/<session_id>/hang-up")
    def hang_up(session_id: str) -> ResponseReturnValue:
        network.hang_up(session_id)
        return jsonify({})


def _add_texts(blueprint: Blueprint, runtime: Runtime, store: Store, network: Network) -> None:
    @blueprint.get("/inbox")
    def texts() -> ResponseReturnValue:
        phone = phone_number.parse(request.args.get("phone", ""), runtime.settings.region)
        with store.open() as database:
            found = inbox.texts(database, phone, request.args.get("after", 0, type=int))
            counts = inbox.unread(database)
            return jsonify(phone=phone, messages=found, last=inbox.last_id(database), unread=counts)

    @blueprint.post("/inbox/read")
    def read() -> ResponseReturnValue:
        phone = phone_number.parse(_field("phone"), runtime.settings.region)
        with store.open() as database:
            inbox.mark_read(database, phone, _number("id"))
        return jsonify({})

    @blueprint.post("/texts")
    def send() -> ResponseReturnValue:
        phone = phone_number.parse(_field("phone"), runtime.settings.region)
        return jsonify(status=network.text(phone, _field("to"), _field("text"))), 201


def _add_page(blueprint: Blueprint, runtime: Runtime, store: Store) -> None:
    @blueprint.get("", strict_slashes=False)
    def page() -> ResponseReturnValue:
        return render_template("phone.html", name=runtime.settings.name)

    @blueprint.get("/phones")
    def phones() -> ResponseReturnValue:
        channels = runtime.settings.channels.values()
        with store.open() as database:
            recent = inbox.recent_phones(database)
        groups = {
            "people": list(people.PEOPLE),
            "officers": people.officers(runtime.database),
            "sellers": people.sellers(runtime.database),
        }
        named = {phone["phone"] for group in groups.values() for phone in group}
        groups["others"] = [{"phone": phone, "name": ""} for phone in recent if phone not in named]
        codes = [code for channel in channels for code in channel.ussd]
        return jsonify(codes=codes, numbers=[channel.short_code for channel in channels], groups=groups)

    @blueprint.get("/log")
    def log() -> ResponseReturnValue:
        with store.open() as database:
            entries = journal.entries(database, request.args.get("after", 0, type=int))
            return jsonify(entries=entries, statuses=journal.delivery_statuses(database))


def _shown(screen: Screen) -> dict[str, Any]:
    return {"text": screen.text, "final": screen.final, "failed": screen.failed}


def _json() -> dict[str, Any]:
    """The body. Only JSON is taken: a page of another site cannot send that without asking first."""
    body = request.get_json()
    return body if isinstance(body, dict) else abort(400)


def _field(name: str) -> str:
    value = _json().get(name)
    return value if isinstance(value, str) and len(value) <= LONGEST_TEXT else abort(400)


def _number(name: str) -> int:
    value = _json().get(name)
    return value if isinstance(value, int) and abs(value) < 2**63 else abort(400)


def _guard(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = "default-src 'self'; frame-ancestors 'none'; form-action 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    if response.mimetype == "application/json":
        response.headers["Cache-Control"] = "no-store"
    return response
