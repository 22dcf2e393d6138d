"""What this register calls places, goods, suppliers and papers in an event, and what such a name means; pure.

GS1 Digital Links where GS1 keys are known; else the establishment's own page, or an address under
/epcis/ of the authority's host that names a thing and answers nothing.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, unquote

from foodtrace.epcis.canonical import CANONICAL, canonical
from foodtrace.errors import FoodtraceError, InvalidRequest
from foodtrace.gs1 import check_lot, gln_link, gtin_link
from foodtrace.sticker import encode_typed_code, parse_typed_code

__all__ = ["Names", "gln_of", "goods_of"]

_PAGE: Final = "/c/"


class Names:
    """The names that one authority's host gives. `namespace` is that of its own fields in events."""

    def __init__(self, host: str) -> None:
        self.host = host
        self._root = f"https://{host}/epcis"
        self.namespace = f"{self._root}#"

    def place(self, id: int, gln: str | None) -> str:
        if gln is not None:
            return gln_link(self.host, gln)
        return f"https://{self.host}{_PAGE}{encode_typed_code(id)}"

    def goods(self, product_id: int, gtin: str | None, lot: str | None) -> str:
        """The class of goods: of a lot where it has one that can stand in such a name."""
        if gtin is not None:
            try:
                return gtin_link(self.host, gtin, lot and check_lot(lot))
            except InvalidRequest:
                return f"{CANONICAL}/01/{gtin}"
        local = f"{self._root}/product/{product_id}"
        return local if lot is None else f"{local}/lot/{quote(lot, safe='')}"

    def supplier(self, id: int, gln: str | None) -> str:
        return f"{CANONICAL}/417/{gln}" if gln is not None else f"{self._root}/supplier/{id}"

    def papers(self, document_id: int) -> str:
        return f"{self._root}/papers/{document_id}"

    def transformation(self, id: int) -> str:
        return f"{self._root}/transformation/{id}"

    def transformation_named(self, uri: str) -> int | None:
        return _number(uri.removeprefix(f"{self._root}/transformation/"), uri)

    def place_named(self, uri: str) -> int | None:
        """The establishment whose page this is, if it is one of ours; it need not be on record."""
        found = uri.removeprefix(f"https://{self.host}{_PAGE}")
        if found == uri:
            return None
        try:
            return parse_typed_code(found)
        except FoodtraceError:
            return None

    def supplier_named(self, uri: str) -> int | None:
        return _number(uri.removeprefix(f"{self._root}/supplier/"), uri)

    def product_named(self, uri: str) -> tuple[int, str | None] | None:
        """The product of ours and the lot that a name of ours means."""
        found = uri.removeprefix(f"{self._root}/product/")
        number, slash, lot = found.partition("/lot/")
        product = _number(number, uri)
        return None if product is None else (product, unquote(lot) if slash and lot else None)


def gln_of(uri: str) -> str | None:
    """The GLN of a place or a party; of an extension of a place that of the whole place."""
    link = canonical(uri)
    if link is None or not link.startswith((f"{CANONICAL}/414/", f"{CANONICAL}/417/")):
        return None
    return link.removeprefix(CANONICAL)[5:18]


def goods_of(uri: str) -> tuple[str, str | None] | None:
    """The GTIN and the lot of a class or an instance of goods."""
    link = canonical(uri)
    if link is None or not link.startswith(f"{CANONICAL}/01/"):
        return None
    gtin, _, rest = link.removeprefix(f"{CANONICAL}/01/").partition("/")
    return gtin, unquote(rest[3:]) if rest.startswith("10/") else None


def _number(text: str, whole: str) -> int | None:
    if text == whole or not (text.isascii() and text.isdigit() and len(text) < 10):
        return None
    return int(text)
