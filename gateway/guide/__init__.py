"""The card that a village hangs on its wall: what to dial, the menus, and the words to text. One A4 page."""

from gateway.guide.card import AUDIENCES, Card, NoCard, make
from gateway.guide.page import page
from gateway.guide.pdf import NoBrowser, printed

__all__ = ["AUDIENCES", "Card", "NoBrowser", "NoCard", "make", "page", "printed"]
