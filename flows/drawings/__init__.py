"""Menus as people dial them, drawn. `graph` (one flow) and `menus` (all that a code opens) say what there is; `svg`,
`dot` and `mermaid` write that in one form each.
"""

from __future__ import annotations

from collections.abc import Callable

from flows.drawings import dot, mermaid, svg
from flows.drawings.graph import Graph, graph
from flows.drawings.menus import menus
from flows.drawings.tree import Line, tree

__all__ = ["FORMS", "Graph", "Line", "graph", "menus", "tree"]

FORMS: dict[str, Callable[[Graph], str]] = {"svg": svg.write, "dot": dot.write, "mermaid": mermaid.write}
"""Name of a form -> what writes a graph in it."""
