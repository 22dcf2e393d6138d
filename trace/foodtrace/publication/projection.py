"""The only statements that read for the public, and how their rows become public records."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Select, bindparam, select
from sqlalchemy.dialects import sqlite

from foodtrace.places import IN_FORCE as SCHEME
from foodtrace.places import unit
from foodtrace.publication.inspections import decisions_of, read_decision
from foodtrace.publication.origins import (
    PROVENANCE,
    PROVENANCE_TEXT,
    Provenance,
    asked,
    provenance_of,
)
from foodtrace.publication.rules import Decision
from foodtrace.publication.shapes import PublicBasis, PublicEstablishment, PublicSticker
from foodtrace.registry import HotReader, Registry
from foodtrace.registry.schema import (
    IN_FORCE,
    REVOKED,
    SUSPENDED,
    basis,
    establishment,
    sticker,
    zone,
)
from foodtrace.sticker import civil_date, civil_day, encode_typed_code

__all__ = [
    "ESTABLISHMENTS",
    "STICKERS",
    "public_establishment",
    "read_public_establishment",
    "to_public",
]

AnySelect = Select[*tuple[Any, ...]]

# Named one by one: a column that is added to a table tomorrow is not public by that.
ESTABLISHMENTS: AnySelect = (
    select(
        establishment.c.id,
        establishment.c.name,
        establishment.c.street,
        establishment.c.ward,
        establishment.c.registered_address,
        zone.c.name,
        establishment.c.category,
        establishment.c.company_tax_code,
        establishment.c.closed_at,
        establishment.c.moved_to,
        basis.c.kind,
        basis.c.number,
        basis.c.issuer,
        basis.c.issued_on,
        basis.c.expires_on,
        basis.c.ground,
    )
    .join_from(establishment, zone, zone.c.id == establishment.c.zone_id)
    .outerjoin(basis, basis.c.establishment_id == establishment.c.id)
)
STICKERS: AnySelect = select(
    sticker.c.establishment_id,
    sticker.c.kid,
    sticker.c.idx,
    sticker.c.iat,
    sticker.c.exp,
    sticker.c.state,
    sticker.c.superseded_at,
).order_by(sticker.c.establishment_id, sticker.c.iat, sticker.c.idx)

_NO_RESULT = Decision()
_ONE = ESTABLISHMENTS.where(establishment.c.id == bindparam("id"))
_ITS_STICKERS = STICKERS.where(sticker.c.establishment_id == bindparam("id"))
# The same statements as text, for the reader that does without SQLAlchemy on each request.
_NAMED = sqlite.dialect(paramstyle="named")
_ONE_TEXT = str(_ONE.compile(dialect=_NAMED))
_ITS_STICKERS_TEXT = str(_ITS_STICKERS.compile(dialect=_NAMED))


async def public_establishment(registry: Registry, id: int, now: int) -> PublicEstablishment | None:
    """The public record of one establishment, or None if there is no such id."""
    async with registry.reading_public() as connection:
        rows = (await connection.execute(_ONE, {"id": id})).all()
        stickers = (await connection.execute(_ITS_STICKERS, {"id": id})).all()
        decisions = await decisions_of(connection, [id], now)
        provenance = (await connection.execute(PROVENANCE, asked(id, now))).all()
    if not rows:
        return None
    record = to_public(rows[0], stickers, decisions.get(id, _NO_RESULT), now)
    return _with_provenance(record, provenance_of(provenance, now))


def read_public_establishment(reader: HotReader, id: int, now: int) -> PublicEstablishment | None:
    """The same through the hot path's reader: no await, some tens of microseconds."""
    rows = reader.rows(_ONE_TEXT, {"id": id})
    if not rows:
        return None
    stickers = reader.rows(_ITS_STICKERS_TEXT, {"id": id})
    record = to_public(rows[0], stickers, read_decision(reader, id, now), now)
    provenance = reader.rows(PROVENANCE_TEXT, asked(id, now))
    return _with_provenance(record, provenance_of(provenance, now)) if provenance else record


def _with_provenance(record: PublicEstablishment, found: Provenance) -> PublicEstablishment:
    """What may be said of its goods; of a place that is closed nothing, of one not in force not where they are from."""
    if record.closed_on is not None:
        return record
    origins = found.origins if record.standing == "in force" else ()
    return msgspec.structs.replace(
        record,
        check_book_until=found.book_until or msgspec.UNSET,
        origins=origins or msgspec.UNSET,
    )


def to_public(
    row: Any, stickers: Sequence[Any], decision: Decision, now: int
) -> PublicEstablishment:
    """From a row of ESTABLISHMENTS, its rows of STICKERS and its results to the public record at `now`."""
    found, name, street, ward, address, zone_name, category, tax_code, *more = row
    closed_at, moved_to, *grounds = more
    kind, number, issuer, issued_on, expires_on, ground = grounds
    place = unit(SCHEME, ward)
    shown = tuple(_sticker(each, now) for each in stickers)
    return PublicEstablishment(
        id=found,
        typed_code=encode_typed_code(found),
        name=name,
        street=street,
        ward=ward,
        ward_name=place.full_name if place else f"{ward:05}",
        province_name=place.province_name if place else "",
        registered_address=address,
        zone=zone_name,
        category=category,
        basis=None
        if kind is None
        else PublicBasis(kind, number, issuer, _date(issued_on), _date(expires_on), ground),
        company_tax_code=tax_code,
        standing=next((each.standing for each in shown if each.is_current), "none"),
        stickers=shown,
        as_of=now,
        closed_on=None if closed_at is None else civil_date(civil_day(closed_at)),
        moved_to=None if moved_to is None else encode_typed_code(moved_to),
        last_inspection=decision.last,
        inspection_pending=decision.pending,
    )


def _sticker(row: Any, now: int) -> PublicSticker:
    _, kid, idx, iat, exp, state, superseded_at = row
    return PublicSticker(
        kid=bytes(kid).hex(),
        idx=idx,
        iat=iat,
        exp=exp,
        standing=standing_of(state, exp, now),
        is_current=superseded_at is None,
    )


def standing_of(state: int, exp: int, now: int) -> str:
    """The standing at `now`, in the order of the format's section 6."""
    if state == REVOKED:
        return "revoked"
    if state not in (IN_FORCE, SUSPENDED):
        return "replaced"
    if exp <= now:
        return "expired"
    return "suspended" if state == SUSPENDED else "in force"


def _date(value: datetime.date | str | None) -> datetime.date | None:
    # SQLite keeps days as text; read without SQLAlchemy they come as they are kept.
    return datetime.date.fromisoformat(value) if isinstance(value, str) else value
