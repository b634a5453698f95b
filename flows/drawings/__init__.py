"""A flow as people dial it, drawn: `graph` says what there is, and each other file writes that in one form."""

from __future__ import annotations

from collections.abc import Callable

from flows.drawings import dot, mermaid, svg
from flows.drawings.graph import Graph, graph

__all__ = ["FORMS", "Graph", "graph"]

FORMS: dict[str, Callable[[Graph], str]] = {"svg": svg.write, "dot": dot.write, "mermaid": mermaid.write}
"""Name of a form -> what writes a graph in it."""
