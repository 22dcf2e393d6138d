"""Where people reach the office: the origin that links name and that passkeys are bound to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from foodtrace.errors import InvalidRequest
from foodtrace.trust import is_specimen_host

__all__ = ["OFFICE_ORIGIN", "office_origin", "sign_up_address"]

OFFICE_ORIGIN: Final = "FOODTRACE_OFFICE_ORIGIN"
# Where `foodtrace serve` listens when a host of the demo can never be real; passkeys work there too.
_AT_HOME: Final = "http://localhost:8000"


def office_origin(env: Mapping[str, str], host: str) -> str:
    """FOODTRACE_OFFICE_ORIGIN, else the authority's host over https; for a specimen this machine.

    Raises InvalidRequest (office_origin) for what is no https origin; plain http only for localhost.
    """
    named = env.get(OFFICE_ORIGIN, "").strip().rstrip("/")
    if not named:
        return _AT_HOME if is_specimen_host(host) else f"https://{host}"
    parts = urlsplit(named)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname == "localhost")
    if not safe or not parts.hostname or named != f"{parts.scheme}://{parts.netloc}":
        raise InvalidRequest(
            f"expected an origin such as https://office.example.vn in {OFFICE_ORIGIN}, "
            f"got {named[:80]!r}",
            code="office_origin",
        )
    return named


def sign_up_address(origin: str, token: str) -> str:
    """The link that a new officer opens."""
    return f"{origin}/office/sign-up/{token}"
