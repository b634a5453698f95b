"""What Prometheus reads: the counters of all web processes, and the messages by status."""

from __future__ import annotations

import os
from collections.abc import Iterator

from prometheus_client import REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from sqlalchemy import func, select

from gateway.runtime import DATABASE_AWAY, Runtime
from models import Message


def exposition(runtime: Runtime) -> bytes:
    """Prometheus's text. Without the messages while the database is away."""
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(REGISTRY)
    registry.register(_Messages(runtime))
    return generate_latest(registry)


class _Messages:
    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing beforehand: registering asks no database."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """One number per direction, channel and status."""
        labels = (Message.direction, Message.channel, Message.status)
        family = GaugeMetricFamily("kentongan_messages", "Messages kept", labels=["direction", "channel", "status"])
        try:
            with self.runtime.database.connect() as connection:
                for *named, count in connection.execute(select(*labels, func.count()).group_by(*labels)):
                    family.add_metric([str(name) for name in named], count)
        except DATABASE_AWAY:
            return
        yield family
