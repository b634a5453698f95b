"""The web phone at `/simulator` and the telco behind it, for demonstrations and for trying flows out."""

from gateway.phone.page import make_blueprint

__all__ = ["make_blueprint"]
