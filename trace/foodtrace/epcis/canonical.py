"""One identifier in its canonical form, whichever of the GS1 forms it came in: pure.

CBV 2.0, section 8.9, rules 17 and 18: a constrained canonical GS1 Digital Link on id.gs1.org.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from biip.checksums import gs1_standard_check_digit

__all__ = ["CANONICAL", "canonical"]

CANONICAL: Final = "https://id.gs1.org"
_URN: Final = re.compile(
    r"urn:epc:(id|class|idpat):([a-z]+):([0-9]{6,12})\.([^.]*)(?:\.(.+))?", re.DOTALL
)
_REFERENCE: Final = re.compile(r"[0-9]*")
# Digits of company prefix and reference together, without the check digit, and whether the first
# digit of the reference stands before the prefix.
_NUMBERS: Final[dict[str, tuple[str, int, bool]]] = {
    "sgtin": ("01", 13, True),
    "lgtin": ("01", 13, True),
    "upui": ("01", 13, True),
    "itip": ("8006", 13, True),
    "sscc": ("00", 17, True),
    "sgln": ("414", 12, False),
    "pgln": ("417", 12, False),
    "grai": ("8003", 12, False),
    "gdti": ("253", 12, False),
    "sgcn": ("255", 12, False),
    "gsrn": ("8018", 17, False),
    "gsrnp": ("8017", 17, False),
    "gsin": ("402", 16, False),
}
_SERIALS: Final = {"sgtin": "/21/", "lgtin": "/10/", "upui": "/235/", "sgln": "/254/"}
_DIGITS: Final[dict[str, tuple[int, ...]]] = {
    "00": (18,),
    "01": (8, 12, 13, 14),
    "402": (17,),
    "414": (13,),
    "417": (13,),
    "8006": (18,),
    "8017": (18,),
    "8018": (18,),
}
_TEXTS: Final = {
    "253": re.compile(r"[0-9]{13}.{0,17}"),
    "255": re.compile(r"[0-9]{13}[0-9]{0,12}"),
    "401": re.compile(r"[0-9]{4}.{0,26}"),
    "8003": re.compile(r"[0-9]{14}.{0,16}"),
    "8004": re.compile(r"[0-9]{4}.{0,26}"),
    "8010": re.compile(r"[0-9]{4}.{0,26}"),
}
# The finest that an identifier says is what it stays with.
_FINEST: Final[dict[str, tuple[str, ...]]] = {
    "01": ("21", "10", "235"),
    "414": ("254",),
    "8006": ("21", "10"),
    "8010": ("8011",),
}
_LINK: Final = re.compile(r"https?://[^/?#\s]+(/[^?#\s]*)(?:\?\S*)?(?:#\S*)?")
# What a path may not hold as it is (GS1 Digital Link URI Syntax, table 7-1).
_ESCAPES: Final = {ord(sign): f"%{ord(sign):02X}" for sign in "!()*+,:"}


def canonical(uri: str) -> str | None:
    """The canonical Digital Link of a GS1 identifier; None for any other identifier."""
    # What is longer is none, and not kept in the cache.
    return _canonical(uri) if len(uri) <= 1024 else None


@lru_cache(8192)
def _canonical(uri: str) -> str | None:
    if uri.startswith("urn:epc:"):
        return _of_urn(uri)
    match = _LINK.fullmatch(uri)
    return None if match is None else _of_path(match[1].split("/")[1:])


def _of_urn(uri: str) -> str | None:
    match = _URN.fullmatch(uri)
    if match is None:
        return None
    scheme, prefix, reference, serial = match[2], match[3], match[4], match[5]
    if match[1] == "idpat":
        if serial is None or not serial.endswith("*"):
            return None
        serial = serial[:-1].rstrip(".")
    if scheme in ("giai", "ginc") and serial is None:
        return f"{CANONICAL}/{8004 if scheme == 'giai' else 401}/{prefix}{_escaped(reference)}"
    if scheme == "cpi":
        part = f"{CANONICAL}/8010/{prefix}{_escaped(reference)}"
        return f"{part}/8011/{serial}" if serial else part
    known = _NUMBERS.get(scheme)
    if known is None or not _REFERENCE.fullmatch(reference):
        return None
    ai, length, indicator = known
    if len(prefix) + len(reference) != length or (indicator and not reference):
        return None
    digits = reference[0] + prefix + reference[1:] if indicator else prefix + reference
    if scheme == "grai":
        digits = "0" + digits
    number = f"{digits}{gs1_standard_check_digit(digits)}"
    return f"{CANONICAL}/{ai}/{number}{_rest(scheme, serial or '')}"


def _rest(scheme: str, serial: str) -> str:
    if scheme in ("grai", "gdti", "sgcn"):
        return _escaped(serial)
    if scheme == "itip":
        piece, total, own = (*serial.split(".", 2), "", "")[:3]
        return f"{piece}{total}" + (f"/21/{_escaped(own)}" if own else "")
    if not serial or scheme not in _SERIALS or (scheme == "sgln" and serial == "0"):
        return ""
    return f"{_SERIALS[scheme]}{_escaped(serial)}"


def _of_path(segments: list[str]) -> str | None:
    if segments and not segments[-1]:
        segments = segments[:-1]
    for start, key in enumerate(segments[:-1]):
        rest = segments[start:]
        if len(rest) % 2 or not _is_key(key, rest[1]):
            continue
        names = dict(zip(rest[2::2], rest[3::2], strict=True))
        if not all(name.isascii() and name.isdigit() for name in names):
            continue
        value = rest[1].zfill(14) if key == "01" else rest[1]
        found = f"{CANONICAL}/{key}/{_escaped(value)}"
        finest = next((name for name in _FINEST.get(key, ()) if names.get(name)), None)
        if finest is None or (finest == "254" and names[finest] == "0"):
            return found
        return f"{found}/{finest}/{_escaped(names[finest])}"
    return None


def _is_key(key: str, value: str) -> bool:
    if key in _DIGITS:
        return value.isascii() and value.isdigit() and len(value) in _DIGITS[key]
    return key in _TEXTS and _TEXTS[key].fullmatch(value) is not None


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)
