"""Secrets that are drawn, shown once and kept as a hash: sessions, links, browsers, keys."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable

__all__ = ["RandomBytes", "draw_token", "form_token", "token_of", "token_sha256"]

RandomBytes = Callable[[int], bytes]


def draw_token(prefix: str, random_bytes: RandomBytes = secrets.token_bytes) -> str:
    """256 random bits in text; the prefix tells a token that is found in a wrong place from others."""
    return token_of(prefix, random_bytes(32))


def token_of(prefix: str, random: bytes) -> str:
    """The same from bytes that were drawn already."""
    return prefix + base64.urlsafe_b64encode(random).decode().rstrip("=")


def token_sha256(token: str) -> bytes:
    """What is kept. A plain hash does: nobody guesses 256 bits, so there is nothing to slow down."""
    return hashlib.sha256(token.encode(errors="replace")).digest()


def form_token(session_token: str) -> str:
    """What every form of a session carries; it says nothing of the session's own token."""
    return hmac.digest(session_token.encode(errors="replace"), b"form", "sha256").hex()[:32]
