"""Token bytes as decimal digits and back: 7 bytes make 17 digits, so a QR symbol can use its numeric mode."""

from __future__ import annotations

from foodtrace.errors import MalformedSticker

TOKEN_MIN, TOKEN_MAX = 109, 287  # bytes
DIGITS_MIN, DIGITS_MAX = 265, 697

_WIDTHS = (0, 3, 5, 8, 10, 13, 15, 17)  # digits for a group of 0..7 bytes
_TAIL_BYTES = {width: size for size, width in enumerate(_WIDTHS)}


def encode_digits(raw: bytes) -> str:
    """The one text of 109..287 token bytes: big-endian groups of 7 bytes, zero-padded, a shorter tail last."""
    size = len(raw)
    if not TOKEN_MIN <= size <= TOKEN_MAX:
        raise MalformedSticker(
            f"a token has {TOKEN_MIN}..{TOKEN_MAX} bytes, found {size}", code="length"
        )
    whole = size - size % 7
    groups = [f"{int.from_bytes(raw[at : at + 7], 'big'):017d}" for at in range(0, whole, 7)]
    if whole < size:
        groups.append(f"{int.from_bytes(raw[whole:], 'big'):0{_WIDTHS[size - whole]}d}")
    return "".join(groups)


def parse_digits(digits: str) -> bytes:
    """The token bytes of 265..697 digits; MalformedSticker digits, length or group."""
    if not (
        digits.isascii() and digits.isdigit()
    ):  # int() alone takes signs, blanks, other scripts
        raise MalformedSticker("expected decimal digits 0-9 only, found others", code="digits")
    size = len(digits)
    tail = size % 17
    if not DIGITS_MIN <= size <= DIGITS_MAX or tail not in _TAIL_BYTES:
        raise MalformedSticker(
            f"expected {DIGITS_MIN}..{DIGITS_MAX} digits in groups of 17, found {size}; scan again",
            code="length",
        )
    whole = size - tail
    try:
        groups = [int(digits[at : at + 17]).to_bytes(7, "big") for at in range(0, whole, 17)]
        if tail:
            groups.append(int(digits[whole:]).to_bytes(_TAIL_BYTES[tail], "big"))
    except OverflowError:
        raise MalformedSticker(
            "a group of digits is larger than its bytes can hold; scan again", code="group"
        ) from None
    return b"".join(groups)
