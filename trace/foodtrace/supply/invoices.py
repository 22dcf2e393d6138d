"""Electronic invoices as Vietnamese sellers issue them (decision 1450 of the tax office): XML into lines of goods; pure.

    HDon / DLHDon / TTChung                  KHMSHDon, KHHDon, SHDon: form, series, number; NLap: day
                  / TTChung / TTHDLQuan      the invoice that this one replaces (TCHDon 1) or adjusts (2)
                  / NDHDon / NBan, NMua      seller and buyer: Ten, MST, DChi
                  / NDHDon / DSHHDVu / HHDVu lines: TChat, STT, MHHDVu (a code), THHDVu, DVTinh, SLuong, TTKhac

Met in the wild and read alike: DLHDon as the root, inside HDon, or inside a message of the tax office; with
namespaces or none; days with and without a time; numbers padded with zeros.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Final
from xml.etree.ElementTree import Element

import msgspec

from foodtrace.errors import IntakeRefused, InvalidRequest
from foodtrace.gs1 import gtin_in
from foodtrace.places import fold
from foodtrace.supply.checking import parse_quantity, tax_code
from foodtrace.supply.goods import Supplier
from foodtrace.supply.invoice_fields import day_in, own_fields
from foodtrace.supply.invoice_trees import child_of, invoice_tree, local_name, text_in
from foodtrace.supply.signatures import signature_state

__all__ = ["Invoice", "InvoiceLine", "Remark", "parse_invoice"]

_MAX_LINES: Final = 10_000
_GOODS: Final = ("", "1", "2")  # 1 goods, 2 given free with them; 3 a discount, 4 a remark
_CHANGES: Final = {"1": "replaces", "2": "adjusts"}


class InvoiceLine(msgspec.Struct, frozen=True):
    """One line of goods; `quantity` is negative only where an invoice adjusts another downwards.

    `gtin` is the seller's code of the goods where that is one, and no other goods of the invoice have it.
    """

    number: int
    name: str
    unit: str
    quantity: Decimal
    lot: str | None = None
    use_by: datetime.date | None = None
    gtin: str | None = None


class Remark(msgspec.Struct, frozen=True):
    """What of a line was not taken. `code` is "left_out": a line without a unit, so a service and no goods;
    "lot_unread": several lots, or none that can be kept; "use_by_unread": a use-by day that names none. `text` is what stands there."""

    line: int
    code: str
    text: str


class Invoice(msgspec.Struct, frozen=True):
    """What of an invoice matters to the record of goods: never prices.

    `changed_day` is that of the invoice which this one replaces or adjusts, where it is named.
    """

    key: str
    number: str
    day: datetime.date
    seller: Supplier
    buyer_tax_code: str | None
    buyer_name: str
    lines: tuple[InvoiceLine, ...]
    change: str | None
    changes_key: str | None
    signature: str
    changed_day: datetime.date | None = None
    remarks: tuple[Remark, ...] = ()


def parse_invoice(raw: bytes, filename: str) -> Invoice:
    """The invoice of an XML file, its signature judged.

    Raises IntakeRefused: too_large, invoice_xml (no XML, or a document type, entities or references to
    elsewhere in it, or nested beyond reason), not_an_invoice, several_invoices, invoice_field.
    """
    root = invoice_tree(raw, filename)
    found = [each for each in root.iter() if local_name(each) == "DLHDon"]
    if not found:
        raise IntakeRefused(
            f"{filename}: expected an electronic invoice (DLHDon), got XML that begins with "
            f"{local_name(root)[:40]!r}",
            code="not_an_invoice",
        )
    if len(found) > 1:
        raise IntakeRefused(
            f"{filename}: expected one invoice in a file, got {len(found)}; save each as its own file",
            code="several_invoices",
        )
    return _Reader(filename).invoice(found[0], signature_state(raw, root, found[0]))


class _Reader:
    def __init__(self, filename: str) -> None:
        self._filename = filename

    def invoice(self, top: Element, signature: str) -> Invoice:
        common = self._child(top, "TTChung")
        content = self._child(top, "NDHDon")
        seller = self._child(content, "NBan")
        buyer = child_of(content, "NMua")
        code = self._tax_code(seller)
        form, series = self._text(common, "KHMSHDon"), self._text(common, "KHHDon")
        number = self._text(common, "SHDon").lstrip("0") or "0"
        change, changes_key, changed_day = self._change(common, code)
        lines, remarks = self._lines(content, change == "adjusts")
        return Invoice(
            key=_key(code, form, series, number),
            number=f"{form}{series}-{number}",
            day=self._day(common),
            seller=Supplier(self._text(seller, "Ten"), code, text_in(seller, "DChi")),
            buyer_tax_code=None if buyer is None else self._buyers_code(buyer),
            buyer_name="" if buyer is None else text_in(buyer, "Ten")[:200],
            lines=lines,
            change=change,
            changes_key=changes_key,
            signature=signature,
            changed_day=changed_day,
            remarks=remarks,
        )

    def _change(
        self, common: Element, seller: str
    ) -> tuple[str | None, str | None, datetime.date | None]:
        related = child_of(common, "TTHDLQuan")
        if related is None or not text_in(related, "SHDCLQuan"):
            return None, None, None
        nature = text_in(related, "TCHDon")
        if nature not in _CHANGES:
            raise self._wrong("TCHDon", "1 (replaces) or 2 (adjusts)", nature)
        key = _key(
            seller,
            self._text(related, "KHMSHDCLQuan"),
            self._text(related, "KHHDCLQuan"),
            self._text(related, "SHDCLQuan"),
        )
        return _CHANGES[nature], key, day_in(text_in(related, "NLHDCLQuan"))

    def _lines(
        self, content: Element, adjusts: bool
    ) -> tuple[tuple[InvoiceLine, ...], tuple[Remark, ...]]:
        rows = [each for each in content.iter() if local_name(each) == "HHDVu"]
        if len(rows) > _MAX_LINES:
            raise self._wrong("HHDVu", f"at most {_MAX_LINES} lines", str(len(rows)))
        lines, remarks = [], []
        for at, row in enumerate(rows, start=1):
            if text_in(row, "TChat").lstrip("0") not in _GOODS:
                continue
            name, unit = self._text(row, "THHDVu", at), text_in(row, "DVTinh")
            quantity = self._quantity(row, at, adjusts, needed=bool(unit))
            if adjusts and not quantity:
                continue  # only its price changes
            if not unit or quantity is None:
                # Goods have a unit by law, services need none: carriage, a fee.
                remarks.append(Remark(at, "left_out", name[:100]))
                continue
            own = own_fields(row)
            if own.lot_unread:
                remarks.append(Remark(at, "lot_unread", own.lot_unread))
            if own.use_by_unread:
                remarks.append(Remark(at, "use_by_unread", own.use_by_unread))
            code = gtin_in(text_in(row, "MHHDVu"))
            lines.append(InvoiceLine(at, name, unit, quantity, own.lot, own.use_by, code))
        return _told_apart(lines), tuple(remarks)

    def _quantity(self, row: Element, at: int, adjusts: bool, *, needed: bool) -> Decimal | None:
        if not text_in(row, "SLuong") and (adjusts or not needed):
            return None
        text = self._text(row, "SLuong", at)
        try:
            quantity = parse_quantity(text)
        except InvalidRequest:
            raise self._wrong("SLuong", "a number", text, at) from None
        if quantity <= 0 and not adjusts:
            raise self._wrong("SLuong", "more than 0", text, at)
        return quantity

    def _day(self, common: Element) -> datetime.date:
        text = self._text(common, "NLap")
        day = day_in(text)
        if day is None:
            raise self._wrong("NLap", "a day such as 2026-05-31", text)
        return day

    def _tax_code(self, party: Element) -> str:
        text = self._text(party, "MST")
        try:
            return tax_code(text)
        except InvalidRequest:
            raise self._wrong("MST", "a tax code of 10, 12 or 13 digits", text) from None

    def _buyers_code(self, buyer: Element) -> str | None:
        return self._tax_code(buyer) if text_in(buyer, "MST") else None

    def _child(self, parent: Element, name: str) -> Element:
        found = child_of(parent, name)
        if found is None:
            raise self._wrong(name, "to be there", "")
        return found

    def _text(self, parent: Element, name: str, line: int | None = None) -> str:
        text = text_in(parent, name)
        if not text:
            raise self._wrong(name, "a value", "", line)
        return text

    def _wrong(
        self, name: str, expected: str, found: str, line: int | None = None
    ) -> IntakeRefused:
        where = f"{self._filename}, line {line}" if line else self._filename
        got = repr(found[:40]) if found else "nothing"
        return IntakeRefused(
            f"{where}: expected {name[:40]} {expected}, got {got}; ask the seller for the right invoice",
            code="invoice_field",
        )


def _told_apart(lines: list[InvoiceLine]) -> tuple[InvoiceLine, ...]:
    """Without the code that two different goods have: whatever it is, it is the GTIN of neither."""
    names: dict[str | None, set[str]] = {}
    for line in lines:
        names.setdefault(line.gtin, set()).add(fold(line.name))
    return tuple(
        msgspec.structs.replace(line, gtin=None) if len(names[line.gtin]) > 1 else line
        for line in lines
    )


def _key(seller: str, form: str, series: str, number: str) -> str:
    """One invoice of a seller, however its number is padded."""
    return f"invoice:{seller}:{form.strip()}:{series.strip().upper()}:{number.lstrip('0') or '0'}"
