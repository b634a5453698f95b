"""The telco's door: checks the token, has the form read, hands it on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPMethod

import structlog
from flask import Blueprint, Response, abort, request
from werkzeug.exceptions import MethodNotAllowed

from gateway import conversation, delivery, hooks, metrics
from gateway.runtime import DATABASE_AWAY, Runtime
from gateway.telco.base import BadRequest, Callback

log = structlog.get_logger(__name__)

Handler = Callable[[Runtime, str, Mapping[str, str]], Response]


def make_blueprint(runtime: Runtime) -> Blueprint:
    """`/hooks/<channel>/<token>/<kind>`; a wrong token or channel is a 404 like any unknown address, in all methods."""
    blueprint = Blueprint("webhooks", __name__)

    @blueprint.route("/hooks/<channel>/<token>/<kind>", methods=list(HTTPMethod))
    def receive(channel: str, token: str, kind: str) -> Response:
        known = hooks.is_valid(runtime.environment, channel, token) and channel in runtime.settings.channels
        handler = HANDLERS.get(kind)
        if not known or handler is None:
            abort(404)
        if request.method != HTTPMethod.POST:
            raise MethodNotAllowed([HTTPMethod.POST])
        try:
            return handler(runtime, channel, runtime.telcos[channel].fields(_callback()))
        except BadRequest as error:
            metrics.BAD_REQUESTS.labels(channel, kind).inc()
            return _plain(str(error), 400)
        except DATABASE_AWAY as error:
            log.error("the database is away", error=type(error).__name__, kind=kind)
            return _plain("The database is away, please send this again.", 503)

    return blueprint


def _callback() -> Callback:
    """The request at hand. A NUL in a form is dropped: PostgreSQL has no place for it."""
    body = request.get_data()
    form = {name: value.replace("\0", "") for name, value in request.form.items()}
    return Callback(form, {name.lower(): value for name, value in request.headers.items()}, body)


def _ussd(runtime: Runtime, channel: str, form: Mapping[str, str]) -> Response:
    telco = runtime.telcos[channel]
    answer = conversation.hop(runtime, channel, telco.ussd_hop(form))
    metrics.HOPS.labels(channel, "end" if answer.final else "con").inc()
    body, content_type = telco.ussd_answer(answer.text, answer.final)
    return Response(body, 200, content_type=content_type)


def _sms(runtime: Runtime, channel: str, form: Mapping[str, str]) -> Response:
    conversation.receive(runtime, channel, runtime.telcos[channel].inbound_sms(form))
    metrics.SMS_IN.labels(channel).inc()
    return _plain("OK")


def _delivery(runtime: Runtime, channel: str, form: Mapping[str, str]) -> Response:
    delivery.record_report(runtime, channel, runtime.telcos[channel].report(form))
    return _plain("OK")


def _ussd_end(runtime: Runtime, channel: str, form: Mapping[str, str]) -> Response:
    conversation.end(runtime, channel, runtime.telcos[channel].ussd_end(form))
    return _plain("OK")


def _opt_out(runtime: Runtime, channel: str, form: Mapping[str, str]) -> Response:
    delivery.record_opt_out(runtime, channel, runtime.telcos[channel].opt_out(form))
    return _plain("OK")


def _subscription(runtime: Runtime, channel: str, form: Mapping[str, str]) -> Response:
    delivery.record_opt_out(runtime, channel, runtime.telcos[channel].subscription(form))
    return _plain("OK")


HANDLERS: dict[str, Handler] = {
    "ussd": _ussd, "sms": _sms, "delivery": _delivery, "ussd-end": _ussd_end, "opt-out": _opt_out,
    "subscription": _subscription,
}  # fmt: skip


def _plain(text: str, status: int = 200) -> Response:
    return Response(text, status, content_type="text/plain; charset=utf-8")
