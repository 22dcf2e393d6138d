"""What came today as it was typed: which goods it means, and what is wrong with it."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import msgspec
from foodtrace.errors import FoodtraceError, InvalidRequest, MalformedSticker, NotFound
from foodtrace.gs1 import MAX_SCAN
from foodtrace.kitchen import (
    Goods,
    PhoneTimes,
    own_entry,
    same_again,
    sender_name,
    supplier_called,
)
from foodtrace.places import fold
from foodtrace.plain_text import clean_text
from foodtrace.sticker import parse_typed_code
from foodtrace.supply import Item, Product, exact, parse_quantity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from foodtrace.kitchen import Kitchen
    from foodtrace.registry import Registry
    from foodtrace.supply import Supplier

    from foodtrace_api.uploads import Part
    from foodtrace_api.words import Words

__all__ = ["UNITS", "Typed", "read_goods", "read_item", "shown_quantity", "typed_of"]

#: What kitchens buy by; any other word can be typed.
UNITS: Final = ("kg", "g", "lít", "con", "quả", "bó", "thùng", "hộp", "gói", "chai")
# A unit alone is only what stands there by choice.
_NEW: Final = ("product", "quantity", "supplier", "lot", "use_by")
_LONGEST_KEPT: Final = 400
_LINE: Final = re.compile(r"take-([0-9]{1,18})")
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


class Typed(msgspec.Struct, frozen=True):
    """The fields as they were typed; a form that comes back shows exactly these."""

    fields: dict[str, str] = {}
    photos: tuple[bytes, ...] = ()
    scan: bytes = b""
    scan_text: str = ""

    def __getitem__(self, field: str) -> str:
        return self.fields.get(field, "")

    def has_new(self) -> bool:
        """Whether anything was typed of something new."""
        return any(self[field] for field in _NEW)

    def has_scan(self) -> bool:
        """Whether a code waits to be read, whichever button was pressed: a scanner ends with Enter."""
        return bool(self.scan or self.scan_text)

    def lines(self) -> list[int]:
        """The usual goods that came: those that were ticked, and those whose quantity was changed."""
        numbers = [int(found[1]) for name in self.fields if (found := _LINE.fullmatch(name))]
        changed = [
            int(name.removeprefix("was-"))
            for name, was in self.fields.items()
            if re.fullmatch(r"was-[0-9]{1,18}", name)
            and self[name.replace("was", "quantity", 1)] not in ("", was)
        ]
        return list(dict.fromkeys(numbers + changed))

    def sha256(self) -> bytes:
        """Of what was typed; not of what a later sending says of itself."""
        kept = {k: v for k, v in self.fields.items() if k not in ("csrf", "sent_at", "do")}
        photos = [hashlib.sha256(photo).hexdigest() for photo in self.photos]
        content = msgspec.json.encode([kept, photos], order="deterministic")
        return hashlib.sha256(content).digest()

    def times(self) -> PhoneTimes | None:
        """Both moments of the phone's clock; None where its script did not run."""
        pressed, sent = self["pressed_at"], self["sent_at"]
        both = (pressed, sent)
        if not all(each.isascii() and each.isdecimal() and len(each) < 12 for each in both):
            return None
        return PhoneTimes(int(pressed), int(sent))

    def days_ago(self) -> int:
        return int(self["ago"]) if self["ago"] in ("0", "1", "2") else 0


def typed_of(parts: Sequence[Part]) -> Typed:
    """The first text of each name, and every photo that was chosen."""
    fields: dict[str, str] = {}
    for part in parts:
        if part.filename is None:
            text = " ".join(clean_text(part.content.decode(errors="replace")).split())
            fields.setdefault(part.name, text[:_LONGEST_KEPT])
    files = [part for part in parts if part.filename is not None and part.content]
    scan = next((part.content for part in files if part.name == "scan_picture"), b"")
    texts = (part.content for part in parts if part.name == "scan_text" and part.filename is None)
    # As it was sent: a scanner separates by a character that a person cannot type.
    scan_text = next(texts, b"").decode(errors="replace").strip()[:MAX_SCAN]
    fields.pop("scan_text", None)
    photos = tuple(part.content for part in files if part.name == "photo")
    return Typed(fields, photos, scan, scan_text)


async def read_goods(
    registry: Registry, kitchen: Kitchen, typed: Typed, known: Sequence[Supplier], w: Words
) -> tuple[list[Goods], dict[str, str]]:
    """What came, and what is wrong beside which field; with a fault the goods are not whole."""
    goods: list[Goods] = []
    faults: dict[str, str] = {}
    for number in typed.lines():
        try:
            entry = await own_entry(registry, kitchen, number)
        except NotFound:
            faults[""] = w("kitchen_fault_gone")
            continue
        was = entry.receipt.item
        item = read_item(typed, was.product, was.unit, w, faults, f"-{number}")
        if item is not None:
            goods.append(same_again(entry, item))
    if typed.has_new():
        new = _new(typed, known, w, faults)
        if new is not None and (sender := await _sender(registry, kitchen, typed)) is not None:
            new = msgspec.structs.replace(new, supplier=None, sender_id=sender)
        if new is not None:
            goods.append(new)
    if not goods and not faults:
        faults[""] = w("kitchen_fault_nothing")
    return goods, faults


def read_item(
    typed: Typed, product: Product, unit: str, w: Words, faults: dict[str, str], end: str = ""
) -> Item | None:
    """Quantity, lot and use-by day of `product`; None with what is wrong in `faults`."""
    found = None
    try:
        found = parse_quantity(typed[f"quantity{end}"])
        if found <= 0:
            raise InvalidRequest("more than nothing", code="quantity")
    except InvalidRequest as error:
        tell(error, w, faults, end)
    use_by = _day(typed[f"use_by{end}"], w, faults, f"use_by{end}")
    if found is None or f"use_by{end}" in faults:
        return None
    return Item(product, found, unit, typed[f"lot{end}"] or None, use_by)


def tell(error: FoodtraceError, w: Words, faults: dict[str, str], end: str = "") -> None:
    """Put a refusal of the core beside the field it is about, in the words of the page."""
    field, key = _FAULTS.get(error.code, ("", "kitchen_fault_other"))
    faults.setdefault(f"{field}{end}" if field else "", w(key))


def shown_quantity(quantity: Decimal, w: Words) -> str:
    """As a person writes it: with a comma in Vietnamese."""
    text = exact(quantity)
    # 1,234 could be two numbers: a point says it in one way.
    return text.replace(".", ",") if w.language == "vi" and not _THREE.search(text) else text


_THREE: Final = re.compile(r"\.[0-9]{3}$")


async def _sender(registry: Registry, kitchen: Kitchen, typed: Typed) -> int | None:
    """The establishment whose sticker was scanned, unless somebody else was typed over it since."""
    try:
        number = parse_typed_code(typed["sender"])
        name = await sender_name(registry, kitchen, number)
    except (MalformedSticker, InvalidRequest):
        return None
    return number if fold(name) == fold(typed["supplier"]) else None


def _new(typed: Typed, known: Sequence[Supplier], w: Words, faults: dict[str, str]) -> Goods | None:
    if not typed["product"]:
        faults["product"] = w("kitchen_fault_product")
    if not typed["unit"]:
        faults["unit"] = w("kitchen_fault_unit")
    product = Product(typed["product"], typed["gtin"] or None)
    item = read_item(typed, product, typed["unit"], w, faults)
    supplier = None
    if not typed["supplier"]:
        faults["supplier"] = w("kitchen_fault_supplier")
    else:
        try:
            supplier = supplier_called(typed["supplier"], known)
        except InvalidRequest as error:
            tell(error, w, faults)
    if item is None or supplier is None or {"product", "unit"} & faults.keys():
        return None
    return Goods(item, supplier)


def _day(text: str, w: Words, faults: dict[str, str], field: str) -> dt.date | None:
    """A date input gives 2026-11-30; typed by hand it is 30/11/2026 or 30.11.26."""
    if not text:
        return None
    parts: list[Any] = re.split(r"[-/. ]", text)
    try:
        year, month, day = map(int, parts if len(parts[0]) == 4 else reversed(parts))
        return dt.date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        faults[field] = w("kitchen_fault_date")
        return None
