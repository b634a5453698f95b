"""What a flow file may say, as pydantic models.

A flow file is TOML: `title`, `start`, a table per node under `[node.NAME]`, and `[[test]]` dialogues.
The kind of a node is the key that it holds: menu, choose, ask, create, update, send, branch, call, end.
Every model is frozen: a flow never changes once it is loaded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, RootModel, Tag, model_validator

ANY_LANGUAGE = "*"
"""The language of a text that was written once for all languages (`label = "{name}"`)."""

Source = Literal["villages", "categories", "products", "tickets", "inquiries", "officers"]
Recipient = Literal["contact", "officers", "seller", "buyer"]


class Part(BaseModel):
    """The base of all parts of a flow file: immutable, and no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Text(RootModel[dict[str, str]]):
    """A text by language: `{"id": "Lapor", "su": "Lapor"}`; a bare string is for every language."""

    model_config = ConfigDict(frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _for_all_languages(cls, value: Any) -> Any:
        return {ANY_LANGUAGE: value} if isinstance(value, str) else value

    def in_language(self, languages: tuple[str, ...]) -> str:
        """The text in the first of `languages` that it has; `""` when it has none of them."""
        for language in (*languages, ANY_LANGUAGE):
            if language in self.root:
                return self.root[language]
        return ""


class Option(Part):
    """One line of a menu: its label by language, what it saves, where it leads, when it is shown."""

    value: str | None = None
    goto: str | None = None
    when: str | None = None
    label: Text

    @model_validator(mode="before")
    @classmethod
    def _gather_label(cls, value: Any) -> Any:
        if not isinstance(value, Mapping) or "label" in value:
            return value
        own = {"value", "goto", "when"}
        return {k: v for k, v in value.items() if k in own} | {
            "label": {k: v for k, v in value.items() if k not in own}
        }


class Menu(Part):
    """A question with fixed options; `next` serves the options that have no `goto` of their own."""

    menu: Text
    options: tuple[Option, ...]
    save: str | None = None
    next: str | None = None


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


class TextInput(Part):
    min: int = 1
    max: int = 300


class NumberInput(Part):
    min: int = 0
    max: int = 1_000_000


class MoneyInput(Part):
    """Whole rupiah."""

    min: int = 0
    max: int = 1_000_000_000


class PhoneInput(Part):
    pass


class DateInput(Part):
    """`from_` and `to` are days relative to today (`from = 0, to = 30`)."""

    from_: int | None = Field(default=None, alias="from")
    to: int | None = None


class CodeInput(Part):
    """The code of a ticket or inquiry: digits with a Damm check digit."""


class PatternInput(Part):
    """`pattern` is RE2 and must match the whole input; `hint` (here or beside `accept`) says what is wanted."""

    pattern: str
    hint: Text | None = None


class PinInput(Part):
    """Six digits."""


class Accept(Part):
    """What an `ask` accepts: exactly one of these."""

    text: TextInput | None = None
    number: NumberInput | None = None
    money: MoneyInput | None = None
    phone: PhoneInput | None = None
    date: DateInput | None = None
    code: CodeInput | None = None
    pattern: PatternInput | None = None
    pin: PinInput | None = None

    @model_validator(mode="before")
    @classmethod
    def _spread(cls, value: Any) -> Any:
        """`accept = "phone"` for `accept = { phone = {} }`; `pattern` and `hint` stand side by side."""
        if isinstance(value, str):
            return {value: {}}
        if isinstance(value, Mapping):
            value = {k: {} if v is True else v for k, v in value.items()}
        if isinstance(value, Mapping) and isinstance(value.get("pattern"), str):
            return {k: v for k, v in value.items() if k not in {"pattern", "hint"}} | {
                "pattern": {k: value[k] for k in ("pattern", "hint") if k in value}
            }
        return value

    @model_validator(mode="after")
    def _exactly_one(self) -> Accept:
        if sum(getattr(self, name) is not None for name in type(self).model_fields) != 1:
            raise ValueError(f"accept takes exactly one of {', '.join(type(self).model_fields)}")
        return self

    @property
    def kind(self) -> str:
        """The one kind of input that is accepted, such as `"money"`."""
        return next(name for name in type(self).model_fields if getattr(self, name) is not None)

    @property
    def rule(self) -> Part:
        """The settings of that kind, such as a `MoneyInput`."""
        rule: Part = getattr(self, self.kind)
        return rule


class Ask(Part):
    """A free input."""

    ask: Text
    accept: Accept
    save: str
    next: str
    hint: Text | None = None


class CreateFields(Part):
    ticket: dict[str, str] | None = None
    inquiry: dict[str, str] | None = None


class Create(Part):
    """Something new: a ticket or an inquiry. What it made is named `ticket` or `inquiry` from here on."""

    create: CreateFields
    next: str


class UpdateFields(Part):
    contact: dict[str, str] | None = None


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
    """The last screen; `sms` also sends it as an SMS."""

    end: Text
    sms: bool = False


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


class Example(Part):
    """One `[[test]]`: a dialogue that must come out so. `newcomer`: of somebody of whom nothing is known."""

    name: str
    dialog: tuple[tuple[str, str], ...]
    language: str = ""
    newcomer: bool = False
    makes: dict[str, dict[str, Any]] = {}


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
