"""A recall as spreadsheets: the sortable one that FSMA 204 made customary, and whom to call."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec
import xlsxwriter
from sqlalchemy import select

from foodtrace.registry import Event, Registry, record_events
from foodtrace.registry.private_schema import private_particulars
from foodtrace.registry.reasons import check_actor
from foodtrace.registry.schema import establishment
from foodtrace.spreadsheets import FORMULA_STARTS
from foodtrace.supply.answers import Recall
from foodtrace.supply.shelves import chunks

__all__ = ["Contact", "contact_sheet_xlsx", "contacts_of", "sortable_xlsx"]

# The key data elements of a receiving event (21 CFR 1.1345), then what a recall adds.
_SORTABLE: Final = (
    ("Traceability lot code", 22),
    ("Product description", 32),
    ("Quantity", 12),
    ("Unit of measure", 10),
    ("Immediate previous source", 26),
    ("Location received: code", 14),
    ("Location received: name", 32),
    ("Location received: address", 44),
    ("Date received", 14),
    ("Reference document", 26),
    ("Certainty", 18),
    ("Steps", 8),
)
_CONTACTS: Final = (
    ("Typed code", 14),
    ("Name", 32),
    ("Address", 44),
    ("Certainty", 18),
    ("Steps", 8),
    ("Receipts", 10),
)
_PRIVATE: Final = (("Owner", 28), ("Phones", 28))


class Contact(msgspec.Struct, frozen=True):
    """Where an establishment is; owner and phones only where they were asked for."""

    id: int
    address: str
    owner_name: str | None = None
    phones: tuple[str, ...] = ()


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
                owner, phones = (row[2], tuple(row[3] or ())) if private else (None, ())
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


def sortable_xlsx(recall: Recall, contacts: dict[int, Contact]) -> bytes:
    """One row for each receipt, under plain headings with filters, to be sorted by whoever gets it."""
    rows = [
        (
            each.lot or "", each.product, each.quantity, each.unit,
            each.from_typed_code or each.supplier or "",
            one.typed_code, one.name, _address(contacts, one.id), each.day, each.document,
            each.certainty, each.steps,
        )
        for one in recall.establishments
        for each in one.receipts
    ]  # fmt: skip
    return _book("Receipts", _SORTABLE, rows)


def contact_sheet_xlsx(recall: Recall, contacts: dict[int, Contact]) -> bytes:
    """One row for each establishment, surest and nearest first; owners where `contacts` has them."""
    private = any(one.owner_name or one.phones for one in contacts.values())
    rows = []
    for one in recall.establishments:
        row: tuple[object, ...] = (
            one.typed_code, one.name, _address(contacts, one.id), one.certainty, one.steps,
            len(one.receipts),
        )  # fmt: skip
        if private:
            contact = contacts[one.id]
            row += (contact.owner_name or "", ", ".join(contact.phones))
        rows.append(row)
    return _book("Contacts", _CONTACTS + (_PRIVATE if private else ()), rows)


def _address(contacts: dict[int, Contact], id: int) -> str:
    found = contacts.get(id)
    return found.address if found else ""


def _book(
    name: str, headings: Sequence[tuple[str, int]], rows: Iterable[tuple[object, ...]]
) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_urls": False})
    book.set_properties({"created": datetime.datetime(2000, 1, 1)})
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "top"})
    text = book.add_format({"num_format": "@"})
    quoted = book.add_format({"num_format": "@", "quote_prefix": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for at, (heading, width) in enumerate(headings):
        sheet.write_string(0, at, heading, head)
        sheet.set_column(at, at, width)
    line = 0
    for line, row in enumerate(rows, start=1):
        for at, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(line, at, cell)
            elif isinstance(cell, datetime.date):
                sheet.write_datetime(
                    line, at, datetime.datetime.combine(cell, datetime.time()), day
                )
            elif cell:
                shown = str(cell)
                sheet.write_string(
                    line, at, shown, quoted if shown.startswith(FORMULA_STARTS) else text
                )
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(line, 1), len(headings) - 1)
    book.close()
    return out.getvalue()
