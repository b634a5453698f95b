"""Where one dialogue stands: a value, to and from a plain dict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Medium = Literal["ussd", "sms"]


@dataclass(frozen=True, slots=True)
class Frame:
    """A place: a node of a flow. The last frame of a session is where it stands, those before called it."""

    flow: str
    node: str

    def to_dict(self) -> dict[str, str]:
        return {"flow": self.flow, "node": self.node}


@dataclass(frozen=True, slots=True)
class Session:
    """One dialogue between two inputs. Immutable: `answer` gives the next one.

    reference  names the dialogue for ever; the origin of an effect is `reference/flow.node/turn.number`,
               its number in that turn
    today      local date on which it began, `YYYY-MM-DD`
    contact    the caller as known: phone name language village role roles consent known pin last_ticket last_inquiry
               (village: Kemendagri code or ""; role: "" or the first role; known: bool; pin: none closed open locked)
    village    the caller's village: code name district regency; {} when not known
    names      answers by their `save`, and what effects made (`ticket`, `inquiry`)
    turn       how many inputs were taken
    tries      wrong inputs in a row at this node
    page       the page of the screen that is shown, from 0
    problem    what was wrong with the last input, as it was said: it stands above the question on its first page
    search     what was typed to narrow a `choose`
    offered    codes of the records that a `choose` has shown, in their order
    trail      frames of the earlier screens, for "back"; emptied by an effect
    unanswered an input that was taken and that nobody could answer then (the database was away): who goes on with the
               dropped dialogue need not type it again
    pending    the dropped dialogue that is being offered again (its `to_dict`), or None
    fills      names that the words of `rest` still answer, in order (an SMS such as `LAPOR jalan ...`)
    hinted     words before `rest` that hinted at an option and still belong to the sentence, with a space after them
    home       the flow to which "home" leads where that is not `entry` (a dialogue by text), or ""
    about      the code of the ticket or inquiry of which the message spoke that this dialogue answers, in digits; or ""
    """

    reference: str
    revision: str
    medium: Medium
    language: str
    today: str
    contact: Mapping[str, Any]
    village: Mapping[str, Any]
    frames: tuple[Frame, ...]
    entry: str
    deep: bool = False
    names: Mapping[str, Any] = field(default_factory=dict)
    turn: int = 0
    tries: int = 0
    page: int = 0
    problem: str = ""
    search: str = ""
    offered: tuple[str, ...] = ()
    trail: tuple[tuple[Frame, ...], ...] = ()
    fills: tuple[str, ...] = ()
    rest: str = ""
    hinted: str = ""
    about: str = ""
    home: str = ""
    unanswered: str = ""
    pending: Mapping[str, Any] | None = None
    ended: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values; its mappings are this session's own."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        frames = [frame.to_dict() for frame in self.frames]
        return plain | {"frames": frames, "trail": [[frame.to_dict() for frame in step] for step in self.trail]}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Session:
        """The session that `to_dict` wrote. A missing or unknown field raises TypeError."""
        frames = tuple(Frame(**frame) for frame in data["frames"])
        trail = tuple(tuple(Frame(**frame) for frame in step) for step in data["trail"])
        listed = {key: tuple(data[key]) for key in ("offered", "fills")}
        return cls(**{**data, **listed, "frames": frames, "trail": trail})
