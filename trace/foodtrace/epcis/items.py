"""The goods of an event as items of the record: product, lot, quantity, unit and last day; pure."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import msgspec

from foodtrace.epcis.naming import Names, goods_of
from foodtrace.epcis.parsing import Captured, field_of
from foodtrace.epcis.shapes import Quantity, json_name
from foodtrace.epcis.terms import NAMESPACES
from foodtrace.epcis.units import unit_of
from foodtrace.errors import InvalidRequest
from foodtrace.gs1 import check_gtin, check_lot
from foodtrace.supply import Item, Product, Supplier, check_item

__all__ = ["Items", "Known", "wrong"]

_MDA: Final = NAMESPACES["cbvmda"]
_EXPIRY: Final = ("itemExpirationDate", "sellByDate")


class Known(msgspec.Struct, frozen=True):
    """What the register knows of the identifiers of a document."""

    names: Names
    #: Establishments by the identifier, as far as the sender may act for them.
    places: Mapping[str, int]
    suppliers: Mapping[str, Supplier]
    #: Names of products by GTIN and by our own number.
    gtins: Mapping[str, str]
    products: Mapping[int, str]
    #: The document's own master data, and the names of goods in it by class and by GTIN.
    said: Mapping[str, Mapping[str, str]]
    named: Mapping[str, str]


class Items:
    """Reads the items of one event that happened on `day`."""

    def __init__(self, event: Captured, known: Known, day: datetime.date) -> None:
        self._event = event
        self._known = known
        self._day = day
        self._own: dict[str, dict[str, Any]] | None = None

    def of(self, classes: str, instances: str, *, ilmd: bool = True) -> list[Item]:
        """The items of two fields; `ilmd`: what the event says of its goods is said of these."""
        shape = self._event.shape
        quantities: Sequence[Quantity] = getattr(shape, classes, None) or ()
        epcs: Sequence[str] = getattr(shape, instances, None) or ()
        alone = ilmd and len(quantities) + len(epcs) == 1
        items = []
        for number, each in enumerate(quantities):
            where = f".{json_name(classes)}[{number}]"
            items.append(self._item(each, where, alone))
        counted: dict[str, int] = {}
        for uri in epcs:
            # A number of a parcel, a pallet or an asset says nothing of what is inside.
            if (goods := goods_of(uri)) is not None:
                counted[goods[0]] = counted.get(goods[0], 0) + 1
        for gtin, count in counted.items():
            product = self._product(gtin, f".{json_name(instances)}")
            lot, use_by = self._of_event(ilmd and len(counted) == 1 and not quantities)
            items.append(self._checked(product, Decimal(count), unit_of(None), lot, use_by, ""))
        return items

    def _item(self, each: Quantity, where: str, alone: bool) -> Item:
        uri = each.epc_class
        own = self._own_of(uri)
        lot, use_by = self._of_event(alone)
        goods = goods_of(uri)
        if goods is not None:
            product = self._product(goods[0], where + ".epcClass", own)
            lot = lot if goods[1] is None else _gs1_lot(goods[1], where + ".epcClass")
        else:
            product, mine = self._local(uri, where + ".epcClass", own)
            lot = mine or lot
        quantity, unit = each.quantity, unit_of(each.uom)
        if own is not None:
            lot = own.get("lot") or lot
            use_by = _day_of(own.get("useBy"), where) or use_by
            if quantity is None and isinstance(own.get("quantity"), int | Decimal):
                quantity, unit = Decimal(own["quantity"]), str(own.get("unit", ""))
            elif own.get("unit") and own.get("quantity") == quantity:
                unit = str(own["unit"])
        lot = lot or self._known.said.get(uri, {}).get("lotNumber")
        if quantity is None:
            raise wrong(where, "expected a quantity of what came or went, got none", "quantity")
        return self._checked(product, Decimal(quantity), unit, lot, use_by, where)

    def _checked(
        self,
        product: Product,
        quantity: Decimal,
        unit: str,
        lot: str | None,
        use_by: datetime.date | None,
        where: str,
    ) -> Item:
        try:
            return check_item(Item(product, quantity, unit, lot, use_by), self._day)
        except InvalidRequest as error:
            raise wrong(where, error.message, error.code) from None

    def _product(self, gtin: str, where: str, own: Mapping[str, Any] | None = None) -> Product:
        try:
            gtin = check_gtin(gtin)
        except InvalidRequest as error:
            raise wrong(where, error.message, error.code) from None
        known = self._known.gtins.get(gtin)
        return Product(known or self._said_name(gtin, own) or f"GTIN {gtin}", gtin)

    def _local(
        self, uri: str, where: str, own: Mapping[str, Any] | None
    ) -> tuple[Product, str | None]:
        ours = self._known.names.product_named(uri)
        if ours is not None and ours[0] in self._known.products:
            return Product(self._known.products[ours[0]]), ours[1]
        name = self._said_name(uri, own)
        if name is None:
            raise wrong(
                where,
                f"expected a GTIN, or a name of the goods in epcisHeader (cbvmda:descriptionShort), got "
                f"{uri[:80]} alone",
                "product",
            )
        return Product(name), None

    def _said_name(self, key: str, own: Mapping[str, Any] | None) -> str | None:
        if own is not None and isinstance(own.get("product"), str):
            return str(own["product"])
        return self._known.named.get(key)

    def _of_event(self, alone: bool) -> tuple[str | None, datetime.date | None]:
        """Lot and last day that the event says of its goods: of the only ones in it, or of nothing."""
        if not alone:
            return None, None
        ilmd = getattr(self._event.shape, "ilmd", None) or {}
        found: dict[str, Any] = {}
        for name in ("lotNumber", *_EXPIRY):
            value = field_of(ilmd, self._event.namespaces, _MDA, name)
            found[name] = value if value is not None else self._event.own(_MDA, name)
        lot = found["lotNumber"]
        day = next((found[name] for name in _EXPIRY if found[name]), None)
        return lot if isinstance(lot, str) else None, _day_of(day, ".ilmd")

    def _own_of(self, uri: str) -> Mapping[str, Any] | None:
        """What our own field says of this class."""
        if self._own is None:
            self._own = self._read_own()
        return self._own.get(uri)

    def _read_own(self) -> dict[str, dict[str, Any]]:
        space = self._known.names.namespace
        found = self._event.own(space, "goods")
        read: dict[str, dict[str, Any]] = {}
        for each in found if isinstance(found, list) else [found]:
            if isinstance(each, dict):
                said = {
                    name: field_of(each, self._event.namespaces, space, name)
                    for name in ("class", "product", "quantity", "unit", "lot", "useBy")
                }
                if isinstance(said["class"], str):
                    read.setdefault(said["class"], said)
        return read


def _gs1_lot(text: str, where: str) -> str:
    try:
        return check_lot(text)
    except InvalidRequest as error:
        raise wrong(where, error.message, error.code) from None


def _day_of(found: Any, where: str) -> datetime.date | None:
    if found is None:
        return None
    try:
        return datetime.date.fromisoformat(str(found)[:10])
    except ValueError:
        raise wrong(
            where, f"expected a day such as 2026-11-30, got {str(found)[:30]!r}", "use_by"
        ) from None


def wrong(where: str, message: str, code: str = "epcis_event") -> InvalidRequest:
    return InvalidRequest(message, code=code, where=where)
