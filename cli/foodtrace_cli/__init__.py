"""The `foodtrace` command: decode arguments, call one use case of the core, encode its answer."""

from foodtrace_cli.app import main
from foodtrace_cli.surroundings import Surroundings

__all__ = ["Surroundings", "main"]
