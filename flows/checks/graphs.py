"""Questions about graphs: node -> the nodes that it leads to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

Graph = Mapping[str, Iterable[str]]


def reached(graph: Graph, starts: Iterable[str]) -> set[str]:
    """`starts`, and all that they lead to."""
    found: set[str] = set()
    waiting = [start for start in starts if start in graph]
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting += [target for target in graph[node] if target in graph]
    return found


def unreached(graph: Graph, starts: Iterable[str]) -> dict[str, list[str]]:
    """What nothing leads to from `starts`: each first of it, with those that it leads to."""
    found = reached(graph, starts)
    lost = [node for node in graph if node not in found]
    led_to = {target for node in lost for target in graph[node] if target != node}
    first: dict[str, list[str]] = {}
    for node in sorted(lost, key=lambda one: one in led_to):
        if node not in found:
            inner = reached(graph, [node]) - found
            first[node] = [one for one in lost if one in inner and one != node]
            found |= inner
    return first


def first_loop(graph: Graph) -> list[str]:
    """A way round, from the first of its nodes in the order of `graph`; empty where there is none."""
    done: set[str] = set()
    for start in graph:
        way: dict[str, None] = {}
        stack = [(start, iter(graph[start]))] if start not in done else []
        way |= dict.fromkeys([start] if stack else [])
        while stack:
            node, steps = stack[-1]
            target = next((one for one in steps if one in graph and one not in done), None)
            if target is None:
                stack.pop()
                del way[node]
                done.add(node)
            elif target in way:
                return _from_first(list(way)[list(way).index(target) :], list(graph))
            else:
                way[target] = None
                stack.append((target, iter(graph[target])))
    return []


def _from_first(loop: list[str], order: list[str]) -> list[str]:
    index = loop.index(min(loop, key=order.index))
    return loop[index:] + loop[:index]
