"""Approving a dossier: its establishment is entered by the same rules as a row of a list."""

from __future__ import annotations

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.access import Who
from foodtrace.applications.moving import check_text, open_dossier
from foodtrace.applications.receiving import facts_columns
from foodtrace.applications.states import Move, state_after
from foodtrace.applications.stored import Held, add_step
from foodtrace.errors import Conflict, NotFound
from foodtrace.intake import GoodRow, Private
from foodtrace.issuing.recording import record_rows
from foodtrace.places import fold
from foodtrace.registry import Registry
from foodtrace.registry.applications_schema import application_owner
from foodtrace.registry.schema import establishment, zone
from foodtrace.sticker import encode_typed_code

__all__ = ["approve", "zones_for"]


async def approve(
    registry: Registry,
    number: str,
    facts: GoodRow,
    *,
    zone_id: int,
    who: Who,
    seen: int,
    now: int,
    text: str = "",
    attach: int | None = None,
) -> int:
    """Approve with the facts as the officer read them; the id of the establishment.

    A place that the register already holds is refused, unless `attach` names it: then the dossier is
    that establishment's, which stays as it is. All in one transaction. Raises NotFound (also
    zone_not_found); Conflict: changed_meanwhile, dossier_state, already_registered (with the field
    establishment_id), closed; InvalidRequest.
    """
    text = check_text(text, needed=False)
    async with registry.writing() as connection:
        dossier = await open_dossier(connection, number, who=who, seen=seen, now=now)
        state = state_after(dossier.state, Move.APPROVE)
        zone_name = await _zone_name(connection, zone_id, facts.ward, who)
        private = await _private(connection, dossier)
        known = await _same_place(connection, facts)
        if known is not None and known != attach:
            raise Conflict(
                f"{encode_typed_code(known)} is already registered under this name and address; "
                "give the dossier to it, or correct the name or the address",
                code="already_registered",
                establishment_id=known,
            )
        if known is None:
            row = msgspec.structs.replace(facts, private=private)
            recorded = await record_rows(
                connection, [row], zone=zone_name, actor=who.actor, now=now
            )
            (known,) = recorded.ids
        before = _facts_of(dossier)
        after = facts_columns(facts)
        changed = {
            name: [_plain(before[name]), _plain(value)]
            for name, value in after.items()
            if before[name] != value
        }
        await add_step(
            connection,
            dossier,
            Move.APPROVE,
            actor=who.actor,
            now=now,
            text=text or None,
            detail={"establishment": known, "zone": zone_id, "corrected": changed},
            state=state,
            establishment_id=known,
        )
    return known


async def zones_for(registry: Registry, who: Who, ward: int) -> list[tuple[int, str]]:
    """Id and name of every zone that a place of this ward can be given to, by name."""
    query = select(zone.c.id, zone.c.name).order_by(zone.c.name)
    async with registry.reading() as connection:
        rows = await connection.execute(query)
        return [(row.id, row.name) for row in rows if who.covers(row.id, ward)]


async def _same_place(connection: AsyncConnection, facts: GoodRow) -> int | None:
    table = establishment.c
    query = select(table.id, table.closed_at).where(
        table.ward == facts.ward,
        table.name_folded == fold(facts.name),
        table.street_folded == fold(facts.street),
    )
    row = (await connection.execute(query)).first()
    if row is None:
        return None
    if row.closed_at is not None:
        raise Conflict(
            f"{encode_typed_code(row.id)} was registered under this name and address and is closed; "
            "correct the name or the address",
            code="closed",
        )
    return int(row.id)


async def _zone_name(connection: AsyncConnection, zone_id: int, ward: int, who: Who) -> str:
    query = select(zone.c.name).where(zone.c.id == zone_id)
    name = (await connection.execute(query)).scalar()
    if name is None or not who.covers(zone_id, ward):
        raise NotFound("no such zone is within your bounds; choose one", code="zone_not_found")
    return str(name)


async def _private(connection: AsyncConnection, dossier: Held) -> Private:
    table = application_owner
    query = select(table).where(table.c.application_id == dossier.id)
    row = (await connection.execute(query)).first()
    if row is None:
        return Private()
    return Private(owner_name=row.owner_name, phones=tuple(row.phones), email=row.email)


def _facts_of(dossier: Held) -> dict[str, object]:
    names = facts_columns(GoodRow(0, "", "", 0, ""))
    return {name: getattr(dossier.row, name) for name in names}


def _plain(value: object) -> object:
    return value if isinstance(value, int | str | None) else str(value)
