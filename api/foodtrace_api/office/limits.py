"""How long a session of the office lasts, by the environment of the server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from foodtrace.access import Limits
from foodtrace.errors import InvalidRequest

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["IDLE_MINUTES", "LONGEST_HOURS", "limits_of"]

IDLE_MINUTES: Final = "FOODTRACE_SESSION_IDLE_MINUTES"
LONGEST_HOURS: Final = "FOODTRACE_SESSION_HOURS"


def limits_of(env: Mapping[str, str]) -> Limits:
    """How long sessions last, by the environment. Raises InvalidRequest."""
    given = {}
    for name, key, unit, most in (
        (IDLE_MINUTES, "idle", 60, 24 * 60),
        (LONGEST_HOURS, "longest", 3600, 24 * 7),
    ):
        text = env.get(name, "").strip()
        if not text:
            continue
        if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= most):
            raise InvalidRequest(
                f"expected a whole number from 1 to {most} in {name}, got {text[:40]!r}",
                code="session_limits",
            )
        given[key] = int(text) * unit
    return Limits(**given)
