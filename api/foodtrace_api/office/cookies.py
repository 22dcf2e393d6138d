"""The cookies of the office, out of reach of scripts and of other sites."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from litestar import Request

__all__ = ["BROWSER", "SESSION", "cookie_of", "set_cookie"]

SESSION: Final = "foodtrace_session"
# Says that somebody signed in from this browser before; see foodtrace.access.lock_out.
BROWSER: Final = "foodtrace_browser"

# A browser keeps a cookie of this prefix only from this very host, over an encrypted connection, for
# every path; no neighbouring host can plant one.
_PREFIX: Final = "__Host-"


def set_cookie(name: str, value: str, *, secure: bool, seconds: int | None = None) -> str:
    """Set-Cookie (RFC 6265). Without `seconds` the browser forgets it when it closes; with 0 at once.

    Lax and not Strict: a link in a mail leads to a page of the office without signing in again. What
    changes anything is guarded by more than this.
    """
    ends = "" if seconds is None else f"; Max-Age={seconds}"
    guarded = "; Secure" if secure else ""
    full = f"{_PREFIX if secure else ''}{name}"
    return f"{full}={value}; Path=/; HttpOnly; SameSite=Lax{ends}{guarded}"


def cookie_of(request: Request[Any, Any, Any], name: str, *, secure: bool) -> str:
    """Its value, "" without one; a plain one is not taken over an encrypted connection."""
    return str(request.cookies.get(f"{_PREFIX if secure else ''}{name}", ""))
