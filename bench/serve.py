"""`python -m bench.serve bare|synchronous`: one of `bench/web.py`, as `kentongan web` serves the gateway.

In a file of its own for the reason that `gateway/wsgi.py` is.
"""

from __future__ import annotations

import sys

from gateway.commands import web

web.serve(f"bench.web:{sys.argv[1]}")
