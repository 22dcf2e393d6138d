"""GS1 Digital Link: a web link that holds element strings, read from any host and written for ours."""

from __future__ import annotations

import re
from typing import Final

from biip.gs1_digital_link_uris import GS1DigitalLinkURI
from biip.gs1_element_strings import GS1ElementString, GS1ElementStrings

from foodtrace.errors import InvalidRequest
from foodtrace.gs1.elements import element_of
from foodtrace.gs1.keys import check_gln, check_gtin, check_lot, shown
from foodtrace.gs1.scanned import Element

__all__ = ["gln_link", "gtin_link", "read_link"]

# GS1 Digital Link URI Syntax, 4.4 and 4.7: what a link may be about, and what may follow, in order.
# Keys of assets, documents and persons are left out: goods and places are what is delivered.
_QUALIFIERS: Final[dict[str, tuple[str, ...]]] = {
    "00": (),
    "01": ("22", "10", "21", "235"),
    "8006": ("22", "10", "21"),
    "414": ("254", "7040"),
    "415": ("8020",),
    "417": ("7040",),
}
_LINK: Final = re.compile(r"[Hh][Tt][Tt][Pp][Ss]?://[^/?#\s]+(/[^?#\s]*)(?:\?([^#\s]*))?(?:#\S*)?")
_ESCAPED: Final = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_HELP: Final = "read the label again, or type what is printed beside it"


def gtin_link(host: str, gtin: str, lot: str | None = None) -> str:
    """The link of a product or of a lot of it. Raises InvalidRequest: gtin, in_store, gs1_lot."""
    elements = [("01", check_gtin(gtin))]
    if lot is not None:
        elements.append(("10", check_lot(lot)))
    return _link(host, elements)


def gln_link(host: str, gln: str) -> str:
    """The link of a place. Raises InvalidRequest (gln)."""
    return _link(host, [("414", check_gln(gln))])


def read_link(text: str) -> list[Element]:
    """The elements of a link, those of its path before those of its query. Raises InvalidRequest.

    Words that are no identifiers (`?linkType=...`, a path before the key) say nothing of the goods and
    are passed over; so does the standard.
    """
    match = _LINK.fullmatch(text)
    if match is None:
        raise _no_link(text)
    path = _of_path(match[1].split("/")[1:], text)
    query = [part.partition("=") for part in re.split("[&;]", match[2] or "")]
    # A name of digits alone is kept for identifiers: an unknown one is a fault.
    named = [element_of(name, _decoded(value)) for name, _, value in query if _is_number(name)]
    return path + named


def _of_path(segments: list[str], text: str) -> list[Element]:
    if segments and not segments[-1]:
        segments = segments[:-1]
    for start, key in enumerate(segments):
        names, values = segments[start::2], segments[start + 1 :: 2]
        # The first place from which all of the rest reads as pairs; what stands before is the host's.
        if key in _QUALIFIERS and len(names) == len(values) and _in_order(key, names[1:]):
            pairs = zip(names, map(_decoded, values), strict=True)
            return [
                # Older links write a GTIN-8, -12 or -13 as it is.
                element_of(name, value.zfill(14) if name == "01" else value)
                for name, value in pairs
            ]
    raise _no_link(text)


def _in_order(key: str, names: list[str]) -> bool:
    allowed = iter(_QUALIFIERS[key])
    return all(name in allowed for name in names)


def _decoded(value: str) -> str:
    return _ESCAPED.sub(
        lambda found: bytes.fromhex(found[0].replace("%", "")).decode("utf-8", "replace"), value
    )


def _is_number(name: str) -> bool:
    return name.isascii() and name.isdigit()


def _no_link(text: str) -> InvalidRequest:
    return InvalidRequest(
        "expected a GS1 Digital Link such as https://example.com/01/09501101530003/10/AB-123, written "
        f"out and not compressed, got {shown(text)}; {_HELP}",
        code="gs1_link",
    )


def _link(host: str, elements: list[Element]) -> str:
    strings = GS1ElementStrings(GS1ElementString.parse(ai + value) for ai, value in elements)
    return GS1DigitalLinkURI.from_element_strings(strings).as_uri(domain=host)
