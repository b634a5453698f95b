"""What is proved of the `[guide]` of config.toml: each example begins with its keyword, each text is there."""

from __future__ import annotations

from flows.checks.base import Examination, listed, nearest
from flows.checks.texts import check_text
from flows.part import Text
from flows.positions import Path
from gateway.config import Settings
from gateway.proof_settings import check_names

_PLACE = frozenset({"name", "service_code", "short_code", "village.name", "village.district", "village.regency"})
TEXTS = frozenset(
    "village place villagers officers dial first_villagers first_officers menu direct then sms sms_note emergency help"
    " stop start".split()
)
"""What a card says beside its menus and examples."""


def check(found: Examination, file: str, settings: Settings) -> None:
    """Report what is wrong in `file`, whose settings these are. A config without a `[guide]` makes no cards."""
    guide = settings.guide
    if not guide.model_fields_set:
        return
    for card in ("villagers", "officers"):
        for keyword, example in getattr(guide, card).items():
            _check_example(found, file, ("guide", card, keyword), example, settings)
    missing = TEXTS - guide.texts.keys()
    for name, words in guide.texts.items():
        check_text(found, file, ("guide", "texts", name), Text(words))
        check_names(found, file, ("guide", "texts", name), words, _PLACE)
        if name not in TEXTS:
            found.at_key(file, ("guide", "texts", name), f'the card says no "{name}"{nearest(name, missing)}')
    if missing:
        found.at_key(file, ("guide",), f"[guide.texts] needs {listed(sorted(missing))} too")


def _check_example(found: Examination, file: str, path: Path, example: dict[str, str], settings: Settings) -> None:
    name = str(path[-1])
    check_text(found, file, path, Text(example))
    if name not in settings.keywords:
        found.at_key(file, path, f'there is no keyword "{name}"{nearest(name, settings.keywords)}')
        return
    words = {word.upper() for word in (name, *settings.keywords[name].aliases)}
    for language, text in example.items():
        if text.split() and text.split()[0].upper() not in words:
            reason = (
                f'an example of {name} begins with one of {listed(sorted(words))}, and not with "{text.split()[0]}"'
            )
            found.at_value(file, (*path, language), reason)
