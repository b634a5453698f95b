"""Deadlines that lead nowhere: of what is no ticket, of which nobody hears, or after which the ticket is gone."""

from __future__ import annotations

from flows.checks.base import Examination
from gateway.config import Settings

PASSED = "ticket_escalated_officer"
"""The notice that tells whose turn it is after a deadline."""


def check(found: Examination, file: str, settings: Settings) -> None:
    """Warn of each in `file`, whose settings these are."""
    for name, category in settings.categories.items():
        for key in sorted(category.model_fields_set & {"deadline", "urgent"}) if category.kind == "product" else ():
            said = f'"{name}" is of products, and no ticket is opened under it: {key} does nothing here'
            found.warn(file, ("categories", name, key), said)
    _check_told(found, file, settings)
    _check_kept(found, file, settings)


def _check_told(found: Examination, file: str, settings: Settings) -> None:
    if PASSED in settings.notices:
        return
    said = f"nobody hears when this has passed: [notices] has no {PASSED}"
    if "deadline_working_days" in settings.desk.model_fields_set:
        found.warn_at_key(file, ("desk", "deadline_working_days"), said)
    for name, category in settings.categories.items():
        if category.deadline is not None and category.kind != "product":
            found.warn_at_key(file, ("categories", name, "deadline"), said)


def _check_kept(found: Examination, file: str, settings: Settings) -> None:
    kept, reopened = settings.retention.tickets, settings.desk.reopen_days
    if 0 < kept < reopened:
        said = f"a ticket may be opened again for {reopened} days, and after {kept} nobody knows whose it is"
        found.warn(file, ("retention", "tickets"), said)
