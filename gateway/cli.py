"""The `kentongan` command. Each subcommand is a file in `gateway/commands/`, imported only when it is called.

Exit status: 0 done, 1 refused or failed with one sentence on stderr, 2 wrong usage.
"""

from __future__ import annotations

import importlib
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import click

from flows.problem import CatalogError
from gateway import garbage
from gateway.commands.shown import shown
from gateway.config import ConfigError

COMMANDS = {
    "up": "gateway.commands.up",
    "web": "gateway.commands.web",
    "worker": "gateway.commands.jobs",
    "clock": "gateway.commands.jobs",
    "migrate": "gateway.commands.migrate",
    "new": "gateway.commands.new",
    "check": "gateway.commands.check",
    "test": "gateway.commands.test",
    "graph": "gateway.commands.graph",
    "publish": "gateway.commands.publish",
    "revisions": "gateway.commands.revisions",
    "rollback": "gateway.commands.revisions",
    "diff": "gateway.commands.diff",
    "hooks": "gateway.commands.hooks",
    "dial": "gateway.commands.phone",
    "sms": "gateway.commands.phone",
    "import": "gateway.commands.tables",
    "export": "gateway.commands.tables",
    "guide": "gateway.commands.guide",
    "broadcast": "gateway.commands.broadcast",
    "doctor": "gateway.commands.doctor",
}
"""Command -> module that holds it under the same name (`import` as `import_`)."""


class Commands(click.Group):
    """A group that knows its commands' names and imports the one that is called."""

    loading = ExitStack()
    """Left once the command that is called is loaded; nothing where a test calls it within its own process."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """As a program."""
        garbage.leave_at_the_end()
        self.loading.enter_context(garbage.none_while_loading())
        return super().__call__(*args, **kwargs)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        with self.loading:
            module = importlib.import_module(COMMANDS[cmd_name])
        command: click.Command = getattr(module, "import_" if cmd_name == "import" else cmd_name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except ConfigError as error:
            raise click.ClickException(str(error)) from None
        except CatalogError as error:
            found = "\n".join(str(replace(problem, file=shown(problem.file))) for problem in error.problems)
            raise click.ClickException(f"the flows or their settings do not pass `kentongan check`:\n{found}") from None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="kentongan")
def main() -> None:
    """An SMS and USSD gateway for villages without internet."""
