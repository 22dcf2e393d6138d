"""Files into receipts of one establishment: all the files that were given, or none of them."""

from __future__ import annotations

import asyncio
import datetime
import functools
import hashlib
from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection

from foodtrace.errors import InvalidRequest
from foodtrace.intake import Fault
from foodtrace.registry import Registry
from foodtrace.supply.adjusting import standing_after
from foodtrace.supply.buyers import check_buyer, tax_codes_of
from foodtrace.supply.checking import check_day, check_item
from foodtrace.supply.goods import Item, Papers, Product, Receipt, Recorded
from foodtrace.supply.invoices import Invoice, InvoiceLine, Remark, parse_invoice
from foodtrace.supply.recording import known_papers, write_goods
from foodtrace.supply.sellers import complete_supplier
from foodtrace.supply.table_headings import read_deliveries
from foodtrace.supply.tables import parse_receipts

__all__ = ["SupplyFile", "TakenFile", "take_files"]


class SupplyFile(msgspec.Struct, frozen=True):
    """A file as it was sent."""

    name: str
    raw: bytes


class TakenFile(msgspec.Struct, frozen=True):
    """What a file brought, or the faults for which none of the files was taken.

    `signature` is that of an invoice, "none" for a table. `change` says that it replaces or adjusts another;
    `remarks` what of an invoice was not taken.
    """

    name: str
    kind: str
    number: str = ""
    seller: str = ""
    signature: str = "none"
    change: str | None = None
    receipt_ids: tuple[int, ...] = ()
    ended_ids: tuple[int, ...] = ()
    known: bool = False
    faults: tuple[Fault, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def superseded(self) -> bool:
        """An invoice whose goods one that came before it already replaced or adjusted, all of them."""
        return (
            self.kind == "invoice"
            and self.change is None
            and not (self.known or self.faults or self.receipt_ids)
        )


async def take_files(
    registry: Registry, establishment_id: int, files: Sequence[SupplyFile], *, actor: str, now: int
) -> list[TakenFile]:
    """Take invoices (XML) and tables (CSV, XLSX) in one transaction, in whichever order they are given.

    With a fault in any table nothing is taken and only the faults are given. Raises IntakeRefused,
    InvalidRequest (buyer, no_tax_code, and all that goods can be wrong in), NotFound, Conflict; the message
    names the file.
    """
    # A workbook takes its time; a server answers others meanwhile.
    read = [await asyncio.to_thread(_read, file, establishment_id, now) for file in files]
    if any(one.told.faults for one in read):
        return [one.told for one in read]
    return await registry.write(
        functools.partial(_take, read=read, place=establishment_id, actor=actor, now=now)
    )


class _Read(msgspec.Struct, frozen=True):
    told: TakenFile
    papers: Papers
    receipts: tuple[Receipt, ...] = ()
    invoice: Invoice | None = None


def _take(
    connection: Connection, read: list[_Read], place: int, actor: str, now: int
) -> list[TakenFile]:
    codes = tax_codes_of(connection, place)
    taken: dict[int, TakenFile] = {}
    for at in sorted(range(len(read)), key=lambda at: _turn(read[at].invoice)):
        one = read[at]
        if one.invoice is None:
            made = write_goods(connection, one.papers, receipts=one.receipts, actor=actor, now=now)
        else:
            check_buyer(one.invoice, codes, one.told.name)
            made = _take_invoice(connection, one, place, actor, now)
        taken[at] = _with(one.told, made)
    return [taken[at] for at in range(len(read))]


def _turn(invoice: Invoice | None) -> tuple[datetime.date, int, str]:
    """Invoices that change others come behind all others, the oldest of them first."""
    if invoice is None or invoice.change is None:
        return datetime.date.min, 0, ""
    return invoice.day, len(invoice.number), invoice.number


def _read(file: SupplyFile, establishment_id: int, now: int) -> _Read:
    digest = hashlib.sha256(file.raw).digest()
    if file.raw[:200].lstrip(b"\xef\xbb\xbf \r\n\t\xff\xfe\x00").startswith(b"<"):
        invoice = parse_invoice(file.raw, file.name)
        papers = Papers(
            invoice.key,
            "invoice",
            hashlib.sha256(_substance(invoice)).digest(),
            invoice.number,
            invoice.signature,
            invoice.changes_key,
            invoice.change,
            {"seller": invoice.seller.tax_code, "day": invoice.day.isoformat(), "file": file.name},
        )
        told = TakenFile(
            file.name,
            "invoice",
            invoice.number,
            invoice.seller.name,
            invoice.signature,
            invoice.change,
            remarks=invoice.remarks,
        )
        return _Read(told, papers, invoice=invoice)
    table = parse_receipts(read_deliveries(file.raw, file.name), establishment_id, now)
    papers = Papers(
        f"file:{establishment_id}:{digest.hex()}",
        "file",
        digest,
        file.name,
        detail={"file": file.name},
    )
    return _Read(TakenFile(file.name, "table", faults=table.faults), papers, table.receipts)


def _substance(invoice: Invoice) -> bytes:
    """What must be the same for two files to be one invoice: not how it was wrapped or signed.

    Nor what was not read when the first invoices came in: the codes of its goods, the day of the one it changes.
    """
    bare = msgspec.structs.replace(invoice, signature="none", buyer_name="")
    said = msgspec.to_builtins(bare)
    del said["changed_day"], said["remarks"]
    for line in said["lines"]:
        del line["gtin"]
    return msgspec.json.encode(said)


def _take_invoice(connection: Connection, one: _Read, place: int, actor: str, now: int) -> Recorded:
    invoice = one.invoice
    assert invoice is not None
    known = known_papers(connection, one.papers, {place})
    if known is not None:
        return known
    stands = standing_after(connection, invoice, place, one.told.name)
    if not stands.lines and invoice.change is None:
        raise InvalidRequest(
            f"{one.told.name}: expected goods on the invoice, got no line of any", code="no_goods"
        )
    _check_day(stands.day, now, one.told.name)
    receipts = [
        Receipt(
            place,
            invoice.seller,
            _item(line, stands.day, one.told.name),
            stands.day,
            line=line.number,
        )
        for line in stands.lines
    ]
    complete_supplier(connection, invoice.seller)
    return write_goods(
        connection,
        one.papers,
        place=place,
        receipts=receipts,
        ends=stands.ends,
        actor=actor,
        now=now,
    )


def _check_day(day: datetime.date, now: int, filename: str) -> None:
    try:
        check_day(day, now)
    except InvalidRequest as wrong:
        raise InvalidRequest(f"{filename}: {wrong.message}", code=wrong.code) from None


def _item(line: InvoiceLine, day: datetime.date, filename: str) -> Item:
    item = Item(Product(line.name, line.gtin), line.quantity, line.unit, line.lot, line.use_by)
    try:
        return check_item(item, day)
    except InvalidRequest as wrong:
        raise InvalidRequest(
            f"{filename}, line {line.number}: {wrong.message}", code=wrong.code
        ) from None


def _with(told: TakenFile, made: Recorded) -> TakenFile:
    return msgspec.structs.replace(
        told, receipt_ids=made.receipt_ids, ended_ids=made.ended_ids, known=made.known
    )
