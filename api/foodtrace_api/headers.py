"""The security headers that every answer carries, errors included."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from litestar.types import Message, Scope

# Few on purpose: every header costs on every answer, and the policy's frame-ancestors outdoes the older ones.
_PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=()"


def content_security_policy(style: str, *, script: bool = False) -> str:
    """No outside source; the one `<style>` is named by its hash (CSP level 3).

    No script either; with `script` our own files may run and talk to nobody.
    """
    run = "script-src 'self'; connect-src 'none'; " if script else ""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; {run}style-src 'sha256-{digest}'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )


class SecurityHeaders:
    """A `before_send` hook: app-level response headers would miss errors (tried, and they did)."""

    def __init__(self, style: str) -> None:
        self.pairs: Final[list[tuple[bytes, bytes]]] = [
            (name.encode(), value.encode())
            for name, value in (
                ("content-security-policy", content_security_policy(style)),
                ("x-content-type-options", "nosniff"),
                ("referrer-policy", "no-referrer"),
                ("permissions-policy", _PERMISSIONS),
            )
        ]

    async def __call__(self, message: Message, _: Scope) -> None:
        if message["type"] == "http.response.start":
            # What an answer brings of its own stays: the inspector's app may use camera and script.
            own = {name for name, _ in message["headers"]}
            kept = [pair for pair in self.pairs if pair[0] not in own]
            message["headers"] = [*message["headers"], *kept]
