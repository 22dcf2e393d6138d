"""The number of a dossier, which tells nobody another's, and the secret of the owner's own link."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Final

from foodtrace.errors import InvalidRequest
from foodtrace.sticker.typed_code import LETTER_VALUES, LETTERS, check_value

__all__ = ["draw_number", "draw_secret", "parse_number"]

# Nine letters of 5 bits and a check letter; a sticker's typed code has eight, so none is taken for the other.
_LETTERS: Final = 9


def draw_number(random_bits: Callable[[int], int] = secrets.randbits) -> str:
    """A number such as 7KQ2M-X04TB, out of 2**45."""
    drawn = random_bits(5 * _LETTERS)
    values = [drawn >> shift & 31 for shift in range(5 * (_LETTERS - 1), -5, -5)]
    return _shown([*values, check_value(values)])


def parse_number(text: str) -> str:
    """The number as it is kept, from what was typed: either case, spaces and hyphens anywhere, O as 0.

    Raises InvalidRequest: application_number, or application_number_check for a letter that is wrong.
    """
    letters = "".join(text.upper().replace("-", " ").split())
    values = [LETTER_VALUES.get(letter, -1) for letter in letters]
    if len(values) != _LETTERS + 1 or -1 in values:
        raise InvalidRequest(
            "expected a number of ten letters and digits, as the receipt shows it; type it again",
            code="application_number",
        )
    if check_value(values[:_LETTERS]) != values[_LETTERS]:
        raise InvalidRequest(
            "a letter of the number is wrong or two are swapped; compare it with the receipt",
            code="application_number_check",
        )
    return _shown(values)


def draw_secret() -> str:
    """What stands in an owner's own link: 128 bits; `access.token_sha256` of it is kept."""
    return secrets.token_urlsafe(16)


def _shown(values: list[int]) -> str:
    letters = "".join(LETTERS[value] for value in values)
    return f"{letters[:5]}-{letters[5:]}"
