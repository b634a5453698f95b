"""What a `[[test]]` of a flow file may say."""

from __future__ import annotations

from typing import Any, Literal

from flows.part import Part

Records = tuple[dict[str, Any], ...] | None


class Given(Part):
    """What a test meets instead of what the made-up village has: records (`[]`: none), fields of the caller, and what
    comes of each change. What a record does not name is as in the first that the village has.
    """

    contact: dict[str, Any] = {}
    result: str = "done"
    villages: Records = None
    categories: Records = None
    products: Records = None
    tickets: Records = None
    inquiries: Records = None
    officers: Records = None
    takers: Records = None
    kept: Records = None
    workload: Records = None
    audience: Records = None
    broadcast: Records = None


class Example(Part):
    """One `[[test]]`: a dialogue that must come out so. `newcomer`: of somebody of whom nothing is known; `role`: of an
    officer, whose PIN was asked already unless `pin` says otherwise. With `medium = "sms"` it is by text, and the first
    step types what stands behind the keyword.
    """

    name: str
    dialog: tuple[tuple[str, str], ...]
    medium: Literal["ussd", "sms"] = "ussd"
    language: str = ""
    newcomer: bool = False
    role: Literal["", "operator", "head", "district", "regency", "province"] = ""
    pin: Literal["none", "closed", "open", "locked"] | None = None
    given: Given = Given()
    makes: dict[str, dict[str, Any]] = {}
