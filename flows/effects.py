"""What a dialogue may ask the world to do. The engine decides, somebody else carries it out.

Fields that come from a flow file are texts already rendered; `gateway/desk/` has one handler for each type.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class OpenTicket:
    """`create.ticket`. Makes `{"ticket": {"code": "4821-367", "category": ..., "status": ...}}`.

    level   whose turn it is: village district regency province; office: what their office is called
    heard   how many officers are told of it; 0: nobody yet
    """

    kind: str
    category: str
    description: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class OpenInquiry:
    """`create.inquiry`. `product` is a product's code. Makes `{"inquiry": {"code": ..., "cut": ...}, "result": ...}`.

    cut     whether a phone number was taken out of what the caller wrote
    result  done; stopped: the seller takes no messages; not_allowed: it is on sale no more; then there is no inquiry
    """

    product: str
    quantity: str
    question: str


@dataclass(frozen=True, slots=True)
class ChangeContact:
    """`update.contact`. A field left `None` stays. Makes `{"contact": {...}, "village": {...}}`.

    `village` is a Kemendagri code; `consent` is `"yes"` or `"no"`; `pin` is a new PIN, `unlock` one that is tried: what
    came of it is `contact.pin`; `lock` (any text) lets it be asked again though it was asked lately; `erase = "yes"`
    has everything about the caller forgotten.
    """

    language: str | None = None
    village: str | None = None
    name: str | None = None
    consent: str | None = None
    pin: str | None = None
    unlock: str | None = None
    erase: str | None = None
    lock: str | None = None


@dataclass(frozen=True, slots=True)
class ForgetPin:
    """`update.pin`: an officer has the PIN of somebody taken away who forgot it. Makes `{"result": ...}`.

    phone   whose
    result  done; not_yours: there is none, or the caller may not; closed: the caller's PIN must be asked first
    """

    phone: str


@dataclass(frozen=True, slots=True)
class ChangeTicket:
    """`update.ticket`: what somebody does with a ticket. Makes `{"ticket": {...}, "result": ...}`.

    code    the ticket's, in digits
    status  the status that it gets
    note    what only officers read
    answer  what the villager is told
    add     what the villager adds
    to      who shall work it now: an officer's phone, or a level (village district regency province)
    stars   1 to 5
    result  done; not_allowed: its status does not let it; not_yours: the caller may not; closed: the caller's PIN must
            be asked first; unknown: there is no such ticket, or nobody such as `to`

    The ticket made knows too how many officers are told of it (`heard`), and whether its villager is (`told`): yes; no:
    they said STOP, or were forgotten; self: it is they who did it; "": there is nothing to tell.
    """

    code: str
    status: str | None = None
    note: str | None = None
    answer: str | None = None
    add: str | None = None
    to: str | None = None
    stars: str | None = None


@dataclass(frozen=True, slots=True)
class OpenBroadcast:
    """`create.broadcast`: a text to all of an area who agreed to it. Makes `{"broadcast": {...}, "result": ...}`.

    area    a village's code, or the beginning of those of a district or regency
    result  done; repeated: it had the same text just before; nobody: there is nobody to call; not_yours: the caller
            may not; closed: the caller's PIN must be asked first
    """

    area: str
    text: str


@dataclass(frozen=True, slots=True)
class ChangeBroadcast:
    """`update.broadcast`: status `stopped`, so that the rest is not sent. Makes `{"broadcast": {...}, "result": ...}`.

    result  done; not_allowed: it is over already; not_yours, closed: as above; unknown: there is no such call-out
    """

    code: str
    status: str


@dataclass(frozen=True, slots=True)
class ChangeInquiry:
    """`update.inquiry`: what its buyer or its seller does with an inquiry. Makes `{"inquiry": {...}, "result": ...}`.

    code    the inquiry's, in digits
    say     what the other is told, without phone numbers until both agreed; where one was taken out, `inquiry.cut` is
            true
    agree   "yes": the buyer wants it, or the seller gives it; when both do, each gets the other's name and number;
            "no": one's yes is taken back
    decline "yes": nothing comes of it
    report  what is wrong with the other: the village's officers are told, and nothing is passed on any more
    result  done; not_allowed: its status does not let it; not_yours: the caller is neither buyer nor seller; stopped:
            the other takes no messages; unknown: there is no such inquiry
    """

    code: str
    say: str | None = None
    agree: str | None = None
    decline: str | None = None
    report: str | None = None


@dataclass(frozen=True, slots=True)
class OpenProduct:
    """`create.product`: what the caller sells, in the caller's village. Makes `{"product": {...}}`.

    It waits for an officer, or is rejected at once where buyers would read the seller's phone number out of it. One
    that the caller sells there already gets this price, unit and stock. `price` is whole rupiah per `unit`; `seller`:
    what the seller is called, where that is not known yet.
    """

    name: str
    category: str
    price: str
    unit: str
    stock: str
    seller: str = ""


@dataclass(frozen=True, slots=True)
class ChangeProduct:
    """`update.product`: what its seller or an officer does with a product. Makes `{"product": {...}, "result": ...}`.

    status  paused or active, by the seller; active or rejected, by an officer of its village
    season  months such as `11-2`, or `-` for all the year
    said    why it is rejected: the seller reads it
    result  done; not_allowed: its status does not let it; not_yours: the caller may not; closed: the officer's PIN must
            be asked first; number: buyers would read the seller's phone number out of it; unknown: there is no such
            product
    """

    code: str
    price: str | None = None
    stock: str | None = None
    status: str | None = None
    season: str | None = None
    said: str | None = None


@dataclass(frozen=True, slots=True)
class SendMessage:
    """`send`, or `sms = true` at an end. `texts` is the rendered text by language. Makes `{}`.

    `names` is what the dialogue knows (`{"ticket": {...}, "product": {...}}`): who "the seller" is follows from it.
    """

    to: str
    texts: Mapping[str, str]
    names: Mapping[str, object] = field(default_factory=dict)


Target = (
    OpenTicket | OpenInquiry | OpenProduct | OpenBroadcast
    | ChangeContact | ForgetPin | ChangeTicket | ChangeInquiry | ChangeProduct | ChangeBroadcast
)  # fmt: skip
"""What a `create` or `update` can be."""

Effect = Target | SendMessage

BY_TARGET: dict[str, type[Target]] = {
    "create.ticket": OpenTicket,
    "create.inquiry": OpenInquiry,
    "create.product": OpenProduct,
    "create.broadcast": OpenBroadcast,
    "update.contact": ChangeContact,
    "update.pin": ForgetPin,
    "update.ticket": ChangeTicket,
    "update.inquiry": ChangeInquiry,
    "update.product": ChangeProduct,
    "update.broadcast": ChangeBroadcast,
}
"""Which effect a `create` or `update` of a flow file is; its fields are the dataclass's."""
