"""A card -> one HTML file that needs nothing else: no script, font or picture from elsewhere."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from gateway.guide.card import Card

_TEMPLATES = Environment(
    loader=PackageLoader("gateway.guide"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
    lstrip_blocks=True,
)  # fmt: skip


def page(card: Card) -> str:
    return _TEMPLATES.get_template("card.html").render(card=card, texts=card.texts)
