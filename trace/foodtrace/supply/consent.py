"""An owner's word that diners may see where the food comes from: given, read, and withdrawn at once."""

from __future__ import annotations

import functools

import msgspec
from sqlalchemy import Connection, insert, select

from foodtrace.errors import Conflict, InvalidRequest
from foodtrace.publication import ORIGIN_LINES, PublicOrigin, end_consent
from foodtrace.registry import Event, Registry, append_events, establishment_not_found
from foodtrace.registry.origins_schema import origin_consent
from foodtrace.registry.reasons import check_actor, check_reason
from foodtrace.registry.schema import establishment
from foodtrace.supply.origins import origins_of, show_origins

__all__ = ["Consent", "read_consent", "set_consent"]


class Consent(msgspec.Struct, frozen=True):
    """Whether an owner agrees, since when (unix seconds) and through whom: "owner" or "office".

    `shown` is what the public can read by it, or would if it were given today.
    """

    given: bool
    given_at: int | None
    given_by: str | None
    shown: tuple[PublicOrigin, ...]


async def set_consent(
    registry: Registry,
    establishment_id: int,
    *,
    given: bool,
    by: str,
    actor: str,
    now: int,
    reason: str | None = None,
) -> bool:
    """Record that the owner agrees, or does so no longer; the next request follows. Whether anything changed.

    `by` is "owner", or "office" on the owner's written word, which `reason` names. Raises NotFound,
    InvalidRequest (reason), Conflict (closed).
    """
    actor = check_actor(actor)
    if by == "office":
        reason = check_reason(reason or "")
    elif by != "owner":
        raise InvalidRequest(f"expected owner or office, got {by[:20]!r}", code="given_by")
    work = functools.partial(
        _agree if given else end_consent,
        establishment_id=establishment_id,
        by=by,
        actor=actor,
        now=now,
        reason=reason,
    )
    return await registry.write(work)


def _agree(
    connection: Connection,
    establishment_id: int,
    *,
    by: str,
    actor: str,
    now: int,
    reason: str | None,
) -> bool:
    if _closed(connection, establishment_id):
        raise Conflict("the establishment is closed; nothing of it is shown", code="closed")
    query = select(origin_consent.c.given_at).where(
        origin_consent.c.establishment_id == establishment_id
    )
    if connection.execute(query).first() is not None:
        return False
    row = {"establishment_id": establishment_id, "given_at": now, "given_by": by}
    connection.execute(insert(origin_consent).values(row))
    show_origins(connection, establishment_id, now)
    event = Event(
        at=now,
        actor=actor,
        kind="origins_agreed",
        establishment_id=establishment_id,
        reason=reason,
        after={"by": by},
    )
    append_events(connection, [event])
    return True


async def read_consent(registry: Registry, establishment_id: int, now: int) -> Consent:
    """Whether the owner agrees, and what is or would be shown. Raises NotFound."""
    return await registry.read(functools.partial(_read, place=establishment_id, now=now))


def _read(connection: Connection, place: int, now: int) -> Consent:
    _closed(connection, place)
    query = select(origin_consent).where(origin_consent.c.establishment_id == place)
    found = connection.execute(query).one_or_none()
    shown = tuple(origins_of(connection, place, now)[:ORIGIN_LINES])
    if found is None:
        return Consent(False, None, None, shown)
    return Consent(True, found.given_at, found.given_by, shown)


def _closed(connection: Connection, place: int) -> bool:
    query = select(establishment.c.closed_at).where(establishment.c.id == place)
    row = connection.execute(query).first()
    if row is None:
        raise establishment_not_found(place)
    return row.closed_at is not None
