"""The examples on the cards do what the cards say: whoever copies one is understood."""

from __future__ import annotations

import pytest

from gateway.config import Settings
from gateway.conversation import keywords
from gateway.runtime import Runtime
from tests.gateway.conversation.conftest import MakePhone, tickets
from tests.gateway.conversation.test_sms_desk import OPERATOR, Texting, give_pin

REPORT = {"id": "LAPOR jalan ambruk di RT 02", "su": "LAPOR jalan ambruk di RT 02", "en": "REPORT road gone in RT 02"}
CODE = "4821367"
"""The code of the examples, for which people put theirs."""


def understood(settings: Settings, keyword: str, replies: list[str]) -> bool:
    """Whether there is one reply, and it says neither what there is to text nor that nothing was found."""
    helps = [text.partition(":")[0] for name in ("help", "help_officer") for text in settings.notices[name].values()]
    lost = ("belum ketemu", "teu kapanggih", "was not found")
    asked_for_help = settings.keywords[keyword].action == "help"
    return len(replies) == 1 and not any(one in replies[0] for one in lost) and (
        replies[0].startswith(tuple(helps)) == asked_for_help
    )  # fmt: skip


@pytest.mark.parametrize("language", ["id", "su", "en"])
def test_a_villagers(settings: Settings, make_phone: MakePhone, runtime: Runtime, language: str) -> None:
    phone = make_phone(language=language)
    phone.sms(REPORT[language], "report")
    own = tickets(runtime)[0][0]
    for keyword, example in settings.guide.villagers.items():
        replies = phone.sms(example[language].replace(CODE, own), keyword)
        assert understood(settings, keyword, replies), (example[language], replies)


@pytest.mark.parametrize("language", ["id", "su", "en"])
def test_an_officers(settings: Settings, make_phone: MakePhone, runtime: Runtime, language: str) -> None:
    make_phone().sms(REPORT["id"], "report")
    give_pin(runtime, OPERATOR, asked=True)
    officer = Texting(runtime, OPERATOR)
    for keyword, example in settings.guide.officers.items():
        found = keywords.find(settings, example[language], ["operator"])
        assert found
        assert (found.name, found.exact) == (keyword, True)
        replies = officer.sms(example[language].replace(CODE, tickets(runtime)[0][0]))
        assert understood(settings, keyword, replies), (example[language], replies)
