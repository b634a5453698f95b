"""`kentongan new`: the beginning of something to write."""

from __future__ import annotations

import click

from gateway import drafts
from gateway.commands.shown import shown
from gateway.config import read_environment, read_settings

NEXT = """\
{path} is there, {keyword} starts it, and both pass the check. Next:

  1. End what runs with Ctrl-C and start again, for config.toml is read then; and try it:
                                  kentongan sms {keyword}
  2. Write your own texts in it:  docs/flows.md has every kind of node, docs/cookbook.md ten whole flows
  3. Have it proved:              kentongan check
     and its tests played:        kentongan test {name}
  4. Give it a place in a menu: an option and a node in a flow with a menu (info.toml, as shipped)
       {{ {labels}, goto = "{name}" }},

       [node.{name}]
       call = "{name}"
"""


@click.group()
def new() -> None:
    """Begin something new."""


@new.command()
@click.argument("name")
@click.option("--keyword", help="The word that starts it by text; NAME in capitals where it is not said.")
def flow(name: str, keyword: str | None) -> None:
    """Write a small flow that works, in all languages and with a test, and a keyword for it into config.toml."""
    config = read_environment().config
    word = (keyword or name.replace("-", "")).upper()
    try:
        path, doubts = drafts.add_flow(config, name, word)
    except drafts.Refused as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}") from None
    labels = ", ".join(f'{one} = "..."' for one in read_settings(config).languages)
    click.echo(NEXT.format(path=shown(path), name=name, keyword=word, labels=labels), nl=False)
    for doubt in doubts:
        click.echo(f"Warning: {doubt}", err=True)
