"""The categories under which flows open tickets are categories of config.toml: the desk takes no other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flows import template
from flows.checks.base import Examination, nearest
from flows.checks.graphs import reached
from flows.checks.names import given_by
from flows.checks.parts import ways_of
from flows.definition import Create, Flow, Menu
from flows.positions import Path
from gateway.config import Settings

ADD = "; add it to [categories]"


def check(flows: Examination, settings: Settings) -> None:
    """Report each value that a ticket's category may get from its flow, and that is no category, or one of another
    kind than the ticket.
    """
    kinds = {one.kind for one in settings.categories.values()}
    for name, flow in flows.flows.items():
        told: set[tuple[str, str]] = set()
        for path, value, kind in _categories(flow):
            category = settings.categories.get(value)
            fault = ("kind", kind) if category else ("value", value)
            if fault in told or (category and (kind == category.kind or kind not in kinds)):
                continue
            told.add(fault)
            said = f'config.toml has no category "{value}"{nearest(value, settings.categories) or ADD}'
            if category:
                said = f'the category "{value}" is of the kind "{category.kind}", and its ticket a "{kind}": say one'
            flows.at_value(f"{name}.toml", path, said)


def unknown(flows: Mapping[str, Flow], settings: Settings) -> list[str]:
    """The categories under which flows open tickets, and of which config.toml, as it was read, knows nothing."""
    return sorted(opened(flows) - settings.categories.keys())


def opened(flows: Mapping[str, Flow]) -> set[str]:
    """The categories under which flows open tickets, as far as it is written or saved by a menu."""
    return {value for flow in flows.values() for _, value, _ in _categories(flow)}


def check_opened(found: Examination, file: str, flows: Examination, settings: Settings) -> None:
    """Warn of each category of tickets in config.toml (`file`) under which no flow opens any: it leads nowhere.

    Nothing is told where something is wrong with a flow, or one takes its category from elsewhere than a menu.
    """
    written = [_written(one) for flow in flows.flows.values() for one in flow.node.values() if isinstance(one, Create)]
    saved = {body.save for flow in flows.flows.values() for body in flow.node.values() if isinstance(body, Menu)}
    wrong = any(problem.severity == "error" for problem in flows.problems)
    if wrong or not all(one.strip("{}") in saved for one in written if "{" in one):
        return
    used = opened(flows.flows) | set(written)
    for name, category in settings.categories.items():
        if category.kind != "product" and name not in used:
            said = f'no flow opens a ticket of the category "{name}": offer it in a menu, or take it out'
            found.warn_at_key(file, ("categories", name), said)


def _written(node: Create) -> str:
    """The category of the ticket that it opens, as the flow has it."""
    return (node.create.ticket or {}).get("category", "")


def _categories(flow: Flow) -> Iterator[tuple[Path, str, str]]:
    """Each category that is written in a `create.ticket`, or that a menu saves for one; and the ticket's kind, "" where
    that is not written.
    """
    for node, body in flow.node.items():
        if not isinstance(body, Create) or body.create.ticket is None or "category" not in body.create.ticket:
            continue
        written, kind = body.create.ticket["category"], body.create.ticket.get("kind", "")
        kind = "" if "{" in kind else kind
        try:
            parts = template.parse(written)
        except template.TemplateError:
            continue
        if all(isinstance(part, str) for part in parts):
            yield ("node", node, "create", "ticket", "category"), written, kind
        elif len(parts) == 1 and isinstance(parts[0], template.Placeholder) and not parts[0].filter:
            yield from ((path, value, kind) for path, value in _saved_for(flow, parts[0].name, node))


def _saved_for(flow: Flow, name: str, create: str) -> Iterator[tuple[Path, str]]:
    """The values that menus save as `name`, and that nothing saves over on the way to `create`."""
    ways = {
        node: [] if name in given_by(body) else [target for _, target in ways_of(body)]
        for node, body in flow.node.items()
    }
    for node, body in flow.node.items():
        if isinstance(body, Menu) and body.save == name:
            for index, option in enumerate(body.options):
                if option.value is not None and create in reached(ways, [option.goto or body.next or ""]):
                    yield ("node", node, "options", index, "value"), option.value
