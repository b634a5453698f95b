"""One `kentongan up` for several tests: each is lent it well and with nobody known, and has to give it back well."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from models import Base
from tests.black_box.outages import Service

KEPT = {"village", "officer", "seller", "product", "revision", "publication", "channel_state"}
"""What is there after a start; all else came of what people did."""
FORGET = f"TRUNCATE {', '.join(sorted(set(Base.metadata.tables) - KEPT))}"
UNDER_WAY = "SELECT count(*) FROM message WHERE direction = 'out' AND status IN ('queued', 'sending')"


@dataclass
class Shared:
    """`begin` starts one: for the first test, and for the one after a test that did not leave it well."""

    begin: Callable[[], Service]
    service: Service | None = None
    lent: int = 0

    @contextlib.contextmanager
    def lend(self) -> Iterator[Service]:
        """For one test, whose fault it is where it is not well afterwards, or a message does not go out."""
        self.service = service = self.service or self.begin()
        self.lent += 1
        try:
            service.soon(lambda: forgets(service))
            yield replace(service, lent=f"{self.lent}/", heard=len(service.up.output))
            service.soon(service.is_well)
            service.soon(lambda: service.rows(UNDER_WAY) == [(0,)])
        except BaseException:
            self.end()
            raise

    def end(self) -> None:
        if self.service is not None:
            self.service.up.clean_up()
        self.service = None


def forgets(service: Service) -> bool:
    """Everybody who was there before; not at once where a sweep is just looking."""
    with service.database() as database:
        try:
            with database.begin() as connection:
                connection.execute(text("SET LOCAL lock_timeout = '200ms'"))
                connection.execute(text(FORGET))
        except OperationalError:
            return False
    return True
