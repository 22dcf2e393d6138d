"""Element strings as a scanner sends them or as a label prints them: each identifier with its text.

GS1 General Specifications, 7.8: an element of no fixed length ends with FNC1, which a scanner sends as
the character 0x1D.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from foodtrace.errors import InvalidRequest
from foodtrace.gs1.keys import CHARACTER_SET_82, check_lot, shown
from foodtrace.gs1.scanned import Element

if TYPE_CHECKING:
    from biip.gs1_application_identifiers import GS1ApplicationIdentifier

__all__ = ["SEPARATOR", "element_of", "read_message", "read_printed"]

SEPARATOR: Final = "\x1d"
_IN_BRACKETS: Final = re.compile(r"\(([0-9]{2,4})\)")
_READ_AGAIN: Final = "read the label again, or type what is printed below the bars"


def read_message(message: str) -> list[Element]:
    """The elements of a message with its separators. Raises InvalidRequest."""
    elements = []
    rest = message.strip(SEPARATOR)
    while rest:
        identifier = _identifier(rest)
        value, separator, after = rest[len(identifier.ai) :].partition(SEPARATOR)
        if not identifier.separator_required:
            # Its length is fixed: what stands behind it is the next element, separator or not.
            length = int(identifier.format.rpartition("N")[2])
            value, more = value[:length], value[length:]
            after = more + separator + after
        elements.append(element_of(identifier.ai, value))
        rest = after.lstrip(SEPARATOR)
    return elements


def read_printed(text: str) -> list[Element]:
    """The elements of "(01)09501101530003(10)AB-123", as people read them. Raises InvalidRequest."""
    bare = "".join(text.split())
    parts = _IN_BRACKETS.split(bare)
    if parts[0]:
        raise InvalidRequest(
            f"expected an identifier in brackets first, such as (01), got {shown(text)}; {_READ_AGAIN}",
            code="gs1_elements",
        )
    return [element_of(ai, value) for ai, value in zip(parts[1::2], parts[2::2], strict=True)]


def element_of(ai: str, value: str) -> Element:
    """One element whose text fits its identifier.

    Raises InvalidRequest: gs1_ai, gs1_elements (its field `ai` says where), gs1_lot.
    """
    from biip import ParseConfig, ParseError
    from biip.gs1_element_strings import GS1ElementString

    identifier = _identifier(ai)
    if identifier.ai != ai:
        raise _unknown(ai)
    if ai == "10" and value and not CHARACTER_SET_82.fullmatch(value):
        check_lot(value)
    if not CHARACTER_SET_82.fullmatch(value):
        raise InvalidRequest(
            f"expected only characters that GS1 allows after ({ai}), got {shown(value)}; {_READ_AGAIN}",
            code="gs1_elements",
            ai=ai,
        )
    try:
        # Dates are read by `days`: the library asks the clock which century it is.
        config = ParseConfig(gs1_element_strings_verify_date=False)
        GS1ElementString.parse(ai + value, config=config)
    except (ParseError, ValueError):
        longest = f"; {len(value)} characters came" if len(value) > 6 else ""
        missing = (
            ": the separator (FNC1) behind it may be missing"
            if identifier.separator_required
            else ""
        )
        raise InvalidRequest(
            f"expected {identifier.format.partition('+')[2]} after ({ai}) {identifier.data_title}, "
            f"got {shown(value)}{longest}{missing}; {_READ_AGAIN}",
            code="gs1_elements",
            ai=ai,
        ) from None
    return ai, value


def _identifier(text: str) -> GS1ApplicationIdentifier:
    from biip import ParseError
    from biip.gs1_application_identifiers import GS1ApplicationIdentifier

    try:
        return GS1ApplicationIdentifier.extract(text)
    except ParseError:
        raise _unknown(text[:4]) from None


def _unknown(ai: str) -> InvalidRequest:
    return InvalidRequest(
        f"expected a GS1 application identifier, got {shown(ai)}, which is none; {_READ_AGAIN}",
        code="gs1_ai",
    )
