"""The telcos. A new one is one new file here and one line in `ADAPTERS`."""

from __future__ import annotations

from collections.abc import Callable

from gateway.config import ConfigError, Environment, Settings
from gateway.telco.africastalking import AfricasTalking
from gateway.telco.base import Telco

Adapter = Callable[[Settings, Environment], Telco]

ADAPTERS: dict[str, Adapter] = {"africastalking": AfricasTalking.from_settings}
"""`adapter` in config.toml -> what makes it."""


def make(name: str, settings: Settings, environment: Environment) -> Telco:
    """The telco of channel `name`. Raises ConfigError where it cannot be made."""
    adapter = settings.channels[name].adapter
    if adapter not in ADAPTERS:
        raise ConfigError(f"channels.{name}.adapter: there is no adapter {adapter!r}")
    return ADAPTERS[adapter](settings, environment)
