"""One key at a time: GTIN, GLN, SSCC and lot code by the GS1 rules; raises InvalidRequest."""

from __future__ import annotations

import re
from typing import Final

from foodtrace.errors import InvalidRequest

__all__ = [
    "CHARACTER_SET_82",
    "check_gln",
    "check_gtin",
    "check_lot",
    "check_sscc",
    "gtin_in",
    "shown",
]

# GS1 General Specifications, 7.11: the 82 characters that a text of a label may have.
CHARACTER_SET_82: Final = re.compile(r"[!\"%&'()*+,\-./0-9:;<=>?A-Z_a-z]+")
_GTIN_LENGTHS: Final = (8, 12, 13, 14)
_LOT_MOST: Final = 20


def check_gtin(text: str) -> str:
    """The 14 digits of a GTIN-8, -12, -13 or -14. Raises InvalidRequest (gtin)."""
    if not _digits(text) or len(text) not in _GTIN_LENGTHS:
        raise InvalidRequest(
            f"expected a GTIN of 8, 12, 13 or 14 digits, got {shown(text)}; read the barcode again",
            code="gtin",
        )
    gtin = text.zfill(14)
    _check_digit(gtin, "GTIN", "gtin", text)
    if _is_in_store(gtin):
        raise InvalidRequest(
            f"{text} is a number that a shop gave for itself, which another shop gives to other "
            "goods; write the name of the product instead",
            code="in_store",
        )
    return gtin


def gtin_in(code: str) -> str | None:
    """The 14 digits of the GTIN in a field that may hold any code, such as a seller's own; None if it is none.

    Stricter than `check_gtin`, since one code in ten passes a check digit by chance: 13 or 14 digits, with a
    prefix under which numbers for goods are given; not what a system fills up with zeros.
    """
    if len(code) not in (13, 14):
        return None
    try:
        gtin = check_gtin(code)
    except InvalidRequest:
        return None
    from biip.gs1_prefixes import GS1Prefix

    prefix = gtin[1:4]
    # 000 is a shorter number filled up, 05 is reserved; from 960 on: short numbers, papers, coupons.
    if prefix == "000" or prefix[:2] == "05" or prefix >= "960":
        return None
    return gtin if GS1Prefix.extract(gtin[1:]) is not None else None


def check_gln(text: str) -> str:
    """The 13 digits of a GLN. Raises InvalidRequest (gln)."""
    return _fixed(text, 13, "GLN", "gln")


def check_sscc(text: str) -> str:
    """The 18 digits of an SSCC. Raises InvalidRequest (sscc)."""
    return _fixed(text, 18, "SSCC", "sscc")


def check_lot(text: str) -> str:
    """A lot code that GS1 allows. Raises InvalidRequest (gs1_lot): another may still be a local lot."""
    if not CHARACTER_SET_82.fullmatch(text) or len(text) > _LOT_MOST:
        raise InvalidRequest(
            f"expected a GS1 lot code of 1 to {_LOT_MOST} letters A-Z, digits and signs without "
            f"spaces or Vietnamese marks, got {shown(text)}; it can be kept as a local lot, typed in "
            "as it stands, but no GS1 label or link can carry it",
            code="gs1_lot",
        )
    return text


def shown(text: str) -> str:
    """A stranger's text for the line of an error: short and printable."""
    return ascii(text[:40]) if not text.isprintable() else repr(text[:40])


def _fixed(text: str, length: int, name: str, code: str) -> str:
    if not _digits(text) or len(text) != length:
        raise InvalidRequest(
            f"expected a {name} of {length} digits, got {shown(text)}; compare it with the paper",
            code=code,
        )
    _check_digit(text, name, code, text)
    return text


def _check_digit(digits: str, name: str, code: str, came: str) -> None:
    # Here and not above: the library unpacks tables when it is loaded, and few commands meet a number.
    from biip.checksums import gs1_standard_check_digit

    expected = gs1_standard_check_digit(digits[:-1])
    if int(digits[-1]) != expected:
        raise InvalidRequest(
            f"expected the check digit {expected} at the end of the {name}, got {came}; one digit is "
            "wrong, read it again",
            code=code,
        )


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _is_in_store(gtin: str) -> bool:
    # GS1 General Specifications, 1.4: restricted circulation, inside of a shop or a region.
    if gtin.startswith("000000"):
        return gtin[6] in "02"  # GTIN-8
    return gtin[0] == "0" and gtin[1:3] in ("02", "04", *(f"2{digit}" for digit in range(10)))
