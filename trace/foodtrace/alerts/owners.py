"""How owners are reached: by the channels of their establishment, else by the e-mail among their particulars."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.alerts.channels import is_email
from foodtrace.registry.alerts_schema import channel
from foodtrace.registry.private_schema import private_particulars

__all__ = ["OWN_EMAIL", "email_of", "open_owner_channels", "reach_of"]

#: The address of a channel that goes to the e-mail among the owner's particulars, whatever it is by then.
OWN_EMAIL: Final = ""
_CHUNK: Final = 500


async def reach_of(connection: AsyncConnection, places: Iterable[int]) -> dict[int, str]:
    """webhook or email for each establishment whose owner a message can reach; the others are to be phoned."""
    reached: dict[int, str] = {}
    wanted = sorted(set(places))
    for start in range(0, len(wanted), _CHUNK):
        some = wanted[start : start + _CHUNK]
        reached |= dict.fromkeys(await _with_email(connection, some), "email")
        reached |= {row.establishment_id: row.kind for row in await _own(connection, some)}
    return reached


async def open_owner_channels(
    connection: AsyncConnection, places: Sequence[int], now: int
) -> dict[int, list[Any]]:
    """The channels of each establishment; one to the owner's own e-mail is opened where there is none.

    Inside the caller's transaction. The e-mail itself stays among the particulars, and goes with them.
    """
    found: dict[int, list[Any]] = {}
    for start in range(0, len(places), _CHUNK):
        some = places[start : start + _CHUNK]
        query = select(channel).where(
            channel.c.establishment_id.in_(some), channel.c.ended_at.is_(None)
        )
        rows = list(await connection.execute(query.order_by(channel.c.id)))
        with_email = await _with_email(connection, some)
        known = {row.establishment_id for row in rows}
        fresh = [
            {
                "kind": "email",
                "address": OWN_EMAIL,
                "language": "vi",
                "alert_kinds": [],
                "added_at": now,
                "establishment_id": place,
            }
            for place in some
            if place in with_email and place not in known
        ]
        if fresh:
            rows += list(await connection.execute(insert(channel).returning(channel), fresh))
        for row in rows:
            # One that was told by e-mail before and has a channel of its own now is told by that alone.
            found.setdefault(row.establishment_id, []).append(row)
    return {place: _used(rows) for place, rows in found.items()}


async def email_of(connection: AsyncConnection, place: int) -> str | None:
    """The e-mail among the particulars of an establishment, if mail can go there."""
    return (await _with_email(connection, [place])).get(place)


def _used(rows: list[Any]) -> list[Any]:
    own = [row for row in rows if row.address != OWN_EMAIL]
    return own or rows


async def _own(connection: AsyncConnection, places: Sequence[int]) -> list[Any]:
    query = select(channel.c.establishment_id, channel.c.kind).where(
        channel.c.establishment_id.in_(places),
        channel.c.ended_at.is_(None),
        channel.c.address != OWN_EMAIL,
    )
    return list(await connection.execute(query))


async def _with_email(connection: AsyncConnection, places: Sequence[int]) -> dict[int, str]:
    query = select(private_particulars.c.establishment_id, private_particulars.c.email).where(
        private_particulars.c.establishment_id.in_(places),
        private_particulars.c.email.is_not(None),
    )
    return {row[0]: row[1] for row in await connection.execute(query) if is_email(row[1])}
