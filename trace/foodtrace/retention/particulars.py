"""What is known privately of one establishment, handed out or erased on request."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.registry import Event, Registry, establishment_not_found, record_events
from foodtrace.registry.alerts_schema import channel
from foodtrace.registry.applications_schema import (
    application,
    application_file,
    application_owner,
    application_step,
)
from foodtrace.registry.private_schema import private_particulars, visit
from foodtrace.registry.reasons import check_actor, check_reason
from foodtrace.registry.results_schema import owner_statement
from foodtrace.registry.schema import establishment
from foodtrace.retention.items import NO_NAME, forget_applicants
from foodtrace.sticker import encode_typed_code

__all__ = ["erase_particulars", "export_particulars"]


async def export_particulars(
    registry: Registry, id: int, *, actor: str, now: int
) -> dict[str, Any]:
    """Everything private that the registry holds of an establishment's owner, as plain values.

    `particulars`, `applications` (who applied, what was written, names of papers), `statements`
    (replies and appeals) and `channels` (addresses of the owner's own). What diners reported is theirs and is not in it. That it was handed out is
    an event. Raises NotFound.
    """
    actor = check_actor(actor)
    async with registry.writing() as connection:
        name = await _name(connection, id)
        found = {
            "typed_code": encode_typed_code(id),
            "name": name,
            "exported_at": now,
            "particulars": await _particulars(connection, id),
            "applications": await _applications(connection, id),
            "statements": await _statements(connection, id),
            "channels": await _channels(connection, id),
        }
        event = Event(at=now, actor=actor, kind="particulars_exported", establishment_id=id)
        await record_events(connection, [event])
    return found


async def erase_particulars(
    registry: Registry, id: int, *, reason: str, actor: str, now: int
) -> dict[str, int]:
    """Erase the same; the public record, visits and events stay whole. Gives how many of each went.

    Channels of the owner's own end: whatever waits for one goes nowhere, and a recall lists the owner to be phoned.
    A second time finds nothing and changes nothing. Raises NotFound, InvalidRequest (reason).
    """
    actor, reason = check_actor(actor), check_reason(reason)
    async with registry.writing() as connection:
        await _name(connection, id)
        mine = private_particulars.c.establishment_id == id
        gone = {
            "particulars": (
                await connection.execute(delete(private_particulars).where(mine))
            ).rowcount,
            "applications": await forget_applicants(connection, _applications_of(id)),
            "statements": (
                await connection.execute(
                    update(owner_statement)
                    .where(owner_statement.c.id.in_(_statements_of(id)))
                    .values(text="")
                )
            ).rowcount,
            "channels": await _end_channels(connection, id, reason=reason, actor=actor, now=now),
        }
        if any(gone.values()):
            event = Event(
                at=now,
                actor=actor,
                kind="particulars_erased",
                establishment_id=id,
                reason=reason,
                after=gone,
            )
            await record_events(connection, [event])
    await registry.settle()
    return gone


async def _name(connection: AsyncConnection, id: int) -> str:
    query = select(establishment.c.name).where(establishment.c.id == id)
    name = (await connection.execute(query)).scalar() if 1 <= id < 2**32 else None
    if name is None:
        raise establishment_not_found(id)
    return str(name)


async def _particulars(connection: AsyncConnection, id: int) -> dict[str, Any] | None:
    query = select(private_particulars).where(private_particulars.c.establishment_id == id)
    row = (await connection.execute(query)).mappings().first()
    return None if row is None else {k: v for k, v in row.items() if k != "establishment_id"}


async def _applications(connection: AsyncConnection, id: int) -> list[dict[str, Any]]:
    found = []
    mine = application.c.establishment_id == id
    query = select(application.c.id, application.c.number, application.c.received_at).where(mine)
    for row in (await connection.execute(query.order_by(application.c.id))).all():
        owner = select(
            application_owner.c.owner_name, application_owner.c.phones, application_owner.c.email
        ).where(application_owner.c.application_id == row.id)
        steps = select(application_step.c.at, application_step.c.kind, application_step.c.text)
        steps = steps.where(application_step.c.application_id == row.id)
        papers = select(
            application_file.c.name,
            application_file.c.kind,
            func.length(application_file.c.content).label("bytes"),
        ).where(application_file.c.application_id == row.id)
        who = (await connection.execute(owner)).mappings().first()
        found.append(
            {
                "number": row.number,
                "received_at": row.received_at,
                "owner": None if who is None else dict(who),
                "steps": [
                    dict(each)
                    for each in (
                        await connection.execute(steps.order_by(application_step.c.seq))
                    ).mappings()
                ],
                "papers": [dict(each) for each in (await connection.execute(papers)).mappings()],
            }
        )
    return found


async def _statements(connection: AsyncConnection, id: int) -> list[dict[str, Any]]:
    table = owner_statement.c
    query = select(table.kind, table.at, table.text).where(table.id.in_(_statements_of(id)))
    rows = (await connection.execute(query.order_by(table.id))).mappings()
    return [dict(row) for row in rows]


async def _channels(connection: AsyncConnection, id: int) -> list[dict[str, Any]]:
    """Without the secret of a webhook: its owner was shown it, and it opens nothing here."""
    table = channel.c
    query = select(table.kind, table.address, table.language, table.added_at, table.ended_at)
    rows = (await connection.execute(query.where(_own_address(id)).order_by(table.id))).mappings()
    return [dict(row) for row in rows]


async def _end_channels(
    connection: AsyncConnection, id: int, *, reason: str, actor: str, now: int
) -> int:
    """End what is open, and blank the addresses of what ended before too."""
    query = select(channel.c.id, channel.c.ended_at).where(_own_address(id)).order_by(channel.c.id)
    rows = (await connection.execute(query)).all()
    for row in rows:
        values = {"address": NO_NAME, "secret": None, "ended_at": row.ended_at or now}
        await connection.execute(update(channel).where(channel.c.id == row.id).values(values))
    ended = [
        Event(
            at=now,
            actor=actor,
            kind="channel_ended",
            establishment_id=id,
            reason=reason,
            after={"channel": row.id},
        )
        for row in rows
        if row.ended_at is None
    ]
    await record_events(connection, ended)
    return len(rows)


def _own_address(id: int) -> ColumnElement[bool]:
    # "" is the e-mail among the particulars, and goes with them.
    return and_(channel.c.establishment_id == id, channel.c.address.not_in(("", NO_NAME)))


def _applications_of(id: int) -> Any:
    return select(application.c.id).where(application.c.establishment_id == id)


def _statements_of(id: int) -> Any:
    return (
        select(owner_statement.c.id)
        .join(visit, visit.c.id == owner_statement.c.visit_id)
        .where(visit.c.establishment_id == id, owner_statement.c.text != "")
    )
