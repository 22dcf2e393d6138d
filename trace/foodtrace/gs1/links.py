"""GS1 Digital Link: a web link that holds element strings, read from any host and written for ours."""

from __future__ import annotations

import re
from typing import Final

from foodtrace.errors import InvalidRequest
from foodtrace.gs1.elements import element_of
from foodtrace.gs1.keys import check_gln, check_gtin, check_lot, shown
from foodtrace.gs1.scanned import Element

__all__ = ["gln_link", "gtin_link", "read_address", "read_link"]

# GS1 Digital Link URI Syntax, 4.4 and 4.9: what a link may be about, and the ways that may follow.
# Keys of assets, documents and persons are left out: goods and places are what is delivered.
_WAYS: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "00": ((),),
    "01": (("22", "10", "21"), ("235",)),
    "8006": (("22", "10", "21"),),
    "414": (("254",), ("7040",)),
    "417": (("7040",),),
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
    segments = _segments(match[1]) if match is not None else []
    for start in range(len(segments)):
        # The first place from which all of the rest reads as pairs; what stands before is the host's.
        if match is not None and _are_pairs(segments[start:]):
            return _of_path(segments[start:]) + _of_query(match[2] or "")
    raise _no_link(text)


def read_address(path: str, query: str) -> list[Element]:
    """The same of a path and a query as a server gets them, with nothing before the key."""
    segments = _segments(path)
    if not _are_pairs(segments):
        raise _no_link(path)
    return _of_path(segments) + _of_query(query)


def _segments(path: str) -> list[str]:
    return path.removesuffix("/").split("/")[1:]


def _are_pairs(segments: list[str]) -> bool:
    """Whether this is a key with its value, and then what may follow it with theirs."""
    names, values = segments[::2], segments[1::2]
    if len(names) != len(values) or not names:
        return False
    # Each name in its turn: an iterator goes on from where the last one was found.
    return any(
        all(name in turn for name in names[1:]) for turn in map(iter, _WAYS.get(names[0], ()))
    )


def _of_path(segments: list[str]) -> list[Element]:
    elements = []
    for name, value in zip(segments[::2], map(_decoded, segments[1::2]), strict=True):
        # Older links write a GTIN-8, -12 or -13 as it is.
        short = name == "01" and _is_number(value) and len(value) in (8, 12, 13)
        elements.append(element_of(name, value.zfill(14) if short else value))
    return elements


def _of_query(query: str) -> list[Element]:
    parts = [part.partition("=") for part in query.split("&")]
    # A name of digits alone is kept for identifiers: an unknown one is a fault.
    return [element_of(name, _decoded(value)) for name, _, value in parts if _is_number(name)]


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
    from biip.gs1_digital_link_uris import GS1DigitalLinkURI
    from biip.gs1_element_strings import GS1ElementString, GS1ElementStrings

    strings = GS1ElementStrings(GS1ElementString.parse(ai + value) for ai, value in elements)
    return GS1DigitalLinkURI.from_element_strings(strings).as_uri(domain=host)
