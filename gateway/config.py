"""config.toml and the environment -> frozen settings. Nothing else of the code reads either."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
from pydantic import AfterValidator, Field, ValidationError, field_validator

from flows.frozen import frozen
from flows.part import is_language
from gateway.sections import (
    BroadcastSettings,
    BudgetSettings,
    CategorySettings,
    ChannelSettings,
    DeskSettings,
    GuideSettings,
    KeywordSettings,
    LimitSettings,
    MarketSettings,
    NavigationSettings,
    PublishingSettings,
    ReplySettings,
    RetentionSettings,
    RightsSettings,
    Section,
    SimulatorSettings,
    Words,
)


class ConfigError(Exception):
    """A missing or wrong setting; the message is one line that names it."""


def _url(example: str, *schemes: str) -> AfterValidator:
    def check(value: str) -> str:
        try:
            parts = urlsplit(value)
            good = not value or (parts.scheme in schemes and (parts.netloc or parts.path) and parts.port != 0)
        except ValueError:
            good = False
        if not good:
            raise ValueError(f"this is no address such as {example}")
        return value

    return AfterValidator(check)


WebUrl = Annotated[str, _url("https://desa.example.id", "http", "https")]
DatabaseUrl = Annotated[str, _url("postgresql://user:password@host/name", "postgresql", "postgres")]
RedisUrl = Annotated[str, _url("redis://host:6379/0", "redis", "rediss", "unix")]
"""Addresses; an empty one is none."""


class Settings(Section):
    """Everything that config.toml says."""

    name: str = "Kentongan"
    timezone: str = "Asia/Jakarta"
    region: str = "ID"
    languages: tuple[str, ...] = ("id", "su", "en")
    language_abroad: str = ""
    flows: Path
    public_url: WebUrl = ""
    navigation: NavigationSettings = NavigationSettings()
    channels: dict[str, ChannelSettings]
    keywords: dict[str, KeywordSettings]
    not_keywords: tuple[str, ...] = ()
    courtesies: tuple[str, ...] = ()
    doing_words: dict[str, tuple[str, ...]] = {}
    categories: dict[str, CategorySettings]
    notices: dict[str, Words]
    words: dict[str, Words]
    replies: dict[str, ReplySettings] = {}
    desk: DeskSettings = DeskSettings()
    broadcast: BroadcastSettings = BroadcastSettings()
    market: MarketSettings = MarketSettings()
    limits: LimitSettings = LimitSettings()
    budgets: BudgetSettings = BudgetSettings()
    rights: RightsSettings = RightsSettings()
    retention: RetentionSettings = RetentionSettings()
    publishing: PublishingSettings = PublishingSettings()
    simulator: SimulatorSettings = SimulatorSettings()
    guide: GuideSettings = GuideSettings()

    @field_validator("languages")
    @classmethod
    def _at_least_one(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not value:
            raise ValueError("no language: name at least one")
        for one in value:
            if not is_language(one):
                raise ValueError(f'"{one}" is no code of a language, such as "id" or "su"')
        return value

    @field_validator("region")
    @classmethod
    def _known_region(cls, value: str) -> str:
        if value not in phonenumbers.SUPPORTED_REGIONS:
            raise ValueError('no such country: two capital letters, such as "ID"')
        return value

    @field_validator("timezone")
    @classmethod
    def _known_timezone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError('no such timezone: name it as in "Asia/Jakarta"') from error
        return value

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


USUAL_DATA = "var"
"""The data folder where KENTONGAN_DATA names none."""


class Environment(Section):
    """What the environment says (INTERFACE.md, "Environment"). Secrets are only here."""

    config: Path
    data: Path
    database_url: DatabaseUrl = ""
    redis_url: RedisUrl = ""
    secret_key: str = Field(default="", repr=False)
    secret_key_previous: str = Field(default="", repr=False)
    port: int = Field(default=8000, ge=1, le=65535)
    at_username: str = "sandbox"
    at_api_key: str = Field(default="", repr=False)
    at_base_url: WebUrl = ""
    host: str = "127.0.0.1"
    metrics_token: str = Field(default="", repr=False)

    @property
    def simulated(self) -> bool:
        """Whether the built-in simulator is the telco: neither a key nor another address is given."""
        return not self.at_api_key and not self.at_base_url

    @property
    def reaches_people(self) -> bool:
        """Whether what is sent goes to real phones: through the telco's own address, and not its sandbox."""
        return bool(self.at_api_key) and not self.at_base_url and self.at_username != "sandbox"


ENVIRONMENT = {
    "config": "KENTONGAN_CONFIG", "data": "KENTONGAN_DATA", "database_url": "DATABASE_URL",
    "redis_url": "REDIS_URL", "secret_key": "SECRET_KEY", "secret_key_previous": "SECRET_KEY_PREVIOUS",
    "port": "PORT", "at_username": "AT_USERNAME", "at_api_key": "AT_API_KEY", "at_base_url": "AT_BASE_URL",
    "host": "KENTONGAN_HOST", "metrics_token": "METRICS_TOKEN",
}  # fmt: skip


def read_environment(environ: Mapping[str, str] = os.environ) -> Environment:
    """The environment's part; a secret key that `kentongan up` made is read from the data folder.

    Raises ConfigError, naming the variable.
    """
    found: dict[str, Any] = {"config": "config.toml", "data": USUAL_DATA}
    found |= {field: environ[name] for field, name in ENVIRONMENT.items() if environ.get(name)}
    kept = Path(found["data"]) / "secret_key"
    try:
        if "secret_key" not in found and kept.is_file():
            found["secret_key"] = kept.read_text(encoding="ascii").strip()
        return Environment.model_validate(found)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"SECRET_KEY: {kept} can't be read: {getattr(error, 'strerror', None) or error}") from None
    except ValidationError as error:
        raise ConfigError(f"{ENVIRONMENT[str(error.errors()[0]['loc'][0])]}: {_reason(error)}") from None


def read_settings(path: Path) -> Settings:
    """The file's part; `flows` comes out absolute. Raises ConfigError: file, place and reason in one line."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        settings = Settings.model_validate(raw)
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from None
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise ConfigError(f"{path}: {place}: {_reason(error)}") from None
    return frozen(settings.model_copy(update={"flows": (path.parent / settings.flows).resolve()}))


def _reason(error: ValidationError) -> str:
    return error.errors()[0]["msg"].removeprefix("Value error, ")
