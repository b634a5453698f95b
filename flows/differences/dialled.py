"""What each longer code means (`*384*36*2*1#`), and which of them mean something else in another catalog."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flows import engine
from flows.catalog import Catalog
from flows.checks.sample import TODAY, Sample
from flows.definition import Call, Flow, Menu, Option
from flows.dialogue import Dialogue
from flows.engine import Turn
from flows.nodes import menu
from flows.part import Part

ROLES = ("", "operator", "head", "district", "regency", "province")
"""For whom it is looked: a villager, and each kind of officer."""

DEEPEST = 6
"""Numbers in a code; nobody learns more by heart."""

Path = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """What one number means: the option's value and where it leads, `flow.node` or another flow. `label`: how it reads
    in the first language.
    """

    value: str
    to: str
    label: str


@dataclass(frozen=True, slots=True)
class Renumbered:
    """A code that means something else. `now` is None where it means nothing any more."""

    code: str
    was: str
    now: str | None

    def __str__(self) -> str:
        return f'{self.code} was "{self.was}", ' + (f'is now "{self.now}"' if self.now else "answers nothing now")


def renumbered(old: Catalog, new: Catalog, codes: Mapping[str, str]) -> list[Renumbered]:
    """The dial paths of `old` that mean something else in `new`, or nothing; a number that is retired there says where
    it went, and is none of them. `codes`: each USSD code and the flow that it opens.
    """
    found: dict[tuple[str, Path], Renumbered] = {}
    for code, flow in codes.items():
        for role in ROLES if flow in old.flows else ():
            before, _ = dialled(old, flow, role)
            after, retired = dialled(new, flow, role) if flow in new.flows else ({}, set())
            for path, steps in before.items():
                now = after.get(path)
                if (now and _are_same(steps, now, new)) or _is_retired(path, retired):
                    continue
                named = f"{code.removesuffix('#')}*{'*'.join(map(str, path))}#"
                found.setdefault((code, path), Renumbered(named, _read(steps), _read(now) if now else None))
    return [found[one] for one in sorted(found)]


def dialled(catalog: Catalog, flow: str, role: str) -> tuple[dict[Path, tuple[Step, ...]], set[Path]]:
    """What each path through menus means, step by step, and the paths that end in a retired number."""
    host = Sample(catalog.languages[0], role=role)
    first = engine.begin(
        catalog, host, reference="diff", medium="ussd", flow=flow, contact=host.contact, village=host.village,
        today=TODAY, deep=True,
    )  # fmt: skip
    meanings: dict[Path, tuple[Step, ...]] = {}
    retired: set[Path] = set()
    waiting: list[tuple[Path, Turn]] = [((), first)]
    while waiting:
        path, turn = waiting.pop(0)
        node = _menu_at(catalog, turn)
        if node is None:
            continue
        retired |= {(*path, one.number) for one in node.retired}
        for number, option in _numbered(catalog, turn, node, role):
            here = (*path, number)
            meanings[here] = (*meanings.get(path, ()), _step(catalog, turn, node, option))
            if len(here) < DEEPEST:
                waiting.append((here, _answered(catalog, turn, number, role)))
    return meanings, retired


def _menu_at(catalog: Catalog, turn: Turn) -> Menu | None:
    """The menu that is asked; none where the dialogue is over, or the same was asked on the way to it."""
    frame = turn.session.frames[-1]
    node: Part = catalog.flows[frame.flow].node[frame.node]
    again = any(step[-1] == frame for step in turn.session.trail)
    return node if isinstance(node, Menu) and not turn.final and not again else None


def _numbered(catalog: Catalog, turn: Turn, node: Menu, role: str) -> Iterator[tuple[int, Option]]:
    dialogue = Dialogue(catalog, turn.session, Sample(turn.session.language, role=role))
    return zip(menu.numbers_of(dialogue, node), menu.shown(dialogue, node), strict=True)


def _answered(catalog: Catalog, turn: Turn, number: int, role: str) -> Turn:
    """With a host that nothing has happened to yet."""
    return engine.answer(lambda _revision: catalog, turn.session, str(number), Sample("", role=role))


def _step(catalog: Catalog, turn: Turn, node: Menu, option: Option) -> Step:
    flow = turn.session.frames[-1].flow
    target = option.goto or node.next or ""
    leads: Part = catalog.flows[flow].node[target]
    to = leads.call if isinstance(leads, Call) else f"{flow}.{target}"
    return Step(option.value or "", to, option.label.in_language(catalog.languages))


def _are_same(steps: tuple[Step, ...], now: tuple[Step, ...], new: Catalog) -> bool:
    """Whether each step means the same: it leads there still, or reads the same where that has another name now."""
    return all(
        (one.value, one.to) == (other.value, other.to) or (one.label == other.label and not _is_there(new, one.to))
        for one, other in zip(steps, now, strict=True)
    )


def _is_there(catalog: Catalog, to: str) -> bool:
    flow, _, node = to.partition(".")
    known: Flow | None = catalog.flows.get(flow)
    return known is not None and (not node or node in known.node)


def _is_retired(path: Path, retired: set[Path]) -> bool:
    return any(path[:length] in retired for length in range(1, len(path) + 1))


def _read(steps: tuple[Step, ...]) -> str:
    return " > ".join(step.label for step in steps)
