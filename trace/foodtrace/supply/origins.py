"""What the public may read of a kitchen's goods, made anew with every delivery: how far its book goes, and, if the owner
agrees, where its main ingredients come from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.errors import Conflict, InvalidRequest
from foodtrace.places import IN_FORCE, unit
from foodtrace.publication import FOOD_GROUPS, ORIGIN_DAYS, PublicOrigin, end_consent
from foodtrace.registry import Event, Registry, establishment_not_found, record_events
from foodtrace.registry.origins_schema import book_kept, origin_consent, public_origin
from foodtrace.registry.reasons import check_actor, check_reason
from foodtrace.registry.schema import authority, establishment
from foodtrace.registry.supply_schema import product, receipt, supplier
from foodtrace.sticker import civil_date, civil_day, day_number
from foodtrace.supply.food_groups import food_group
from foodtrace.supply.goods import Supplier
from foodtrace.supply.origin_names import public_name, public_place

__all__ = ["Consent", "publish_goods", "read_consent", "set_consent"]

_CHUNK: Final = 500


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
    async with registry.writing() as connection:
        closed = await _closed(connection, establishment_id)
        before = await _consenting(connection, [establishment_id])
        if bool(before) == given:
            return False
        if given:
            if closed:
                raise Conflict("the establishment is closed; nothing of it is shown", code="closed")
            row = {"establishment_id": establishment_id, "given_at": now, "given_by": by}
            await connection.execute(insert(origin_consent).values(row))
            await _show(connection, establishment_id, now)
        else:
            await end_consent(connection, establishment_id)
        event = Event(
            at=now,
            actor=actor,
            kind="origins_agreed" if given else "origins_withdrawn",
            establishment_id=establishment_id,
            reason=reason,
            after={"by": by},
        )
        await record_events(connection, [event])
    return True


async def read_consent(registry: Registry, establishment_id: int, now: int) -> Consent:
    """Whether the owner agrees, and what is or would be shown. Raises NotFound."""
    async with registry.reading() as connection:
        await _closed(connection, establishment_id)
        query = select(origin_consent).where(origin_consent.c.establishment_id == establishment_id)
        found = (await connection.execute(query)).one_or_none()
        shown = tuple(await _origins(connection, establishment_id, now))
    if found is None:
        return Consent(False, None, None, shown)
    return Consent(True, found.given_at, found.given_by, shown)


async def publish_goods(
    connection: AsyncConnection, came: Iterable[tuple[int, int]], ended: Sequence[int], now: int
) -> None:
    """Bring what is public up to date inside the write of goods.

    `came` are (establishment, day) of new receipts, `ended` the numbers of receipts that no longer count.
    """
    newest: dict[int, int] = {}
    for place, day in came:
        newest[place] = max(day, newest.get(place, day))
    shortened = await _places_of(connection, ended)
    for place in shortened:
        await _write_last_day(connection, place)
    await _raise_last_days(connection, newest)
    for place in await _consenting(connection, newest.keys() | shortened):
        await _show(connection, place, now)


async def _closed(connection: AsyncConnection, establishment_id: int) -> bool:
    query = select(establishment.c.closed_at).where(establishment.c.id == establishment_id)
    row = (await connection.execute(query)).first()
    if row is None:
        raise establishment_not_found(establishment_id)
    return row.closed_at is not None


async def _consenting(connection: AsyncConnection, places: Collection[int]) -> list[int]:
    found: list[int] = []
    wanted = sorted(places)
    for start in range(0, len(wanted), _CHUNK):
        some = origin_consent.c.establishment_id.in_(wanted[start : start + _CHUNK])
        found += (
            await connection.execute(select(origin_consent.c.establishment_id).where(some))
        ).scalars()
    return found


async def _places_of(connection: AsyncConnection, receipts: Sequence[int]) -> set[int]:
    places: set[int] = set()
    for start in range(0, len(receipts), _CHUNK):
        these = receipt.c.id.in_(receipts[start : start + _CHUNK])
        query = select(receipt.c.establishment_id).where(these).distinct()
        places |= set((await connection.execute(query)).scalars())
    return places


async def _raise_last_days(connection: AsyncConnection, newest: dict[int, int]) -> None:
    if not newest:
        return
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    new = dialect.insert(book_kept)
    later = new.on_conflict_do_update(
        index_elements=[book_kept.c.establishment_id],
        set_={"day": new.excluded.day},
        where=book_kept.c.day < new.excluded.day,
    )
    rows = [{"establishment_id": place, "day": day} for place, day in sorted(newest.items())]
    await connection.execute(later, rows)


async def _write_last_day(connection: AsyncConnection, place: int) -> None:
    mine = book_kept.c.establishment_id == place
    await connection.execute(delete(book_kept).where(mine))
    query = (
        select(receipt.c.day)
        .where(receipt.c.establishment_id == place, receipt.c.ended_at.is_(None))
        .order_by(receipt.c.day.desc())
        .limit(1)
    )
    day = (await connection.execute(query)).scalar()
    if day is not None:
        await connection.execute(insert(book_kept).values(establishment_id=place, day=day))


async def _show(connection: AsyncConnection, place: int, now: int) -> None:
    """Write the rows that the public reads in place of those before."""
    rows = [
        {
            "establishment_id": place,
            "food_group": each.food_group,
            "supplier": each.supplier or "",
            "place": each.place or "",
            "day": day_number(each.last_delivery),
        }
        for each in await _origins(connection, place, now)
    ]
    shown = public_origin.c.establishment_id == place
    await connection.execute(delete(public_origin).where(shown))
    if rows:
        await connection.execute(insert(public_origin), rows)


async def _origins(connection: AsyncConnection, place: int, now: int) -> list[PublicOrigin]:
    """The last delivery of each group in the days that count; of several on one day the one recorded last."""
    sender = establishment.alias("sender")
    query = (
        select(
            receipt.c.day,
            product.c.name.label("product"),
            product.c.food_group,
            supplier.c.name,
            supplier.c.tax_code,
            supplier.c.address,
            sender.c.name.label("sender"),
            sender.c.ward,
        )
        .join_from(receipt, product, product.c.id == receipt.c.product_id)
        .outerjoin(supplier, supplier.c.id == receipt.c.supplier_id)
        .outerjoin(sender, sender.c.id == receipt.c.from_establishment_id)
        .where(
            receipt.c.establishment_id == place,
            receipt.c.ended_at.is_(None),
            receipt.c.day > civil_day(now) - ORIGIN_DAYS,
        )
        .order_by(receipt.c.day.desc(), receipt.c.id.desc())
    )
    own = (await connection.execute(select(authority.c.province))).scalar_one()
    found: dict[str, PublicOrigin] = {}
    for row in await connection.execute(query):
        group = row.food_group or food_group(row.product)
        if group in FOOD_GROUPS and group not in found:
            name, where = _from(row, own)
            found[group] = PublicOrigin(group, name or None, where or None, civil_date(row.day))
    return sorted(found.values(), key=lambda each: FOOD_GROUPS.index(each.food_group))


def _from(row: Any, own_province: str) -> tuple[str, str]:
    """A place of the register by the name that the register shows of it, any other as `public_name` lets through."""
    if row.sender is not None:
        ward = unit(IN_FORCE, row.ward)
        return row.sender, "" if ward is None else f"{ward.full_name}, {ward.province_name}"
    one = Supplier(row.name, row.tax_code, row.address)
    return public_name(one), public_place(one, own_province)
