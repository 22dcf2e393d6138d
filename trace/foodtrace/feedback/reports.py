"""Diners' reports: taken in with a photo redrawn here, kept for the office, dated to be forgotten."""

from __future__ import annotations

from typing import Final

import msgspec
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.errors import InvalidRequest, NotFound
from foodtrace.pictures import redraw_photo_aside
from foodtrace.plain_text import clean_text
from foodtrace.registry import Registry
from foodtrace.registry import private_schema as private
from foodtrace.registry.schema import establishment

__all__ = [
    "CATEGORIES",
    "KINDS",
    "MAX_CONTACT",
    "MAX_TEXT",
    "Report",
    "find_sending",
    "list_reports",
    "record_report",
    "report_photo",
]

KINDS: Final = ("another_place", "damaged", "other")
CATEGORIES: Final = ("hygiene", "food", "illness", "pests", "papers", "other")
MAX_TEXT: Final = 1000
MAX_CONTACT: Final = 200
_MAX_CODE: Final = 100
_DAY: Final = 86_400
# A contact serves one answer; a report serves the picture of a few seasons.
_CONTACT_DAYS: Final = 180
_KEEP_DAYS: Final = 730


class Report(msgspec.Struct, frozen=True):
    """One report as the office sees it. Times are unix seconds; `contact` is a private particular.

    `contact_until` and `keep_until`: from then on the contact, then the whole, is no longer to be kept.
    """

    number: int
    received_at: int
    establishment_id: int | None
    code_text: str
    kind: str
    category: str | None
    text: str
    contact: str | None
    has_photo: bool
    contact_until: int
    keep_until: int


async def record_report(
    registry: Registry,
    *,
    establishment_id: int | None,
    code_text: str,
    kind: str,
    category: str | None,
    text: str,
    contact: str | None,
    photo: bytes | None,
    now: int,
    sending: bytes | None = None,
) -> int:
    """Keep a report; gives its number. Nothing about the sender is kept but the contact, if one is given.

    `code_text` is what the page was about, as typed or printed; an `establishment_id` that the register
    does not hold is dropped, the report is kept. `kind` is one of KINDS, `category` of CATEGORIES; a
    report of kind other has a text. `sending` is 32 bytes for one form as it was sent: it is kept once,
    and its number given again, however often and from however many workers it comes. Raises InvalidRequest: report_kind, report_category, text_missing,
    text_too_long, contact_too_long, and the photo_... codes of `foodtrace.pictures`;
    RegistryUnavailable.
    """
    if kind not in KINDS:
        raise InvalidRequest(
            f"expected a report of the kind {', '.join(KINDS)}, got {kind[:40]!r}",
            code="report_kind",
        )
    if category is not None and category not in CATEGORIES:
        raise InvalidRequest(
            f"expected a category out of {', '.join(CATEGORIES)}, got {category[:40]!r}",
            code="report_category",
        )
    text = clean_text(text)
    if kind == "other" and not text:
        raise InvalidRequest(
            "a report needs a text that says what it is about", code="text_missing"
        )
    if len(text) > MAX_TEXT:
        raise InvalidRequest(
            f"expected a text of at most {MAX_TEXT} characters, got {len(text)}; shorten it",
            code="text_too_long",
        )
    contact = " ".join(clean_text(contact or "").split()) or None
    if contact is not None and len(contact) > MAX_CONTACT:
        raise InvalidRequest(
            f"expected a contact of at most {MAX_CONTACT} characters, got {len(contact)}; shorten it",
            code="contact_too_long",
        )
    redrawn = await redraw_photo_aside(photo) if photo else None
    async with registry.writing() as connection:
        # Asked where the database admits one writer: two taps on the same button meet here.
        if sending is not None and (made_before := await _sent(connection, sending)) is not None:
            return made_before
        if establishment_id is not None:
            known = select(establishment.c.id).where(establishment.c.id == establishment_id)
            establishment_id = (await connection.execute(known)).scalar()
        made = await connection.execute(
            insert(private.report)
            .values(
                received_at=now,
                establishment_id=establishment_id,
                code_text=clean_text(code_text)[:_MAX_CODE],
                kind=kind,
                category=category,
                text=text,
                contact=contact,
                sending_sha256=sending,
                contact_until=now + _CONTACT_DAYS * _DAY,
                keep_until=now + _KEEP_DAYS * _DAY,
            )
            .returning(private.report.c.id)
        )
        number = int(made.scalar_one())
        if redrawn is not None:
            await connection.execute(
                insert(private.report_photo).values(
                    report_id=number, **msgspec.structs.asdict(redrawn)
                )
            )
    return number


async def find_sending(registry: Registry, sending: bytes) -> int | None:
    """The number of the report that this sending made; None if it made none yet."""
    async with registry.reading() as connection:
        return await _sent(connection, sending)


async def _sent(connection: AsyncConnection, sending: bytes) -> int | None:
    query = select(private.report.c.id).where(private.report.c.sending_sha256 == sending)
    number = (await connection.execute(query)).scalar()
    return None if number is None else int(number)


async def list_reports(
    registry: Registry, *, before: int | None = None, limit: int = 50
) -> list[Report]:
    """Reports for the office, newest first; `before` is the number of the last one of the page before."""
    table, photo = private.report, private.report_photo
    query = (
        select(table, photo.c.report_id.is_not(None).label("has_photo"))
        .outerjoin(photo, photo.c.report_id == table.c.id)
        .order_by(table.c.id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(table.c.id < before)
    async with registry.reading() as connection:
        rows = (await connection.execute(query)).mappings().all()
    return [
        Report(number=row["id"], **{name: row[name] for name in Report.__struct_fields__[1:]})
        for row in rows
    ]


async def report_photo(registry: Registry, number: int) -> bytes:
    """The photo of a report as JPEG, for the office. Raises NotFound."""
    table = private.report_photo
    async with registry.reading() as connection:
        query = select(table.c.jpeg).where(table.c.report_id == number)
        jpeg = (await connection.execute(query)).scalar()
    if jpeg is None:
        raise NotFound(f"report {number} has no photo", code="photo_not_found")
    return bytes(jpeg)
