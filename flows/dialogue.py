"""One turn's working state: the session as it moves, and what nodes need. Made for a turn, thrown away after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from flows import template
from flows.catalog import Catalog
from flows.definition import Flow, Menu
from flows.effects import Effect
from flows.host import Host
from flows.inputs import InputContext, code
from flows.limits import LIMITS
from flows.part import Part, Text
from flows.session import Frame, Session


class EngineError(Exception):
    """A bound of a dialogue was passed, or its place is not in its catalog: the caller gets a kind end."""


class Dialogue:
    """`session` is replaced as the dialogue moves; `host` is asked and told."""

    def __init__(self, catalog: Catalog, session: Session, host: Host) -> None:
        self.catalog = catalog
        self.session = session
        self.host = host
        self._done = 0

    @property
    def frame(self) -> Frame:
        return self.session.frames[-1]

    @property
    def flow(self) -> Flow:
        return self.catalog.flows[self.frame.flow]

    @property
    def node(self) -> Part:
        """The node where the dialogue stands. Raises EngineError where its catalog has none such."""
        try:
            return self.flow.node[self.frame.node]
        except KeyError:
            raise EngineError(f"no node {self.frame.flow}.{self.frame.node}") from None

    @property
    def inputs(self) -> InputContext:
        return InputContext(date.fromisoformat(self.session.today))

    def names(self) -> dict[str, Any]:
        """Everything that a text or a condition may name."""
        session = self.session
        words = session.rest.split() if session.fills else []
        around = {
            "medium": session.medium, "deep": session.deep, "words": len(words), "first": "".join(words[:1]),
            "rest": " ".join(words),
            "coded": bool(words) and code.begins(session.rest), "about": session.about,
        }  # fmt: skip
        return {**session.names, "contact": session.contact, "village": session.village, "dialogue": around}

    def say(self, text: Text, names: Mapping[str, Any] | None = None) -> str:
        """A text in the caller's language, filled in."""
        language = self.session.language
        said = text.in_language(self.catalog.languages_from(language))
        return template.render(said, names or self.names(), language, self._labels(language))

    def say_all(self, text: Text) -> dict[str, str]:
        """A text in every language, filled in."""
        names = self.names()
        return {
            language: template.render(
                text.in_language(self.catalog.languages_from(language)), names, language, self._labels(language)
            )
            for language in self.catalog.languages
        }

    def fill(self, text: str) -> str:
        """A template that is in no language."""
        return template.render(text, self.names(), self.session.language, self._labels(self.session.language))

    def phrase(self, name: str, **values: object) -> str:
        return self.catalog.phrase(name, self.session.language, **values)

    def save(self, name: str | None, value: Any) -> None:
        if name:
            self.session = replace(self.session, names={**self.session.names, name: value})

    def go(self, node: str) -> None:
        """Stand at another node of this flow."""
        self.stand((*self.session.frames[:-1], Frame(self.frame.flow, node)))

    def stand(self, frames: tuple[Frame, ...]) -> None:
        if len(frames) > LIMITS.calls:
            raise EngineError("flows call each other too deeply")
        self.session = replace(self.session, frames=frames, tries=0, page=0, problem="", search="", offered=())

    def remember(self, frames: tuple[Frame, ...]) -> None:
        """Let "back" come to these frames."""
        self.session = replace(self.session, trail=(*self.session.trail, frames)[-LIMITS.trail :])

    def perform(self, effect: Effect) -> None:
        """Have the effect carried out, and know what it made. There is no way back across it."""
        session = self.session
        self._done += 1
        origin = f"{session.reference}/{self.frame.flow}.{self.frame.node}/{session.turn}.{self._done}"
        made = dict(self.host.perform(effect, origin))
        contact = made.pop("contact", session.contact)
        self.session = replace(
            session,
            contact=contact,
            village=made.pop("village", session.village),
            language=contact.get("language") or session.language,
            names={**session.names, **made},
            trail=(),
        )

    def _labels(self, language: str) -> template.Labels:
        """How `{category|label}` reads: the label of the option that the saved value came from."""
        languages = self.catalog.languages_from(language)

        def label(name: str, value: str) -> str:
            for flow in self.catalog.flows.values():
                for node in flow.node.values():
                    if isinstance(node, Menu) and node.save == name:
                        for option in node.options:
                            if option.value == value:
                                return option.label.in_language(languages)
            return value

        return label
