"""The script of the receiving page and its service worker, as files of the package."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Final

from foodtrace.errors import NotFound

from foodtrace_api.answer import Answer, etag_of

__all__ = ["FILES", "kitchen_file"]

FILES: Final = ("app.js", "sw.js", "NOTICE.txt")


@cache
def kitchen_file(name: str) -> Answer:
    """One of FILES with a strong ETag; the service worker keeps it. Raises NotFound."""
    if name not in FILES:
        raise NotFound(f"the page has no file {name[:80]!r}", code="file_not_found")
    body = (resources.files("foodtrace_api") / "static" / "kitchen" / name).read_bytes()
    kind = "text/javascript" if name.endswith(".js") else "text/plain"
    headers = {
        "etag": etag_of(body),
        "cache-control": "no-cache",
        "vary": "Accept-Encoding",
        # A service worker lives by the policy of its own file: it fetches the page again.
        "content-security-policy": "default-src 'none'; connect-src 'self'",
    }
    return Answer.of(200, f"{kind}; charset=utf-8", body, headers, pack=True)
