"""Taking good rows of a file into the registry, all in one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.errors import InvalidRequest
from foodtrace.intake import GoodRow
from foodtrace.places import door_order, fold
from foodtrace.plain_text import checked_name, name_key
from foodtrace.registry import Event, Registry, record_events
from foodtrace.registry.private_schema import private_particulars
from foodtrace.registry.reasons import check_actor
from foodtrace.registry.schema import basis, establishment, intake_file, zone
from foodtrace.registry.tax_codes import is_company_tax_code
from foodtrace.sticker import check_text, encode_typed_code

__all__ = ["Recorded", "known_establishments", "random_id", "record_intake", "record_rows"]

_CHUNK = 1000
Key = tuple[str, str, int]


class Recorded(msgspec.Struct, frozen=True):
    """What a file brought: `ids` of the created, in the order of their rows."""

    created: int
    skipped_existing: int
    ids: tuple[int, ...] = ()


def random_id() -> int:
    """An establishment's id: 1..2**32-1, from the system's randomness so that codes cannot be guessed in order."""
    return secrets.randbelow(2**32 - 1) + 1


async def known_establishments(
    registry: Registry, wards: Iterable[int] | None = None
) -> dict[Key, int]:
    """Folded name, folded street and ward of every establishment, to its id; what intake compares with."""
    async with registry.reading() as connection:
        return await _known(connection, wards)


async def _known(connection: AsyncConnection, wards: Iterable[int] | None) -> dict[Key, int]:
    table = establishment.c
    query = select(table.name_folded, table.street_folded, table.ward, table.id)
    if wards is not None:
        query = query.where(table.ward.in_(sorted(set(wards))))
    rows = await connection.execute(query)
    return {(row[0], row[1], row[2]): row[3] for row in rows}


async def record_intake(
    registry: Registry,
    rows: Sequence[GoodRow],
    *,
    zone: str,
    actor: str,
    now: int,
    random_id: Callable[[], int] = random_id,
    file_sha256: bytes | None = None,
    filename: str = "",
) -> Recorded:
    """Create an establishment for each row that is not there yet, and the zone if it is new.

    Existing means the same folded name, folded street and ward; such rows change nothing, so the same
    file twice creates nothing. One transaction: all rows or none. Raises InvalidRequest for a zone
    without a name, a row that could never be signed or a GLN of another establishment (gln_taken);
    RegistryUnavailable.
    """
    async with registry.writing() as connection:
        return await record_rows(
            connection,
            rows,
            zone=zone,
            actor=actor,
            now=now,
            random_id=random_id,
            file_sha256=file_sha256,
            filename=filename,
        )


async def record_rows(
    connection: AsyncConnection,
    rows: Sequence[GoodRow],
    *,
    zone: str,
    actor: str,
    now: int,
    random_id: Callable[[], int] = random_id,
    file_sha256: bytes | None = None,
    filename: str = "",
) -> Recorded:
    """`record_intake` inside the caller's own write transaction."""
    check_actor(actor)
    for row in rows:
        _check_row(row)
    zone_id = await _zone(connection, zone, actor, now)
    known = await _known(connection, (row.ward for row in rows))
    wanted = []
    for row in rows:
        key = (fold(row.name), fold(row.street), row.ward)
        if key not in known:
            known[key] = 0
            wanted.append(row)
    await _check_glns(connection, wanted)
    ids = await _unused_ids(connection, len(wanted), random_id)
    fresh = list(zip(ids, wanted, strict=True))
    for start in range(0, len(fresh), _CHUNK):
        await _insert(connection, fresh[start : start + _CHUNK], zone_id, actor, now)
    if file_sha256 is not None:
        await _remember_file(connection, file_sha256, zone_id, filename, actor, now)
    return Recorded(len(ids), len(rows) - len(ids), tuple(ids))


async def _unused_ids(
    connection: AsyncConnection, count: int, random_id: Callable[[], int]
) -> list[int]:
    """As many distinct ids as asked for that no establishment has; a clash is drawn again."""
    ids: list[int] = []
    drawn: set[int] = set()
    while len(ids) < count:
        batch: list[int] = []
        while len(batch) < min(_CHUNK, count - len(ids)):
            candidate = random_id()
            if candidate not in drawn:
                drawn.add(candidate)
                batch.append(candidate)
        query = select(establishment.c.id).where(establishment.c.id.in_(batch))
        taken = set((await connection.execute(query)).scalars())
        ids += [candidate for candidate in batch if candidate not in taken]
    return ids


async def _check_glns(connection: AsyncConnection, rows: Sequence[GoodRow]) -> None:
    wanted = {row.gln: row.row for row in rows if row.gln is not None}
    for start in range(0, len(wanted), _CHUNK):
        some = list(wanted)[start : start + _CHUNK]
        query = select(establishment.c.gln, establishment.c.id).where(establishment.c.gln.in_(some))
        for gln, other in await connection.execute(query):
            raise InvalidRequest(
                f"row {wanted[gln]}: {encode_typed_code(other)} has the GLN {gln}, which stands for one "
                "place only; correct the row, or take the number away there first",
                code="gln_taken",
                row=wanted[gln],
            )


def _check_row(row: GoodRow) -> None:
    for column, text in (("name", row.name), ("street", row.street)):
        faults = check_text(text)
        if faults:
            raise InvalidRequest(
                f"row {row.row}: the {column} {text!r} cannot be signed ({', '.join(faults)}); "
                "correct the row",
                row=row.row,
            )


def checked_zone_name(name: str) -> str:
    """A zone's name in NFC with single spaces. Raises InvalidRequest (zone_name)."""
    return checked_name(name, most=200, code="zone_name", what="zone name")


async def make_zone(connection: AsyncConnection, shown: str, actor: str, now: int) -> int:
    """Add a zone of a checked name that no zone has yet, with its event."""
    made = await connection.execute(
        insert(zone).values(name=shown, key=name_key(shown), created_at=now).returning(zone.c.id)
    )
    zone_id = int(made.scalar_one())
    after = {"zone": zone_id, "name": shown}
    await record_events(connection, [Event(at=now, actor=actor, kind="zone_created", after=after)])
    return zone_id


async def _zone(connection: AsyncConnection, name: str, actor: str, now: int) -> int:
    shown = checked_zone_name(name)
    same = select(zone.c.id).where(zone.c.key == name_key(shown))
    found = (await connection.execute(same)).scalar()
    return int(found) if found is not None else await make_zone(connection, shown, actor, now)


async def _insert(
    connection: AsyncConnection,
    fresh: Sequence[tuple[int, GoodRow]],
    zone_id: int,
    actor: str,
    now: int,
) -> None:
    await connection.execute(
        insert(establishment), [_establishment(new_id, row, zone_id, now) for new_id, row in fresh]
    )
    bases = [
        {
            "establishment_id": new_id,
            "kind": row.basis.kind,
            "number": row.basis.number,
            "issuer": row.basis.issuer,
            "issued_on": row.basis.issued_on,
            "expires_on": row.basis.expires_on,
            "ground": row.basis.ground,
        }
        for new_id, row in fresh
        if row.basis is not None
    ]
    if bases:
        await connection.execute(insert(basis), bases)
    private = [_private(new_id, row) for new_id, row in fresh]
    await connection.execute(insert(private_particulars), private)
    events = [
        Event(
            at=now,
            actor=actor,
            kind="taken_in",
            establishment_id=new_id,
            after={
                "zone": zone_id,
                "name": row.name,
                "street": row.street,
                "ward": row.ward,
                "category": row.category,
                **({} if row.gln is None else {"gln": row.gln}),
                # Which particulars there are, never what they say.
                "private": sorted(
                    key for key, value in kept.items() if value and key != "establishment_id"
                ),
            },
        )
        for (new_id, row), kept in zip(fresh, private, strict=True)
    ]
    await record_events(connection, events)


def _establishment(id: int, row: GoodRow, zone_id: int, now: int) -> dict[str, Any]:
    return {
        "id": id,
        "name": row.name,
        "name_folded": fold(row.name),
        "street": row.street,
        "street_folded": fold(row.street),
        "door_order": door_order(row.street),
        "ward": row.ward,
        "registered_address": row.registered_address,
        "category": row.category,
        "place": row.place,
        "gln": row.gln,
        "zone_id": zone_id,
        "company_tax_code": row.tax_code if is_company_tax_code(row.tax_code) else None,
        "created_at": now,
        "intake_row": row.row,
        "revoked_at": None,
    }


def _private(id: int, row: GoodRow) -> dict[str, Any]:
    return {
        "establishment_id": id,
        "owner_name": row.private.owner_name,
        "phones": list(row.private.phones),
        "id_number": row.private.id_number,
        "email": row.private.email,
        "tax_code": None if is_company_tax_code(row.tax_code) else row.tax_code,
    }


async def _remember_file(
    connection: AsyncConnection, sha256: bytes, zone_id: int, filename: str, actor: str, now: int
) -> None:
    table = intake_file.c
    seen = select(table.sha256).where(table.sha256 == sha256, table.zone_id == zone_id)
    if (await connection.execute(seen)).first() is None:
        await connection.execute(
            insert(intake_file).values(
                sha256=sha256, zone_id=zone_id, filename=filename, first_at=now, actor=actor
            )
        )
