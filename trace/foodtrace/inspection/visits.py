"""Visits, taken in exactly once and kept as they were sent; nothing of them is public here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.errors import AccessDenied, Conflict, InvalidRequest, MalformedSticker
from foodtrace.inspection.forms import keep_first_form, known_forms
from foodtrace.inspection.records import (
    MAX_PHOTOS,
    VisitRecord,
    content_digest,
)
from foodtrace.pictures import redraw_photo_aside
from foodtrace.registry import Event, Registry, record_events
from foodtrace.registry.private_schema import inspector, visit, visit_photo
from foodtrace.registry.schema import establishment, sticker
from foodtrace.sticker import civil_day, parse_typed_code

__all__ = ["FLAGS", "RecordedVisit", "record_visit"]

# What an officer should look at, by name. None of it refuses a visit: the inspector has long left.
FLAGS: Final = {
    "unknown_establishment": "no code of the visit leads to an establishment of the register",
    "sticker_not_registered": "the scanned sticker is not the one registered under its number",
    "establishment_differs": "the sticker belongs to another establishment than the visit says",
    "clock": "the visit is dated after it was received",
}
# Phones set their clocks by the network; this is more than they ever differ.
_CLOCK_SLACK: Final = 600


class RecordedVisit(msgspec.Struct, frozen=True):
    """The number of the visit, and whether this call made it."""

    id: int
    created: bool


async def record_visit(
    registry: Registry,
    inspector_id: int,
    *,
    key: str,
    record: VisitRecord,
    photos: Sequence[bytes] = (),
    now: int,
    actor: str | None = None,
) -> RecordedVisit:
    """Keep a visit, once for each `key` of an inspector, however often and from however many tasks it comes.

    A visit to a place that the register does not know is kept and flagged. Photos are redrawn first. `actor` is who
    entered a visit for the inspector, who then needs no valid token.
    Raises Conflict (idempotency_key_reused) when the key came with another content before,
    InvalidRequest (results, too_many_photos, photo_...), AccessDenied (token_revoked),
    RegistryUnavailable: then the visit may be kept all the same, and the same call again says so.
    """
    if len(photos) > MAX_PHOTOS:
        raise InvalidRequest(
            f"expected at most {MAX_PHOTOS} photos, got {len(photos)}", code="too_many_photos"
        )
    digest = content_digest(record, photos)
    async with registry.reading() as connection:
        there = await _present(connection, inspector_id, key, digest)
    if there is not None:
        return there
    redrawn = [await redraw_photo_aside(photo) for photo in photos]
    async with registry.writing() as connection:
        # Asked again where the database admits one writer: two posts of one visit meet here.
        there = await _present(connection, inspector_id, key, digest)
        if there is not None:
            return there
        if actor is None:
            await _refuse_if_revoked(connection, inspector_id)
        await keep_first_form(connection, now)
        form_version = await _form_of(connection, record)
        establishment_id, flags = await _place(connection, record, now)
        values = _columns(record) | {
            "inspector_id": inspector_id,
            "key": key,
            "content_sha256": digest,
            "received_at": now,
            "establishment_id": establishment_id,
            "form_version": form_version,
            "flags": flags,
        }
        made = await connection.execute(insert(visit).values(values).returning(visit.c.id))
        number = int(made.scalar_one())
        for place, photo in enumerate(redrawn, start=1):
            row = {"visit_id": number, "number": place, **msgspec.structs.asdict(photo)}
            await connection.execute(insert(visit_photo).values(row))
        if actor is None:
            used = update(inspector).where(inspector.c.id == inspector_id)
            await connection.execute(used.values(last_used_day=civil_day(now)))
        event = Event(
            at=now,
            actor=actor or f"inspector {inspector_id}",
            kind="visit_recorded",
            establishment_id=establishment_id,
            after={"visit": number, "flags": flags},
        )
        await record_events(connection, [event])
    return RecordedVisit(number, created=True)


async def _present(
    connection: AsyncConnection, inspector_id: int, key: str, digest: bytes
) -> RecordedVisit | None:
    query = select(visit.c.id, visit.c.content_sha256).where(
        visit.c.inspector_id == inspector_id, visit.c.key == key
    )
    row = (await connection.execute(query)).first()
    if row is None:
        return None
    if bytes(row.content_sha256) != digest:
        raise Conflict(
            "this key came with another visit before; give every visit a key of its own",
            code="idempotency_key_reused",
        )
    return RecordedVisit(row.id, created=False)


async def _refuse_if_revoked(connection: AsyncConnection, inspector_id: int) -> None:
    query = select(inspector.c.revoked_at).where(inspector.c.id == inspector_id)
    row = (await connection.execute(query)).first()
    if row is None or row.revoked_at is not None:
        raise AccessDenied(
            "the token was revoked; ask the office for a new one", code="token_revoked"
        )


async def _form_of(connection: AsyncConnection, record: VisitRecord) -> str:
    """The newest form that offers all these results: a phone may have been offline while it changed."""
    for form in await known_forms(connection):
        if form.fits(record.results):
            return form.version
    raise InvalidRequest(
        "the results fit no form that inspectors were given; get the form again", code="results"
    )


async def _place(
    connection: AsyncConnection, record: VisitRecord, now: int
) -> tuple[int | None, list[str]]:
    """The establishment meant, and what is odd: the registered sticker first, then id, then typed code."""
    flags = []
    by_sticker = None
    if record.kid is not None and record.idx is not None and record.token_sha256 is not None:
        query = select(sticker.c.establishment_id, sticker.c.token_sha256).where(
            sticker.c.kid == bytes.fromhex(record.kid), sticker.c.idx == record.idx
        )
        row = (await connection.execute(query)).first()
        if row is not None and bytes(row.token_sha256).hex() == record.token_sha256:
            by_sticker = row.establishment_id
        else:
            flags.append("sticker_not_registered")
    named = [by_sticker, record.establishment_id, _typed_id(record.typed_code)]
    wanted = [number for number in named if number is not None]
    query = select(establishment.c.id).where(establishment.c.id.in_(wanted))
    known = set((await connection.execute(query)).scalars()) if wanted else set()
    found = next((number for number in wanted if number in known), None)
    if found is None:
        flags.append("unknown_establishment")
    elif len(set(wanted)) > 1:
        flags.append("establishment_differs")
    if record.visited_at > now + _CLOCK_SLACK:
        flags.append("clock")
    return found, flags


def _typed_id(typed_code: str | None) -> int | None:
    try:
        return parse_typed_code(typed_code) if typed_code else None
    except MalformedSticker:
        return None


def _columns(record: VisitRecord) -> dict[str, Any]:
    return {
        "visited_at": record.visited_at,
        "claimed_id": record.establishment_id,
        "typed_code": record.typed_code,
        "kid": bytes.fromhex(record.kid) if record.kid else None,
        "idx": record.idx,
        "token_sha256": bytes.fromhex(record.token_sha256) if record.token_sha256 else None,
        "genuine": record.verdict.genuine,
        "standing": record.verdict.standing,
        "freshness": record.verdict.freshness,
        "results": record.results,
        "notes": record.notes,
    }
