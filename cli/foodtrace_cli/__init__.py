"""The `foodtrace` command: decode arguments, call one use case of the core, encode its answer."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from foodtrace import __version__

from foodtrace_cli.surroundings import Surroundings

__all__ = ["Surroundings", "main"]


def main(argv: Sequence[str] | None = None, *, surroundings: Surroundings | None = None) -> int:
    """Run the command and return its exit status; nothing escapes as a traceback.

    `surroundings` is how a test or the demo gives its own clock, randomness and environment.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        from foodtrace_cli.app import run
    except ModuleNotFoundError as missing:
        # The core alone is installed: it verifies stickers for a program, not for a person.
        if (missing.name or "").startswith("foodtrace"):
            raise
        if arguments == ["--version"]:
            print(f"foodtrace {__version__}")
            return 0
        line = "the command's parts are not installed: run  pip install 'foodtrace[cli]'"
        print(f"foodtrace: {line}", file=sys.stderr)
        return 2
    return run(arguments, surroundings)
