"""The network's side of the simulated telco: what a phone does becomes Africa's Talking's requests to our webhooks."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from functools import partial
from time import perf_counter

from gateway.config import Settings
from gateway.phone import dialled, forms, inbox, journal
from gateway.phone.forms import Answer, Call, Post, Screen
from gateway.phone.store import Store


class NotServed(Exception):
    """The network has no such code, or no such open session."""


class Network:
    """Phones on one side, our webhooks on the other. `phone` is E.164 throughout."""

    def __init__(self, store: Store, settings: Settings, post: Post, clock: Callable[[], datetime]) -> None:
        self._store, self._settings, self._post, self._clock = store, settings, post, clock

    def dial(self, phone: str, code: str) -> tuple[str, Screen]:
        """Begin a session: its id and the first screen. Raises NotServed for a code that is nobody's."""
        found = dialled.split(code, self._settings)
        if found is None:
            raise NotServed(code)
        call = Call(forms.new_session_id(), found.channel, phone, found.code, found.text, self._clock())
        return call.session_id, self._hop(call)

    def answer(self, session_id: str, text: str) -> Screen:
        """Send one input. Raises NotServed when the session is over."""
        return self._hop(self._open_call(session_id).typed(text))

    def hang_up(self, session_id: str) -> None:
        """The person ends the session. Raises NotServed when it is over already."""
        self._end(self._open_call(session_id), Screen("", final=False))

    def text(self, phone: str, to: str, text: str) -> int:
        """Send a text to one of our numbers: the HTTP status of the webhook's answer. Raises NotServed."""
        channel = next(
            (name for name, one in self._settings.channels.items() if to in {one.short_code, one.sender}), None
        )
        if channel is None:
            raise NotServed(to)
        form = forms.sms_form(phone, to, text, self._clock())
        with self._store.open() as database:
            inbox.keep(
                database, direction="out", external_id=form["id"], phone=phone, other=to, text=text, at=self._clock()
            )
        answer = self._send(phone, channel, "sms", form)
        with self._store.open() as database:
            inbox.set_status(database, form["id"], "Sent" if answer.status == 200 else "Failed")
        return answer.status

    def _hop(self, call: Call) -> Screen:
        call, screen = forms.hop(call, partial(self._send, call.phone))
        if screen.final:
            self._end(call, screen)
            return screen
        with self._store.open() as database:
            names = asdict(call)
            columns, values = ", ".join(names), ", ".join(f":{name}" for name in names)
            database.execute(
                f"INSERT OR REPLACE INTO call ({columns}) VALUES ({values})",  # noqa: S608
                {**names, "begun_at": call.begun_at.isoformat()},
            )
        return screen

    def _open_call(self, session_id: str) -> Call:
        with self._store.open() as database:
            row: sqlite3.Row | None = database.execute(
                "SELECT * FROM call WHERE session_id = ?", (session_id,)
            ).fetchone()
        if row is None:
            raise NotServed(session_id)
        call = Call(**dict(row))
        return replace(call, begun_at=datetime.fromisoformat(row["begun_at"]))

    def _end(self, call: Call, screen: Screen) -> None:
        with self._store.open() as database:
            database.execute("DELETE FROM call WHERE session_id = ?", (call.session_id,))
        self._send(call.phone, call.channel, "ussd-end", forms.end_form(call, screen, self._clock()))

    def _send(self, phone: str, channel: str, kind: str, form: Mapping[str, str]) -> Answer:
        """Post a form and write down what went over the wire. No transaction is open meanwhile."""
        begun = perf_counter()
        answer = self._post(channel, kind, form)
        took = round((perf_counter() - begun) * 1000)
        with self._store.open() as database:
            journal.write(
                database,
                kind=kind,
                phone=phone,
                form=form,
                status=answer.status,
                answer=answer.body,
                at=self._clock(),
                ms=took,
            )
        return answer
