"""Runs the real commands inside this process, as a script would, and reads their JSON."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Mapping
from typing import Any

import msgspec
from foodtrace.errors import FoodtraceError

from foodtrace_cli import exits
from foodtrace_cli.app import cli
from foodtrace_cli.surroundings import Surroundings


class Commands(msgspec.Struct, frozen=True):
    """The command line with an environment of its own."""

    surroundings: Surroundings

    @classmethod
    def within(cls, surroundings: Surroundings, env: Mapping[str, str]) -> Commands:
        """The same clock and randomness; `env` is all of the environment that commands see."""
        return cls(msgspec.structs.replace(surroundings, env=dict(env)))

    def run(self, *arguments: str, accept: frozenset[int] = frozenset({0})) -> Any:
        """The decoded JSON answer of one command; what it raises goes through.

        Raises FoodtraceError (`demo_step`) when the exit status is not one of `accept`.
        """
        # Commands write bytes too, as to a real pipe.
        pipe = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
        with contextlib.redirect_stdout(pipe):
            answer = cli.main(
                [*arguments, "--json"],
                prog_name="foodtrace",
                standalone_mode=False,
                obj=self.surroundings,
            )
        status = answer if isinstance(answer, int) else exits.SUCCESS
        if status not in accept:
            raise FoodtraceError(
                f"the step `foodtrace {arguments[0]}` ended with status {status}: "
                f"{exits.MEANINGS.get(status, 'of no known meaning')}",
                code="demo_step",
            )
        pipe.seek(0)
        return msgspec.json.decode(pipe.read())
