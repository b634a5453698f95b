"""What a flow file may say, as pydantic models.

A flow file is TOML: `title`, `start`, a table per node under `[node.NAME]`, and `[[test]]` dialogues.
The kind of a node is the key that it holds: menu, choose, ask, create, update, send, branch, call, end.
Every model is frozen: a flow never changes once it is loaded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from flows.accept import Accept
from flows.example import Example
from flows.part import Part, Text

Source = Literal[
    "villages", "categories", "products", "tickets", "inquiries", "officers", "takers", "workload", "kept", "audience",
    "broadcast",
]  # fmt: skip
Recipient = Literal["contact", "officers", "seller", "buyer"]


Number = Annotated[int, Field(ge=1, le=999)]


class Labelled(Part):
    """A text by language, written beside the other keys."""

    label: Text

    @model_validator(mode="before")
    @classmethod
    def _gather_label(cls, value: Any) -> Any:
        if not isinstance(value, Mapping) or "label" in value:
            return value
        own = cls.model_fields.keys()
        return {k: v for k, v in value.items() if k in own} | {
            "label": {k: v for k, v in value.items() if k not in own}
        }


class Option(Labelled):
    """One line of a menu: its label by language, what it saves, where it leads, when it is shown, and its number where
    that is not the one after the option before it.

    also: other words that mean it, in all languages; kept: the word that means it belongs to the sentence that follows
    """

    value: str | None = None
    goto: str | None = None
    when: str | None = None
    number: Number | None = None
    also: tuple[str, ...] = ()
    kept: bool = False


class Retired(Labelled):
    """The number of an option that is no more, and where what it was has gone."""

    number: Number


class Menu(Part):
    """A question with fixed options; `next` serves the options that have no `goto` of their own."""

    menu: Text
    options: tuple[Option, ...]
    save: str | None = None
    next: str | None = None
    retired: tuple[Retired, ...] = ()


class Choose(Part):
    """A list that is looked up; typing narrows it. `save` keeps the whole record.

    `typed`: nothing is listed before something was typed (a list too long to leaf through).
    `single`: the only record there is, is taken without asking.
    `search`: a text whose rendering is searched for at once (`search = "{name}"`).
    """

    choose: Text
    source: Source = Field(alias="from")
    where: dict[str, str] = {}
    search: str = ""
    label: Text
    save: str
    next: str
    empty: str
    typed: bool = False
    single: bool = False


class Ask(Part):
    """A free input. `default`: what answers it where the words of a text message (`fills`) do not."""

    ask: Text
    accept: Accept
    save: str
    next: str
    hint: Text | None = None
    default: str = ""


class CreateFields(Part):
    ticket: dict[str, str] | None = None
    inquiry: dict[str, str] | None = None
    product: dict[str, str] | None = None
    broadcast: dict[str, str] | None = None


class Create(Part):
    """A ticket, an inquiry, a product or a call-out. What it made is named so from here on."""

    create: CreateFields
    next: str


class UpdateFields(Part):
    contact: dict[str, str] | None = None
    pin: dict[str, str] | None = None
    ticket: dict[str, str] | None = None
    inquiry: dict[str, str] | None = None
    product: dict[str, str] | None = None
    broadcast: dict[str, str] | None = None


class Update(Part):
    """A change of something that is there."""

    update: UpdateFields
    next: str


class Send(Part):
    """An SMS to somebody: `send.seller.id = "..."`."""

    send: dict[Recipient, Text]
    next: str


class Case(Part):
    """One line of a branch: `when` with `goto`, or the `else`."""

    when: str | None = None
    goto: str | None = None
    otherwise: str | None = Field(default=None, alias="else")

    @model_validator(mode="after")
    def _one_form(self) -> Case:
        if (self.otherwise is None) == (self.when is None and self.goto is None) or (
            self.otherwise is None and (self.when is None or self.goto is None)
        ):
            raise ValueError("a case is { when = ..., goto = ... } or { else = ... }")
        return self

    @property
    def target(self) -> str:
        return self.otherwise or self.goto or ""


class Branch(Part):
    """The first case whose `when` holds; the last is the `else`."""

    branch: tuple[Case, ...]


class Call(Part):
    """Another flow, and back here with its answers; without `next` the dialogue goes on there and ends there."""

    call: str
    next: str | None = None


class End(Part):
    """The last screen; `sms` also sends it as an SMS. `stop`: the dialogue ends here also where another flow called."""

    end: Text
    sms: bool = False
    stop: bool = False


NODE_KINDS: dict[str, type[Part]] = {
    "menu": Menu, "choose": Choose, "ask": Ask, "create": Create, "update": Update,
    "send": Send, "branch": Branch, "call": Call, "end": End,
}  # fmt: skip


def kind_of(node: Any) -> str:
    """The kind of a node, written or loaded: `"menu"`, or `""` when it has none or several."""
    keys = set(node) if isinstance(node, Mapping) else set(type(node).model_fields)
    kinds = [kind for kind in NODE_KINDS if kind in keys]
    return kinds[0] if len(kinds) == 1 else ""


Node = Annotated[
    Annotated[Menu, Tag("menu")]
    | Annotated[Choose, Tag("choose")]
    | Annotated[Ask, Tag("ask")]
    | Annotated[Create, Tag("create")]
    | Annotated[Update, Tag("update")]
    | Annotated[Send, Tag("send")]
    | Annotated[Branch, Tag("branch")]
    | Annotated[Call, Tag("call")]
    | Annotated[End, Tag("end")],
    Discriminator(kind_of),
]


class Flow(Part):
    """One flow file; its name is the file's."""

    title: Text
    start: str
    node: dict[str, Node]
    test: tuple[Example, ...] = ()


def targets(node: Part) -> Iterator[str]:
    """The names of the nodes that a node can lead to, in the order in which it names them."""
    if isinstance(node, Menu):
        yield from (option.goto for option in node.options if option.goto)
    if isinstance(node, Branch):
        yield from (case.target for case in node.branch)
    follower = getattr(node, "next", None)
    if follower:
        yield follower
    if isinstance(node, Choose):
        yield node.empty
