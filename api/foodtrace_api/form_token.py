"""The token of a form: in a cookie and in the form alike, signed, so that no other site can send it.

A signed double submit: a stranger's page can make a browser send the cookie, but cannot read it to
put it into the form, and cannot make a pair of its own without the key.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "COOKIE",
    "LIFE_SECONDS",
    "cookie_header",
    "holds_token",
    "make_receipt",
    "make_token",
    "receipt_number",
]

COOKIE: Final = "foodtrace_form"
LIFE_SECONDS: Final = 3600

_MAC_DIGITS: Final = 32


def make_token(key: bytes, nonce: bytes, now: int) -> str:
    """`nonce` is 16 random bytes; the token ends LIFE_SECONDS after `now`."""
    body = f"{nonce.hex()}.{now + LIFE_SECONDS}"
    return f"{body}.{_mac(key, 'token', body)}"


def holds_token(keys: Iterable[bytes], token: str, now: int) -> bool:
    """Whether `token` was made with one of `keys` and has not ended."""
    body, _, mac = token.rpartition(".")
    made = [_mac(key, "token", body).encode() for key in keys]
    if not any(hmac.compare_digest(mac.encode(), each) for each in made):
        return False
    return now < int(body.rpartition(".")[2])


def make_receipt(key: bytes, code: str, kind: str, number: int) -> str:
    """What only a report that was kept has: its number, with a proof for the page that says so."""
    return f"{number}-{_mac(key, 'receipt', f'{code}/{kind}/{number}')}"


def receipt_number(keys: Iterable[bytes], code: str, kind: str, receipt: str) -> int | None:
    """The number of the report that `receipt` was given for; None for what was never given."""
    number = receipt.partition("-")[0]
    if not (number.isascii() and number.isdecimal() and len(number) < 20):
        return None
    made = [make_receipt(key, code, kind, int(number)).encode() for key in keys]
    held = any(hmac.compare_digest(receipt.encode(), each) for each in made)
    return int(number) if held else None


def cookie_header(token: str, *, secure: bool, path: str) -> str:
    """Set-Cookie (RFC 6265) for the forms under `path` alone, out of reach of scripts and other sites."""
    ends = f"Max-Age={LIFE_SECONDS}; Path={path}; HttpOnly; SameSite=Strict"
    return f"{COOKIE}={token}; {ends}{'; Secure' if secure else ''}"


def _mac(key: bytes, purpose: str, body: str) -> str:
    text = f"{purpose}/{body}".encode(errors="replace")
    return hmac.digest(key, text, "sha256").hex()[:_MAC_DIGITS]
