"""The web phone at `/simulator` and the telco behind it, for demonstrations and for trying flows out."""

from gateway.phone.page import is_open, make_blueprint

__all__ = ["is_open", "make_blueprint"]
