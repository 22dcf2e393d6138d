"""Raises each cause once, and in the same transaction says to whom it is to go."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, and_, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.access import Who, within
from foodtrace.alerts.kinds import KINDS, Alert, Cause
from foodtrace.alerts.owner_words import OWNER_KINDS
from foodtrace.alerts.owners import open_owner_channels
from foodtrace.alerts.sources import all_causes
from foodtrace.errors import InvalidRequest, NotFound
from foodtrace.registry import Event, Registry, record_events
from foodtrace.registry.alerts_schema import alert, alert_delivery, channel, delivery
from foodtrace.registry.reasons import check_actor
from foodtrace.registry.schema import establishment

__all__ = ["alerts_of", "finish_alert", "open_alerts", "raise_alerts", "raise_causes"]

_CHUNK: Final = 500
# More alerts of one kind at once go out as several messages.
_TOLD_TOGETHER: Final = 200


async def raise_alerts(registry: Registry, now: int) -> list[Alert]:
    """Look for causes and raise those that are new; gives what was raised.

    Safe to run as often as one likes and from several processes: the same cause is never raised
    twice, and a run that was killed raised all or nothing.
    """
    causes = await all_causes(registry, now)
    async with registry.reading() as connection:
        causes = await _unraised(connection, causes)
    if not causes:
        return []
    async with registry.writing() as connection:
        # Which of them are new is asked again where the database admits one writer.
        return await raise_causes(connection, causes, now)


async def raise_causes(
    connection: AsyncConnection, causes: Sequence[Cause], now: int
) -> list[Alert]:
    """Raise causes inside the caller's transaction, once each, with a message for every channel.

    What is for an owner goes to the channels of the establishment, everything else to those of the office.
    """
    rows: list[dict[str, Any]] = [
        {
            "key": cause.key,
            "kind": cause.kind,
            "raised_at": now,
            "establishment_id": cause.establishment_id,
            "ward": cause.ward,
            "facts": cause.facts,
        }
        for cause in await _unraised(connection, causes)
    ]
    numbers = await _insert(connection, alert, rows)
    raised = [Alert(id=number, **row) for number, row in zip(numbers, rows, strict=True)]
    mine = [each for each in raised if each.kind in OWNER_KINDS]
    await _address(connection, [each for each in raised if each.kind in KINDS], now)
    await _address_owners(connection, mine, now)
    return raised


async def alerts_of(
    registry: Registry,
    *,
    who: Who | None = None,
    open_only: bool = True,
    kind: str | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[Alert]:
    """Alerts, newest first; `before` is the id of the last one of the page before.

    `who` sees those of the places within bounds. Raises InvalidRequest (alert_kind).
    """
    if kind is not None and kind not in KINDS:
        raise InvalidRequest(
            f"expected a kind of alert ({', '.join(KINDS)}), got {kind[:40]!r}", code="alert_kind"
        )
    query = select(alert).where(_seen_by(who)).order_by(alert.c.id.desc()).limit(limit)
    if open_only:
        query = query.where(alert.c.done_at.is_(None))
    if kind is not None:
        query = query.where(alert.c.kind == kind)
    if before is not None:
        query = query.where(alert.c.id < before)
    async with registry.reading() as connection:
        return [Alert(**row) for row in (await connection.execute(query)).mappings()]


async def open_alerts(registry: Registry, who: Who | None = None) -> dict[str, int]:
    """How many of each kind nobody has seen to yet."""
    query = select(alert.c.kind, func.count()).where(_seen_by(who), alert.c.done_at.is_(None))
    async with registry.reading() as connection:
        rows = (await connection.execute(query.group_by(alert.c.kind))).all()
    return {row[0]: row[1] for row in rows}


async def finish_alert(
    registry: Registry, id: int, *, actor: str, now: int, who: Who | None = None
) -> Alert:
    """Somebody has seen to it. A second time changes nothing. Raises NotFound (alert_not_found)."""
    actor = check_actor(actor)
    async with registry.writing() as connection:
        this = and_(alert.c.id == id, _seen_by(who))
        found = (await connection.execute(select(alert).where(this))).mappings().first()
        if found is None:
            raise NotFound(f"no alert has the number {id}", code="alert_not_found")
        if found["done_at"] is not None:
            return Alert(**found)
        await connection.execute(update(alert).where(this).values(done_at=now, done_by=actor))
        event = Event(
            at=now,
            actor=actor,
            kind="alert_done",
            establishment_id=found["establishment_id"],
            after={"alert": id, "key": found["key"]},
        )
        await record_events(connection, [event])
    return Alert(**{**found, "done_at": now, "done_by": actor})


def _seen_by(who: Who | None) -> ColumnElement[bool]:
    """What is of the whole city is for those whose rights are; what owners were told is none of it."""
    office = alert.c.kind.in_(KINDS)
    if who is None or who.everywhere:
        return office
    places = select(establishment.c.id).where(within(who))
    return and_(office, or_(alert.c.establishment_id.in_(places), alert.c.ward.in_(who.wards)))


async def _unraised(connection: AsyncConnection, causes: Sequence[Cause]) -> list[Cause]:
    new = {cause.key: cause for cause in causes}
    keys = list(new)
    for start in range(0, len(keys), _CHUNK):
        known = select(alert.c.key).where(alert.c.key.in_(keys[start : start + _CHUNK]))
        for key in (await connection.execute(known)).scalars():
            del new[key]
    return list(new.values())


async def _address(connection: AsyncConnection, raised: Sequence[Alert], now: int) -> None:
    """A message to each channel for the alerts of each kind that it wants."""
    by_kind: dict[str, list[Alert]] = defaultdict(list)
    for each in raised:
        by_kind[each.kind].append(each)
    open_channels = select(channel.c.id, channel.c.alert_kinds).where(
        channel.c.ended_at.is_(None), channel.c.establishment_id.is_(None)
    )
    for row in (await connection.execute(open_channels.order_by(channel.c.id))).all():
        for kind, alerts in by_kind.items():
            if row.alert_kinds and kind not in row.alert_kinds:
                continue
            for start in range(0, len(alerts), _TOLD_TOGETHER):
                await _make_message(connection, row, alerts[start : start + _TOLD_TOGETHER], now)


async def _address_owners(connection: AsyncConnection, raised: Sequence[Alert], now: int) -> None:
    """One message to each channel of each owner."""
    places = [each.establishment_id for each in raised if each.establishment_id is not None]
    own = await open_owner_channels(connection, sorted(set(places)), now)
    sent = [(to, each) for each in raised for to in own.get(each.establishment_id or 0, ())]
    messages = [_message(to, [each], now) for to, each in sent]
    numbers = await _insert(connection, delivery, messages)
    links = [
        {"alert_id": each.id, "channel_id": to.id, "delivery_id": number}
        for (to, each), number in zip(sent, numbers, strict=True)
    ]
    if links:
        await connection.execute(insert(alert_delivery), links)


async def _make_message(
    connection: AsyncConnection, to: Any, alerts: Sequence[Alert], now: int
) -> None:
    (number,) = await _insert(connection, delivery, [_message(to, alerts, now)])
    links = [{"alert_id": each.id, "channel_id": to.id, "delivery_id": number} for each in alerts]
    await connection.execute(insert(alert_delivery), links)


def _message(to: Any, alerts: Sequence[Alert], now: int) -> dict[str, Any]:
    # Drawn from what it says, so that no run and no process can make another name for it.
    digest = hashlib.sha256(f"{to.id}:{':'.join(each.key for each in alerts)}".encode())
    return {
        "channel_id": to.id,
        "message_id": f"msg_{digest.hexdigest()[:32]}",
        "alert_kind": alerts[0].kind,
        "made_at": now,
        "state": "waiting",
        "attempts": 0,
        "next_at": now,
    }


async def _insert(
    connection: AsyncConnection, table: Table, rows: list[dict[str, Any]]
) -> list[int]:
    """The numbers of the rows, in their order."""
    if not rows:
        return []
    made = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    return [int(number) for number in (await connection.execute(made, rows)).scalars()]
