"""What every command shares: the registry's place, the language, JSON, and the session made of them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import rich_click as click
from foodtrace.errors import FoodtraceError, InvalidRequest

from foodtrace_cli import screen
from foodtrace_cli.surroundings import Surroundings
from foodtrace_cli.words import LANGUAGES, language_of, word, words_of_error


class Chosen(msgspec.Struct):
    """Options given before the name of the command; those after it win."""

    surroundings: Surroundings
    registry: str | None = None
    lang: str | None = None
    json: bool = False


class Session(msgspec.Struct, frozen=True):
    """One run: where the registry is, how to speak, and what comes from outside."""

    surroundings: Surroundings
    lang: str
    json: bool
    folder: str | None

    def now(self) -> int:
        return self.surroundings.now()

    def say(self, key: str, **fields: object) -> str:
        """The sentence `key` in this run's language."""
        return word(key, self.lang, **fields)

    def registry(self) -> Path:
        """The registry's folder; raises InvalidRequest (`no_registry`) when none was named."""
        if not self.folder:
            raise InvalidRequest(
                "No registry was named: give --registry DIR or set FOODTRACE_REGISTRY.",
                code="no_registry",
            )
        return Path(self.folder)

    def tell(self, answer: object, text: str = "") -> None:
        """The answer: `answer` as JSON with --json, else the lines of `text`."""
        if self.json:
            self.tell_json(answer)
        else:
            for part in text.splitlines():
                screen.line(part)

    def tell_json(self, answer: object) -> None:
        click.echo(screen.json_text(answer, indent=2))

    def error(self, error: FoodtraceError) -> str:
        """The error's line in this run's language."""
        return words_of_error(error, self.lang)

    def warn(self, text: str) -> None:
        """One line on standard error, marked as a warning."""
        screen.note(f"foodtrace: {self.say('warning')}: {text}")


def shared(registry: bool = True) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add --registry (unless told not to), --json and --lang, and hand the function a Session first."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @click.pass_context
        @functools.wraps(function)
        def run(ctx: click.Context, /, *args: Any, **given: Any) -> Any:
            before: Chosen = ctx.find_root().obj
            env = before.surroundings.env
            session = Session(
                surroundings=before.surroundings,
                lang=language_of(given.pop("lang") or before.lang, env),
                json=given.pop("json") or before.json,
                folder=given.pop("registry", None)
                or before.registry
                or env.get("FOODTRACE_REGISTRY"),
            )
            return function(session, *args, **given)

        run = click.option("--lang", type=click.Choice(LANGUAGES), help="Language of messages.")(
            run
        )
        run = click.option("--json", is_flag=True, help="Answer as JSON of a stable shape.")(run)
        if registry:
            run = click.option(
                "--registry",
                metavar="DIR",
                help="The registry's folder; else FOODTRACE_REGISTRY.",
            )(run)
        return run

    return decorate
