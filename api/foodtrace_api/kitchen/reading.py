"""Which goods a form means, and what is wrong with it, beside the field that it is about."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, Final

import msgspec
from foodtrace.errors import FoodtraceError, InvalidRequest, MalformedSticker, NotFound
from foodtrace.kitchen import MAX_GOODS, Goods, own_entry, same_again, sender_name, supplier_called
from foodtrace.places import fold
from foodtrace.sticker import parse_typed_code
from foodtrace.supply import Item, Product, exact, one_lot, parse_quantity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from foodtrace.kitchen import Kitchen
    from foodtrace.registry import Registry
    from foodtrace.supply import Supplier

    from foodtrace_api.kitchen.form import Typed
    from foodtrace_api.words import Words

__all__ = ["Reading", "shown_quantity"]

# The refusals of the core by their code: beside which field, and the words of the page.
_FAULTS: Final = {
    "quantity": ("quantity", "kitchen_fault_quantity"),
    "product": ("product", "kitchen_fault_product"),
    "unit": ("unit", "kitchen_fault_unit"),
    "supplier": ("supplier", "kitchen_fault_supplier"),
    "tax_code": ("supplier", "kitchen_fault_tax_code"),
    "lot": ("lot", "kitchen_fault_lot"),
    "use_by": ("use_by", "kitchen_fault_use_by"),
}
_THREE: Final = re.compile(r"\.[0-9]{3}$")
_KEEPS_DAYS: Final = 3650


class Reading:
    """Reads one form of goods that came on `day`; `faults` are words by field, "" is the whole."""

    def __init__(self, typed: Typed, day: dt.date, w: Words) -> None:
        self._typed = typed
        self._day = day
        self._w = w
        self.faults: dict[str, str] = {}

    async def goods(
        self, registry: Registry, kitchen: Kitchen, known: Sequence[Supplier]
    ) -> list[Goods]:
        """What came; with a fault it is not whole."""
        goods: list[Goods] = []
        # One more than may come is enough to be refused for it.
        for number in self._typed.lines()[: MAX_GOODS + 1]:
            try:
                entry = await own_entry(registry, kitchen, number)
            except NotFound:
                self.faults[""] = self._w("kitchen_fault_gone")
                continue
            was = entry.receipt.item
            item = self.item(was.product, was.unit, f"-{number}")
            if item is not None:
                goods.append(same_again(entry, item))
        if self._typed.has_new():
            new = self._new(known)
            if new is not None and (sender := await self._sender(registry, kitchen)) is not None:
                new = msgspec.structs.replace(new, supplier=None, sender_id=sender)
            if new is not None:
                goods.append(new)
        if not goods and not self.faults:
            self.faults[""] = self._w("kitchen_fault_nothing")
        return goods

    def item(self, product: Product, unit: str, end: str = "") -> Item | None:
        """Quantity, lot and use-by day of `product`; None with what is wrong in `faults`."""
        found = None
        try:
            found = parse_quantity(self._typed[f"quantity{end}"])
            if found <= 0:
                raise InvalidRequest("more than nothing", code="quantity")
        except InvalidRequest as error:
            self.tell(error, end)
        lot = self._typed[f"lot{end}"] or None
        try:
            # A label that was scanned says one, whatever signs it has.
            lot = lot if self._typed["gtin"] and not end else one_lot(lot or "")
        except InvalidRequest as error:
            self.tell(error, end)
        use_by = self._use_by(f"use_by{end}")
        if found is None or {f"use_by{end}", f"lot{end}"} & self.faults.keys():
            return None
        return Item(product, found, unit, lot, use_by)

    def tell(self, error: FoodtraceError, end: str = "") -> None:
        """Put a refusal of the core beside the field it is about, in the words of the page."""
        own = f"kitchen_fault_{error.code}"
        field, key = _FAULTS.get(
            error.code, ("", own if own in self._w.catalog else "kitchen_fault_other")
        )
        self.faults.setdefault(f"{field}{end}" if field else "", self._w(key))

    def _new(self, known: Sequence[Supplier]) -> Goods | None:
        typed = self._typed
        for field in ("product", "unit", "supplier"):
            if not typed[field]:
                self.faults[field] = self._w(f"kitchen_fault_{field}")
        item = self.item(Product(typed["product"], typed["gtin"] or None), typed["unit"])
        supplier = None
        try:
            supplier = supplier_called(typed["supplier"], known)
        except InvalidRequest as error:
            self.tell(error)
        if item is None or supplier is None:
            return None
        return (
            None if {"product", "unit", "supplier"} & self.faults.keys() else Goods(item, supplier)
        )

    async def _sender(self, registry: Registry, kitchen: Kitchen) -> int | None:
        """The establishment whose sticker was scanned, unless somebody else was typed over it since."""
        try:
            number = parse_typed_code(self._typed["sender"])
            name = await sender_name(registry, kitchen, number)
        except (MalformedSticker, InvalidRequest):
            return None
        return number if fold(name) == fold(self._typed["supplier"]) else None

    def _use_by(self, field: str) -> dt.date | None:
        """A date input gives 2026-11-30; typed by hand it is 30/11/2026 or 30.11.26."""
        text = self._typed[field]
        if not text:
            return None
        parts: list[Any] = re.split(r"[-/. ]", text)
        try:
            year, month, day = map(int, parts if len(parts[0]) == 4 else reversed(parts))
            found = dt.date(year + 2000 if year < 100 else year, month, day)
        except (ValueError, OverflowError):
            self.faults[field] = self._w("kitchen_fault_date")
            return None
        if not 0 <= (found - self._day).days <= _KEEPS_DAYS:
            self.faults[field] = self._w("kitchen_fault_use_by")
        return found


def shown_quantity(quantity: Decimal, w: Words) -> str:
    """As a person types it, to be read back by `parse_quantity`: with a comma in Vietnamese, without thousands."""
    text = exact(quantity)
    # 1,234 could be two numbers: a point says it in one way.
    return text.replace(".", ",") if w.language == "vi" and not _THREE.search(text) else text
