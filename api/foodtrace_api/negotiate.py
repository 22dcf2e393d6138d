"""What a request asks for: page or JSON, and whether the caller already holds the bytes (RFC 9110)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from litestar.types import Scope


def header(scope: Scope, name: bytes) -> str:
    """Every value of one request header, joined as RFC 9110 section 5.3 allows; "" when absent."""
    found = b""
    for key, value in scope["headers"]:
        if key == name:
            found = found + b"," + value if found else value
    return found.decode("latin-1")


@lru_cache(maxsize=256)
def prefers_json(accept: str) -> bool:
    """Whether Accept ranks application/json above text/html; a tie and a bare */* mean the page."""
    return _weight(accept, "application", "json") > _weight(accept, "text", "html")


@lru_cache(maxsize=256)
def prefers_csv(accept: str) -> bool:
    """Whether Accept ranks text/csv above application/json; a tie and a bare */* mean JSON."""
    return _weight(accept, "text", "csv") > _weight(accept, "application", "json")


@lru_cache(maxsize=256)
def prefers_linkset(accept: str) -> bool:
    """Whether Accept ranks application/linkset+json above text/html; a tie and a bare */* mean the page."""
    return _weight(accept, "application", "linkset+json") > _weight(accept, "text", "html")


@lru_cache(maxsize=256)
def names_html(accept: str) -> bool:
    """Whether Accept names text/html itself and does not rank JSON above it: a browser, not a script."""
    return "text/html" in accept.lower() and not prefers_json(accept)


def _weight(accept: str, kind: str, subtype: str) -> float:
    best = (-1, 0.0)
    for part in accept.lower().split(",")[:40]:
        media, *parameters = (piece.strip() for piece in part.split(";"))
        specific = {f"{kind}/{subtype}": 2, f"{kind}/*": 1, "*/*": 0}.get(media)
        if specific is None:
            continue
        weight = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                try:
                    weight = min(max(float(parameter[2:]), 0.0), 1.0)
                except ValueError:
                    weight = 0.0
        best = max(best, (specific, weight))
    return best[1]


def holds_already(if_none_match: str, etag: str) -> bool:
    """Whether If-None-Match names `etag` (weak comparison, RFC 9110 section 13.1.2)."""
    if if_none_match.strip() == "*":
        return True
    return etag in [part.strip().removeprefix("W/") for part in if_none_match.split(",")]
