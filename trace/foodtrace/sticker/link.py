"""The text in the QR symbol, https://<host>/1/<digits>, and back to a framed token."""

from __future__ import annotations

import re
from collections.abc import Collection

from foodtrace.errors import MalformedSticker
from foodtrace.sticker.digits import encode_digits, parse_digits
from foodtrace.sticker.frame import Token, parse_token

LINK_MAX = 2048  # characters; the longest true link has 253 + 697 + 11
_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(
    rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*"
)  # RFC 1123, lower case, no final dot
# No re.IGNORECASE on the whole: with it, Python takes the long s and the Kelvin sign.
_LINK = re.compile(r"[Hh][Tt][Tt][Pp][Ss]://([A-Za-z0-9.-]{1,253})/([0-9])/([0-9]+)")


def is_host(name: str) -> bool:
    """Whether a name can stand in a link: lower-case ASCII labels, no port, no final dot."""
    return _HOST.fullmatch(name) is not None


def encode_link(host: str, token: bytes) -> str:
    """The link of 109..287 token bytes; MalformedSticker host or length."""
    if not is_host(host):
        raise MalformedSticker(
            f"a host is lower-case letters, digits, dots and hyphens, found {host!r}", code="host"
        )
    return f"https://{host}/1/{encode_digits(token)}"


def parse_link(text: str, hosts: Collection[str]) -> bytes:
    """The token bytes of a link to one of `hosts` (lower case); MalformedSticker and nothing else.

    Codes in the order of checking: not_ascii, link, host, version, then those of parse_digits.
    """
    if not text.isascii():
        raise MalformedSticker(
            "expected a link of plain ASCII, found other characters; this is no sticker",
            code="not_ascii",
        )
    match = _LINK.fullmatch(text) if len(text) <= LINK_MAX else None
    if match is None or not is_host(host := match[1].lower()):
        raise MalformedSticker(
            "expected https://<host>/1/<digits>, found another text; this is no sticker of format 1",
            code="link",
        )
    if host not in hosts:
        raise MalformedSticker(
            f"{host} is not a host of this authority's trust list; do not open the link",
            code="host",
            host=host,
        )
    if match[2] != "1":
        raise MalformedSticker(
            f"expected sticker format 1, found {match[2]}; update this reader",
            code="version",
            version=int(match[2]),
        )
    return parse_digits(match[3])


def parse_sticker(text: str, hosts: Collection[str]) -> Token:
    """Link, digits and frame of untrusted text; a Token not yet verified, or MalformedSticker."""
    return parse_token(parse_link(text, hosts))
