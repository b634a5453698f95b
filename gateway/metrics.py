"""What is counted. Each web process counts its own; Prometheus adds them up."""

from __future__ import annotations

from prometheus_client import Counter

HOPS = Counter("kentongan_hops_total", "USSD hops answered", ["channel", "kind"])
SMS_IN = Counter("kentongan_sms_in_total", "Text messages received", ["channel"])
BAD_REQUESTS = Counter("kentongan_bad_requests_total", "Callbacks with a wrong field", ["channel", "kind"])
