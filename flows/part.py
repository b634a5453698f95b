"""What all parts of a flow file are made of: immutable models, and texts by language."""

from __future__ import annotations

import re
from typing import Any

from pydantic import BaseModel, ConfigDict, RootModel, model_validator

ANY_LANGUAGE = "*"
"""The language of a text that was written once for all languages (`label = "{name}"`)."""


def is_language(key: str) -> bool:
    """Whether it is written as the code of a language is: `id`, `su`, `zh-Hant`."""
    return re.fullmatch(r"[a-z]{2,3}(-[A-Za-z]{2,4})?", key) is not None


class Part(BaseModel):
    """The base of all parts of a flow file: immutable, and no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Text(RootModel[dict[str, str]]):
    """A text by language: `{"id": "Lapor", "su": "Lapor"}`; a bare string is for every language."""

    model_config = ConfigDict(frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _for_all_languages(cls, value: Any) -> Any:
        return {ANY_LANGUAGE: value} if isinstance(value, str) else value

    def in_language(self, languages: tuple[str, ...]) -> str:
        """The text in the first of `languages` that it has; `""` when it has none of them."""
        for language in (*languages, ANY_LANGUAGE):
            if language in self.root:
                return self.root[language]
        return ""
