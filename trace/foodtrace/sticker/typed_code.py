"""The eight letters under the symbol, for the day the symbol is torn; they carry no signature."""

from __future__ import annotations

from foodtrace.errors import MalformedSticker

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base 32: no I, L, O, U
LETTER_VALUES = {letter: value for value, letter in enumerate(LETTERS)} | {"I": 1, "L": 1, "O": 0}
_ID_MAX = 2**32 - 1


def check_value(values: list[int]) -> int:
    """Over GF(32) with x^5+x^2+1: catches every single wrong letter and every swap of two letters."""
    c = 0
    for value in values:
        c = (c ^ value) << 1
        if c > 31:
            c ^= 37
    return c


def encode_typed_code(id: int) -> str:
    """The code of establishment 1..2**32-1, shown 4-4: 26004812 -> '00RS-KAC7'."""
    if not 1 <= id <= _ID_MAX:
        raise MalformedSticker(
            f"an establishment's id is 1..{_ID_MAX}, found {id}", code="typed_code"
        )
    values = [id >> shift & 31 for shift in range(30, -5, -5)]
    values.append(check_value(values))
    letters = "".join(LETTERS[value] for value in values)
    return f"{letters[:4]}-{letters[4:]}"


def parse_typed_code(text: str) -> int:
    """The id of a code typed in either case, with spaces and hyphens anywhere, I and L as 1, O as 0.

    MalformedSticker typed_code for what is no code, typed_code_check for a wrong check letter.
    """
    if not text.isascii():
        raise MalformedSticker(
            "a typed code has letters A-Z and digits only, found others; type it again",
            code="typed_code",
        )
    letters = text.upper().replace(" ", "").replace("-", "")
    if len(letters) != 8:
        raise MalformedSticker(
            f"a typed code has 8 letters, found {len(letters)}; type it again", code="typed_code"
        )
    try:
        values = [LETTER_VALUES[letter] for letter in letters]
    except KeyError as unknown:
        raise MalformedSticker(
            f"a typed code never has {unknown}; compare it with the sticker", code="typed_code"
        ) from None
    if check_value(values[:7]) != values[7]:
        raise MalformedSticker(
            "a letter of the typed code is wrong or two are swapped; compare it with the sticker",
            code="typed_code_check",
        )
    number = 0
    for value in values[:7]:
        number = number << 5 | value
    if not 1 <= number <= _ID_MAX:
        raise MalformedSticker(
            "no sticker has this typed code; compare it with the sticker", code="typed_code"
        )
    return number
