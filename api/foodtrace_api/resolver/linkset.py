"""The links of a GS1 key as a link set (RFC 9264) with the conventions of the GS1-Conformant Resolver."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

import msgspec
from foodtrace.gs1 import gln_link, gtin_link
from foodtrace.resolver import KnownGoods, KnownPlace

from foodtrace_api.words import LANGUAGES, words_of

__all__ = ["CONTEXT", "VOCABULARY", "Anchored", "kind_of", "linkset_of", "of_goods", "of_place"]

VOCABULARY: Final = "https://ref.gs1.org/voc/"
CONTEXT: Final = "https://ref.gs1.org/standards/resolver/linkset-context"
# The schema of the standard takes two letters, or two and two: the scripts go by a region's name.
_TAGS: Final = {"zh-Hans": "zh-CN", "zh-Hant": "zh-TW"}
_SPELLINGS: Final = ("gs1:", VOCABULARY, "https://gs1.org/voc/", "http://gs1.org/voc/")


class Anchored(msgspec.Struct, frozen=True):
    """What one key leads to: its own address, the page, and under which link types the page stands.

    `name` and `fills` are the words of its title.
    """

    anchor: str
    page: str
    name: str
    types: tuple[str, ...]
    fills: dict[str, str]


def kind_of(asked: str) -> str:
    """The bare name of a link type, "pip" of "gs1:pip"; what is of no vocabulary of GS1 stays whole."""
    for spelling in _SPELLINGS:
        if asked.startswith(spelling):
            return asked.removeprefix(spelling)
    return asked


def of_place(place: KnownPlace, host: str) -> tuple[Anchored, ...]:
    """An establishment's one page tells where it is, on what papers it works, and what was found."""
    return (
        Anchored(
            gln_link(host, place.gln),
            f"/c/{place.typed_code}",
            "gs1_title_place",
            ("locationInfo", "certificationInfo", "safetyInfo"),
            {"name": place.name},
        ),
    )


def of_goods(goods: KnownGoods, host: str) -> tuple[Anchored, ...]:
    """A lot's links and then those of its product: the standard gives every level above along."""
    page, name = f"/goods/{goods.gtin}", goods.name or goods.gtin
    product = Anchored(
        gtin_link(host, goods.gtin),
        page,
        "gs1_title_goods",
        ("pip", "recallStatus"),
        {"name": name},
    )
    if goods.lot is None:
        return (product,)
    lot = Anchored(
        gtin_link(host, goods.gtin, goods.lot),
        f"{page}/{quote(goods.lot, safe='')}",
        "gs1_title_lot",
        ("pip", "recallStatus"),
        {"name": name, "lot": goods.lot},
    )
    return (lot, product)


def linkset_of(levels: tuple[Anchored, ...], host: str) -> dict[str, Any]:
    """The document of RFC 9264, section 4.2. The default link has no attribute but its title."""
    return {"linkset": [_level(each, f"https://{host}") for each in levels]}


def _level(level: Anchored, root: str) -> dict[str, Any]:
    page = root + level.page
    title = words_of("vi", "gs1")(level.name, **level.fills)
    links: dict[str, Any] = {
        "anchor": level.anchor,
        "description": title,
        f"{VOCABULARY}defaultLink": [{"href": page, "title": title}],
    }
    for kind in level.types:
        key = "gs1_title_recall" if kind == "recallStatus" else level.name
        links[VOCABULARY + kind] = [
            {
                "href": f"{page}?lang={language}",
                "title": words_of(language, "gs1")(key, **level.fills),
                "type": "text/html",
                "hreflang": [_TAGS.get(language, language)],
            }
            for language in LANGUAGES
        ]
    return links
