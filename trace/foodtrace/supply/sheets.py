"""A recall as spreadsheets: the sortable one that FSMA 204 made customary, and whom to call."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import msgspec
from sqlalchemy import select

from foodtrace.registry import Event, Registry, record_events
from foodtrace.registry.private_schema import private_particulars
from foodtrace.registry.reasons import check_actor
from foodtrace.registry.schema import establishment
from foodtrace.registry.supply_schema import supplier
from foodtrace.spreadsheets import workbook
from foodtrace.supply.answers import CERTAINTIES, Recall
from foodtrace.supply.shelves import chunks

__all__ = ["Contact", "contact_sheet_xlsx", "contacts_of", "seller_addresses", "sortable_xlsx"]

# The key data elements of a receiving event (21 CFR 1.1345), then what a recall adds.
_SORTABLE: Final = (
    ("Traceability lot code", 22),
    ("Product description", 32),
    ("Quantity", 12),
    ("Unit of measure", 10),
    ("Immediate previous source: code", 16),
    ("Immediate previous source: name", 32),
    ("Immediate previous source: address", 44),
    ("Location received: code", 14),
    ("Location received: name", 32),
    ("Location received: address", 44),
    ("Date received", 14),
    ("Reference document", 26),
    ("Certainty", 18),
    ("Steps", 8),
)
# Whoever calls reads it in her own language; the other sheet is for exchange and stays as it is.
_CONTACTS: Final = {
    "en": (
        *(("Typed code", 14), ("Name", 32), ("Address", 44), ("Certainty", 18), ("Steps", 8)),
        ("Receipts", 10),
    ),
    "vi": (
        *(("Mã tra cứu", 14), ("Tên", 32), ("Địa chỉ", 44), ("Mức chắc chắn", 26)),
        *(("Số chặng", 9), ("Phiếu nhận", 11)),
    ),
}
_PRIVATE: Final = {
    "en": (("Owner", 28), ("Phones", 28)),
    "vi": (("Chủ cơ sở", 28), ("Điện thoại", 28)),
}
_CERTAINTIES_VI: Final = dict(
    zip(
        CERTAINTIES,
        ("đúng lô", "cùng hàng, cùng ngày", "cùng nhà cung cấp, cùng ngày"),
        strict=True,
    )
)


class Contact(msgspec.Struct, frozen=True):
    """Where an establishment is; owner and phones only where they were asked for, `phones` else being None."""

    id: int
    address: str
    owner_name: str | None = None
    phones: tuple[str, ...] | None = None


async def contacts_of(
    registry: Registry, recall: Recall, *, private: bool, actor: str, now: int
) -> dict[int, Contact]:
    """The contacts of a recall's establishments; with `private` the owner's particulars, each an event."""
    actor = check_actor(actor)
    ids = [one.id for one in recall.establishments]
    found: dict[int, Contact] = {}
    # Reading particulars writes who read them.
    async with registry.writing() if private else registry.reading() as connection:
        for some in chunks(ids):
            query: Any = select(establishment.c.id, establishment.c.registered_address).where(
                establishment.c.id.in_(some)
            )
            if private:
                query = query.add_columns(
                    private_particulars.c.owner_name, private_particulars.c.phones
                ).outerjoin(
                    private_particulars,
                    private_particulars.c.establishment_id == establishment.c.id,
                )
            for row in await connection.execute(query):
                owner, phones = (row[2], tuple(row[3] or ())) if private else (None, None)
                found[row[0]] = Contact(row[0], row[1], owner, phones)
        if private:
            await record_events(
                connection,
                [
                    Event(
                        at=now,
                        actor=actor,
                        kind="particulars_read",
                        establishment_id=place,
                        reason="recall",
                    )
                    for place in ids
                ],
            )
    return found


async def seller_addresses(registry: Registry, recall: Recall) -> dict[str, str]:
    """Where the suppliers of a recall are, by tax code, or by name where there is none."""
    table = supplier.c
    coded = [one.tax_code for one in recall.suppliers if one.tax_code]
    named = [one.name for one in recall.suppliers if not one.tax_code]
    found: dict[str, str] = {}
    async with registry.reading() as connection:
        for key, wanted in ((table.tax_code, coded), (table.name, named)):
            for some in chunks(wanted):
                query = select(key, table.address).where(key.in_(some))
                if key is table.name:
                    query = query.where(table.tax_code.is_(None))
                found.update((row[0], row[1]) for row in await connection.execute(query))
    return found


def sortable_xlsx(
    recall: Recall, contacts: dict[int, Contact], addresses: Mapping[str, str]
) -> bytes:
    """One row for each receipt, under plain headings with filters, to be sorted by whoever gets it.

    `addresses` are those of the suppliers, as `seller_addresses` gives them.
    """
    sellers = {
        number: (one.tax_code or "", one.name, addresses.get(one.tax_code or one.name, ""))
        for one in recall.suppliers
        for number in one.receipts
    }
    senders = {
        one.typed_code: (one.typed_code, one.name, _address(contacts, one.id))
        for one in recall.establishments
    }
    rows = [
        (
            each.lot or "", each.product, Decimal(each.quantity), each.unit,
            *(
                senders.get(each.from_typed_code or "")
                or sellers.get(each.id, (each.from_typed_code or "", "", ""))
            ),
            one.typed_code, one.name, _address(contacts, one.id), each.day, each.document,
            each.certainty, each.steps,
        )
        for one in recall.establishments
        for each in one.receipts
    ]  # fmt: skip
    return workbook(_SORTABLE, rows, sheet="Receipts")


def contact_sheet_xlsx(recall: Recall, contacts: dict[int, Contact], *, lang: str = "en") -> bytes:
    """One row for each establishment, surest and nearest first; owners where `contacts` has them.

    In `lang`, vi or en.
    """
    private = any(one.phones is not None for one in contacts.values())
    rows = []
    for one in recall.establishments:
        sure = _CERTAINTIES_VI[one.certainty] if lang == "vi" else one.certainty
        row: tuple[object, ...] = (
            one.typed_code, one.name, _address(contacts, one.id), sure, one.steps,
            len(one.receipts),
        )  # fmt: skip
        if private:
            contact = contacts[one.id]
            row += (contact.owner_name or "", ", ".join(contact.phones or ()))
        rows.append(row)
    own = lang if lang == "vi" else "en"
    headings = _CONTACTS[own] + (_PRIVATE[own] if private else ())
    return workbook(headings, rows, sheet="Contacts" if own == "en" else "Liên hệ")


def _address(contacts: dict[int, Contact], id: int) -> str:
    found = contacts.get(id)
    return found.address if found else ""
