"""Whatever slips into a shipped flow, it is refused with a place, or dialled to its ends without a fault.

`make mutants` tries ten thousand of them; `MUTANTS` says how many, `SEED` which: the same number, the same slips.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings

from flows import catalog, engine
from flows.catalog import Catalog
from flows.check import examine
from flows.definition import Ask, Choose, Menu
from flows.dialogue import Dialogue
from flows.effects import Effect
from flows.gsm7 import fits
from flows.screens import pages_of
from flows.session import Session
from gateway import catalogs
from tests.flows.banten import LANGUAGES, MADE, caller, newcomer, officer
from tests.flows.banten import settings as configured
from tests.flows.in_memory import PIN, Village
from tests.flows.mutants import files, mutants

MANY = int(os.environ.get("MUTANTS", "50"))
SEED = int(os.environ.get("SEED", "0"))
SHARES = 10
"""So that several processes can share the work."""
TURNS = 150
"""Of one dialled mutant, for each caller."""
TYPED = {
    "text": "Jembatan ambruk di RT 02", "number": "3", "money": "15rb", "phone": "081234567890", "date": "besok", "code": MADE,
    "pin": PIN, "season": "11-2", "pattern": "3604012345678901",
}  # fmt: skip


@pytest.mark.parametrize("share", range(SHARES))
def test_a_slip_is_refused_with_its_place_or_dialled_to_its_ends(share: int) -> None:
    @seed(SEED * SHARES + share)
    @settings(
        max_examples=max(1, MANY // SHARES), deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(mutants())
    def tried(mutant: tuple[str, str]) -> None:
        flow, text = mutant
        found = refused_or_read({**files(), f"{flow}.toml": text})
        if found is not None:
            dialled(found, flow)

    tried()


class Desk(Village):
    """The desk refuses what there is not: a ticket without a code, a status that is none."""

    def perform(self, effect: Effect, origin: str) -> Mapping[str, Any]:
        try:
            return super().perform(effect, origin)
        except KeyError:
            return {"result": "unknown"}


def refused_or_read(changed: dict[str, str]) -> Catalog | None:
    said = configured()
    keys = catalog.Navigation(**said.navigation.model_dump())
    found = examine(
        changed, languages=said.languages, navigation=keys, entries=catalogs.entries(said), fills=catalogs.fills(said),
        play=False,
    )  # fmt: skip
    for problem in found.problems:
        lines = changed.get(problem.file, "").split("\n")
        assert 1 <= problem.line <= len(lines), problem
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1, problem
        assert problem.reason
        assert "\n" not in problem.reason
    if any(problem.severity == "error" for problem in found.problems):
        return None
    return Catalog("r", said.languages, keys, found.flows, found.phrases, changed)


def dialled(flows: Catalog, flow: str) -> None:
    """Every way of a flow that its callers can take, as far as `TURNS` go."""
    for language in LANGUAGES:
        for host in (
            Desk(caller(language), tickets={MADE: True}),
            Desk(officer(language), ours=[MADE], officers=["Jajat Sudrajat"], result="not_allowed"),
            Desk(newcomer() | {"language": language}),
        ):
            _every_way(flows, flow, host)


def _every_way(flows: Catalog, flow: str, host: Village) -> None:
    first = engine.begin(
        flows, host, reference="r", medium="ussd", flow=flow, contact=dict(host.contact), village=host.village, today="2026-11-24",
    )  # fmt: skip
    waiting, seen, turns = [first], set(), 0
    while waiting and turns < TURNS:
        turn = waiting.pop()
        assert turn.text.strip()
        assert fits(("END " if turn.final else "CON ") + turn.text, 160, 70), turn.text
        place = (turn.session.frames, turn.session.page, turn.session.search)
        if turn.final or place in seen:
            continue
        seen.add(place)
        for said in _inputs(flows, turn.session, host):
            session = Session.from_dict(json.loads(json.dumps(turn.session.to_dict())))
            waiting.append(engine.answer(lambda _revision: flows, session, said, host))
            turns += 1


def _inputs(flows: Catalog, session: Session, host: Village) -> list[str]:
    dialogue = Dialogue(flows, session, host)
    node, more = dialogue.node, ["98"] if session.page + 1 < len(pages_of(dialogue)) else []
    if isinstance(node, Menu):
        return ["x", *more, *(str(number) for number in range(1, len(node.options) + 1))]
    if isinstance(node, Ask):
        return ["", *more, TYPED[node.accept.kind]]
    return [*more, "mekarsari", "1"] if isinstance(node, Choose) else more
