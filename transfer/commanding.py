"""What every command does: refuse in words, and answer a program in JSON."""

import json
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

import click

from transfer.kernel.errors import DomainError

Params = ParamSpec("Params")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")


def refusals(command: Callable[Params, None]) -> Callable[Params, None]:
    """What is refused ends the command with 2: as {"error"} on standard output with --json, else in words beside it."""

    @wraps(command)
    def run(*args: Params.args, **kwargs: Params.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except DomainError as error:
            if kwargs.get("as_json"):
                print_json({"error": error.message})
            else:
                click.echo(error.message, err=True)
            sys.exit(2)

    return run


def print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def say(words: str) -> None:
    click.echo(words, err=True)
