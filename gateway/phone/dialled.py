"""What a person dials -> the channel's code and the first input, as a telco splits it."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.config import Settings


@dataclass(frozen=True, slots=True)
class Dialled:
    """`text` is the deep part: `*384*36*2*1#` where `*384*36#` is ours gives `2*1`; "" for the plain code."""

    channel: str
    code: str
    text: str


def split(dialled: str, settings: Settings) -> Dialled | None:
    """The longest configured code that fits; None for a code that is nobody's. Spaces are passed over."""
    wanted = dialled.replace(" ", "").removesuffix("#")
    found = [
        Dialled(channel, code, wanted[len(stem) + 1 :])
        for channel, channel_settings in settings.channels.items()
        for code in channel_settings.ussd
        for stem in [code.removesuffix("#")]
        if wanted == stem or wanted.startswith(f"{stem}*")
    ]
    return max(found, key=lambda one: len(one.code), default=None)
