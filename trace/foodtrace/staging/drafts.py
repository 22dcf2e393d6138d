"""Files on their way in: kept as they came, with what officers corrected beside them."""

from __future__ import annotations

import asyncio
import hashlib
from typing import Any, Final

import msgspec
from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.access import Who
from foodtrace.errors import AccessDenied, IntakeRefused, NotFound
from foodtrace.intake import Limits, parse_table, read_rows
from foodtrace.issuing.recording import checked_zone_name
from foodtrace.plain_text import name_key
from foodtrace.registry import Event, Registry, record_events
from foodtrace.registry.schema import intake_file, zone
from foodtrace.registry.work_schema import intake_draft, intake_draft_row

__all__ = [
    "LIMITS",
    "Draft",
    "TakenBefore",
    "add_draft",
    "draft_contents",
    "drafts_of",
    "find_draft",
    "find_within",
    "remove_draft",
    "taken_before",
    "touch",
]

#: Many share the server: what is larger is taken in with the command.
LIMITS: Final = Limits(
    file_bytes=5 * 2**20, inflated_bytes=96 * 2**20, rows=20_000, columns=100, cells=400_000
)
_LONGEST_NAME: Final = 120


class Draft(msgspec.Struct, frozen=True):
    """A file that was handed in. `zone_id` is None for a zone that is still to be made."""

    id: int
    filename: str
    sheet: str | None
    sha256: bytes
    zone: str
    zone_id: int | None
    added_by: str
    added_at: int
    changed_at: int
    version: int
    taken: int = 0


class TakenBefore(msgspec.Struct, frozen=True):
    """That the very same bytes were taken in: into which zone, and when first."""

    zone: str
    filename: str
    first_at: int


async def add_draft(
    registry: Registry,
    raw: bytes,
    filename: str,
    *,
    zone: str,
    who: Who,
    now: int,
    sheet: str | None = None,
) -> tuple[Draft, bool]:
    """Keep a file for correction; (the draft, whether the same file for the same zone lay here already).

    Raises IntakeRefused (as `read_rows` and `parse_table`; other_kind where its name says otherwise),
    InvalidRequest (zone_name), AccessDenied for a zone outside the bounds of `who`.
    """
    name = _clean_filename(filename)
    shown = checked_zone_name(zone)
    _check_kind(raw, name)
    # Reading takes a second for thousands of rows: beside the requests of others.
    sheet = await asyncio.to_thread(_check, raw, name, sheet, registry.authority.province)
    sha256 = hashlib.sha256(raw).digest()
    async with registry.writing() as connection:
        zone_id, known = await _zone(connection, shown)
        # A place counts by its ward too: whose bounds are wards is asked row by row when taking in.
        if not who.everywhere and not (zone_id in who.zones or (who.wards and zone_id is not None)):
            raise AccessDenied(
                "this zone is not among yours; choose one of your zones", code="zone_outside"
            )
        same = select(intake_draft).where(intake_draft.c.sha256 == sha256)
        for row in await connection.execute(same):
            there = _draft(row, zone_id, 0)
            # Whose draft she may not open is none of hers: she gets one of her own.
            if name_key(row.zone) == name_key(shown) and row.sheet == sheet and _covers(who, there):
                return there, True
        values = {
            "filename": name,
            "sheet": sheet,
            "sha256": sha256,
            "content": raw,
            "zone": known or shown,
            "added_by": who.actor,
            "added_at": now,
            "changed_at": now,
        }
        made = await connection.execute(
            insert(intake_draft).values(**values).returning(intake_draft)
        )
        row = made.one()
        after = {"draft": row.id, "zone": zone_id, "bytes": len(raw)}
        event = Event(at=now, actor=who.actor, kind="draft_added", after=after)
        await record_events(connection, [event])
        return _draft(row, zone_id, 0), False


async def find_draft(registry: Registry, id: int, who: Who) -> Draft:
    """Raises NotFound (draft_not_found), also for one outside the bounds of `who`."""
    async with registry.reading() as connection:
        return await find_within(connection, id, who)


async def drafts_of(registry: Registry, who: Who, *, limit: int = 100) -> list[Draft]:
    """The drafts within the bounds of `who`, last touched first."""
    async with registry.reading() as connection:
        taken = (
            select(intake_draft_row.c.draft_id, func.count().label("taken"))
            .where(intake_draft_row.c.taken_at.is_not(None))
            .group_by(intake_draft_row.c.draft_id)
        ).subquery()
        query = (
            select(*_WITHOUT_CONTENT, func.coalesce(taken.c.taken, 0).label("taken"))
            .join_from(intake_draft, taken, taken.c.draft_id == intake_draft.c.id, isouter=True)
            .order_by(intake_draft.c.changed_at.desc(), intake_draft.c.id.desc())
        )
        rows = (await connection.execute(query)).all()
        zones = {r.key: r.id for r in await connection.execute(select(zone.c.key, zone.c.id))}
    found = [_draft(row, zones.get(name_key(row.zone)), row.taken) for row in rows]
    return [draft for draft in found if _covers(who, draft)][:limit]


async def draft_contents(registry: Registry, id: int) -> bytes:
    """The file as it came; ask `find_draft` first whether it may be seen."""
    async with registry.reading() as connection:
        query = select(intake_draft.c.content).where(intake_draft.c.id == id)
        found = (await connection.execute(query)).scalar()
    if found is None:
        raise _unknown(id)
    return bytes(found)


async def remove_draft(registry: Registry, id: int, *, who: Who, now: int) -> None:
    """Throw a draft away; what was taken in of it stays. Raises NotFound."""
    async with registry.writing() as connection:
        await find_within(connection, id, who)
        await connection.execute(delete(intake_draft).where(intake_draft.c.id == id))
        event = Event(at=now, actor=who.actor, kind="draft_removed", after={"draft": id})
        await record_events(connection, [event])


async def taken_before(registry: Registry, sha256: bytes) -> list[TakenBefore]:
    """Where the very same file was taken in already."""
    query = (
        select(zone.c.name, intake_file.c.filename, intake_file.c.first_at)
        .join_from(intake_file, zone, zone.c.id == intake_file.c.zone_id)
        .where(intake_file.c.sha256 == sha256)
        .order_by(intake_file.c.first_at)
    )
    async with registry.reading() as connection:
        return [TakenBefore(*row) for row in await connection.execute(query)]


_WITHOUT_CONTENT: Final = [column for column in intake_draft.c if column.name != "content"]


def _check(raw: bytes, name: str, sheet: str | None, province: str) -> str | None:
    """The sheet that holds the list. Raises IntakeRefused."""
    table = read_rows(raw, name, sheet=sheet, limits=LIMITS)
    parse_table(msgspec.structs.replace(table, rows=table.rows[:61]), province)
    return table.sheet


def _check_kind(raw: bytes, name: str) -> None:
    """A file that is not what its name says was mixed up or made up: better said than guessed."""
    suffix = name.rpartition(".")[2].lower()
    is_archive = raw.startswith(b"PK\x03\x04")
    if raw and ((suffix == "xlsx" and not is_archive) or (suffix in ("csv", "txt") and is_archive)):
        got = "a workbook or another archive" if is_archive else "something else"
        raise IntakeRefused(
            f"{name}: its name says {suffix.upper()}, its content is {got}; "
            "save the list again in its program as XLSX or CSV",
            code="other_kind",
        )


def _clean_filename(filename: str) -> str:
    bare = filename.rsplit("/", 1)[-1].rsplit("\\", 1)[-1]
    shown = "".join(c for c in bare if c.isprintable()).strip() or "file"
    if len(shown) <= _LONGEST_NAME:
        return shown
    stem, _, suffix = shown.rpartition(".")
    return f"{stem[: _LONGEST_NAME - 10]}….{suffix[:8]}"


async def _zone(connection: AsyncConnection, name: str) -> tuple[int | None, str]:
    """(id, name as registered) of the zone; (None, "") for a new one."""
    query = select(zone.c.id, zone.c.name).where(zone.c.key == name_key(name))
    found = (await connection.execute(query)).first()
    return (None, "") if found is None else (found.id, found.name)


async def find_within(connection: AsyncConnection, id: int, who: Who) -> Draft:
    """As `find_draft`, inside the caller's transaction."""
    row = None
    if 1 <= id < 2**31:
        query = select(*_WITHOUT_CONTENT).where(intake_draft.c.id == id)
        row = (await connection.execute(query)).first()
    if row is None:
        raise _unknown(id)
    zone_id, _ = await _zone(connection, row.zone)
    taken = select(func.count()).where(
        intake_draft_row.c.draft_id == id, intake_draft_row.c.taken_at.is_not(None)
    )
    draft = _draft(row, zone_id, (await connection.execute(taken)).scalar_one())
    if not _covers(who, draft):
        raise _unknown(id)
    return draft


def _covers(who: Who, draft: Draft) -> bool:
    return who.everywhere or draft.zone_id in who.zones or draft.added_by == who.actor


async def touch(connection: AsyncConnection, draft: Draft, now: int) -> None:
    """Count a change of the draft, so that whoever read it before knows."""
    values = {"version": draft.version + 1, "changed_at": now}
    await connection.execute(
        update(intake_draft).where(intake_draft.c.id == draft.id).values(**values)
    )


def _unknown(id: int) -> NotFound:
    return NotFound(
        f"there is no draft {id}; drafts that nobody touches are removed, hand the file in again",
        code="draft_not_found",
    )


def _draft(row: Row[*tuple[Any, ...]], zone_id: int | None, taken: int) -> Draft:
    return Draft(
        id=row.id,
        filename=row.filename,
        sheet=row.sheet,
        sha256=row.sha256,
        zone=row.zone,
        zone_id=zone_id,
        added_by=row.added_by,
        added_at=row.added_at,
        changed_at=row.changed_at,
        version=row.version,
        taken=taken,
    )
