"""Links by which a kitchen records what came, without an account: made, listed, revoked, followed."""

from __future__ import annotations

import datetime
from typing import Final

import msgspec
from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.access import token_of, token_sha256
from foodtrace.errors import AccessDenied, Conflict, InvalidRequest, NotFound
from foodtrace.registry import Event, Registry, establishment_not_found, record_events
from foodtrace.registry.kitchen_schema import kitchen_link
from foodtrace.registry.reasons import check_actor
from foodtrace.registry.schema import establishment
from foodtrace.sticker import civil_date, civil_day, day_number, day_start, encode_typed_code

__all__ = [
    "MAX_LINKS",
    "TOKEN_RANDOM_BYTES",
    "Kitchen",
    "KitchenLink",
    "follow_kitchen_link",
    "kitchen_links",
    "make_kitchen_link",
    "note_use",
    "revoke_kitchen_link",
]

TOKEN_RANDOM_BYTES: Final = 32
#: Links of one kitchen that hold at once: the owner, the cook, the porter, and some lost phones.
MAX_LINKS: Final = 10
#: Tells a token that is found in a wrong place from others.
_PREFIX: Final = "ftk_"
_link = kitchen_link.c


class Kitchen(msgspec.Struct, frozen=True):
    """Whose book a link opens."""

    link_id: int
    establishment_id: int
    name: str
    street: str
    last_used_day: int | None

    @property
    def actor(self) -> str:
        """Who an event names."""
        return f"kitchen link {self.link_id}"

    @property
    def typed_code(self) -> str:
        return encode_typed_code(self.establishment_id)


class KitchenLink(msgspec.Struct, frozen=True):
    """A link as the office sees it. `last_day` is the last day it holds, None until it is revoked."""

    id: int
    made_on: datetime.date
    last_day: datetime.date | None
    revoked_on: datetime.date | None
    last_used_on: datetime.date | None
    holds: bool


async def make_kitchen_link(
    registry: Registry,
    establishment_id: int,
    *,
    random: bytes,
    last_day: datetime.date | None = None,
    actor: str,
    now: int,
) -> str:
    """A new link's token, shown once and kept as a hash; the links before it go on. `random`: 32 bytes.

    Raises NotFound (establishment_not_found), Conflict (closed, kitchen_links: too many hold already),
    InvalidRequest (last_day: it has passed).
    """
    actor = check_actor(actor)
    if len(random) != TOKEN_RANDOM_BYTES:
        raise InvalidRequest(f"expected {TOKEN_RANDOM_BYTES} random bytes, got {len(random)}")
    today = civil_day(now)
    if last_day is not None and not today <= day_number(last_day) <= today + 36_500:
        raise InvalidRequest(
            f"expected a last day from {civil_date(today)} on, got {last_day}", code="last_day"
        )
    token = token_of(_PREFIX, random)
    async with registry.writing() as connection:
        place = establishment.c
        query = select(place.closed_at).where(place.id == establishment_id)
        found = (await connection.execute(query)).first()
        if found is None:
            raise establishment_not_found(establishment_id)
        if found.closed_at is not None:
            raise Conflict("the establishment is closed; nothing comes there", code="closed")
        holding = [each for each in await _links(connection, establishment_id, now) if each.holds]
        if len(holding) >= MAX_LINKS:
            raise Conflict(
                f"{MAX_LINKS} links of this kitchen hold already; revoke those nobody uses",
                code="kitchen_links",
            )
        values = {
            "establishment_id": establishment_id,
            "token_sha256": token_sha256(token),
            "made_at": now,
            "ends_at": None if last_day is None else day_start(day_number(last_day) + 1),
        }
        made = insert(kitchen_link).values(values).returning(_link.id)
        number = int((await connection.execute(made)).scalar_one())
        after: dict[str, object] = {"link": number}
        if last_day is not None:
            after["last_day"] = last_day.isoformat()
        event = Event(
            at=now,
            actor=actor,
            kind="kitchen_link_made",
            establishment_id=establishment_id,
            after=after,
        )
        await record_events(connection, [event])
    return token


async def revoke_kitchen_link(
    registry: Registry, establishment_id: int, link_id: int, *, actor: str, now: int
) -> None:
    """End a link of this establishment at once. Raises NotFound, Conflict (link_revoked)."""
    actor = check_actor(actor)
    async with registry.writing() as connection:
        mine = (_link.id == link_id, _link.establishment_id == establishment_id)
        found = (await connection.execute(select(_link.revoked_at).where(*mine))).first()
        if found is None:
            raise NotFound(f"the establishment has no link {link_id}", code="link_not_found")
        if found.revoked_at is not None:
            raise Conflict(f"link {link_id} was revoked already", code="link_revoked")
        await connection.execute(update(kitchen_link).where(*mine).values(revoked_at=now))
        event = Event(
            at=now,
            actor=actor,
            kind="kitchen_link_revoked",
            establishment_id=establishment_id,
            before={"link": link_id},
        )
        await record_events(connection, [event])


async def kitchen_links(
    registry: Registry, establishment_id: int, *, now: int
) -> list[KitchenLink]:
    """The links of an establishment, the newest first; those long ended are gone (see retention)."""
    async with registry.reading() as connection:
        return await _links(connection, establishment_id, now)


async def follow_kitchen_link(registry: Registry, token: str, *, now: int) -> Kitchen:
    """Whose book the token opens. Raises AccessDenied: link_unknown, link_revoked, link_ended, closed."""
    place = establishment.c
    # Found by the hash of 256 random bits: nothing about a token can be learnt from the time this takes.
    query = (
        select(kitchen_link, place.name, place.street, place.closed_at)
        .join_from(kitchen_link, establishment, place.id == _link.establishment_id)
        .where(_link.token_sha256 == token_sha256(token))
    )
    async with registry.reading() as connection:
        row = (await connection.execute(query)).first()
    if row is None:
        raise _denied("is none of this office's", "link_unknown")
    if row.revoked_at is not None:
        raise _denied("was revoked", "link_revoked")
    if row.ends_at is not None and row.ends_at <= now:
        raise _denied("has ended", "link_ended")
    if row.closed_at is not None:
        raise _denied("is of an establishment that closed", "closed")
    return Kitchen(row.id, row.establishment_id, row.name, row.street, row.last_used_day)


async def note_use(registry: Registry, kitchen: Kitchen, *, now: int) -> None:
    """Remember the day a link was used; the same day again takes no turn of the writer."""
    today = civil_day(now)
    if kitchen.last_used_day == today:
        return
    async with registry.writing() as connection:
        used = update(kitchen_link).where(_link.id == kitchen.link_id)
        await connection.execute(used.values(last_used_day=today))


async def _links(connection: AsyncConnection, establishment_id: int, now: int) -> list[KitchenLink]:
    query = select(kitchen_link).where(_link.establishment_id == establishment_id)
    rows = (await connection.execute(query.order_by(_link.id.desc()))).all()
    return [_shown(row, now) for row in rows]


def _shown(row: Row[tuple[object, ...]], now: int) -> KitchenLink:
    ended = row.ends_at is not None and row.ends_at <= now
    return KitchenLink(
        id=row.id,
        made_on=civil_date(civil_day(row.made_at)),
        last_day=None if row.ends_at is None else civil_date(civil_day(row.ends_at - 1)),
        revoked_on=None if row.revoked_at is None else civil_date(civil_day(row.revoked_at)),
        last_used_on=None if row.last_used_day is None else civil_date(row.last_used_day),
        holds=row.revoked_at is None and not ended,
    )


def _denied(why: str, code: str) -> AccessDenied:
    return AccessDenied(f"the link {why}; ask the office for a new one", code=code)
