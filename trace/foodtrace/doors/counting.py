"""How many doors stand how, and how many want what: each in one question."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, case, func, or_, select

from foodtrace.access import Who, within
from foodtrace.doors.conditions import CURRENT, is_open, standing, task
from foodtrace.doors.shapes import STANDINGS, TASKS, Counts, ZoneLine
from foodtrace.errors import NotFound
from foodtrace.places import fold
from foodtrace.registry import Registry
from foodtrace.registry.schema import establishment, sticker, zone

__all__ = ["count_doors", "wards_of_zone", "zone_lines", "zone_named", "zones_within"]

# What is asked for by itself, not of every door: there are few new reports.
_APART = ("reported",)
# A zone asks for work when one of these is there; an ending sticker is not yet work at the door.
_WORK = ("to issue", "to print", "to put up", "to replace", "to take down")


async def count_doors(
    registry: Registry, who: Who, *, now: int, zone_id: int | None = None
) -> Counts:
    """Counts within the bounds of `who`, of one zone or of all."""
    mine = within(who)
    if zone_id is not None:
        mine = and_(mine, establishment.c.zone_id == zone_id)
    joined = establishment.outerjoin(sticker, CURRENT)
    sums = [
        func.sum(case((and_(task(name, now), _belongs(name)), 1), else_=0))
        for name in TASKS
        if name not in _APART
    ]
    query = select(standing(now).label("standing"), func.count(), *sums).select_from(joined)
    query = query.where(mine).group_by("standing")
    reported = select(func.count()).select_from(establishment)
    reported = reported.where(mine, is_open(), task("reported", now))
    async with registry.reading() as connection:
        rows = (await connection.execute(query)).all()
        apart = int((await connection.execute(reported)).scalar_one())
    standings = dict.fromkeys(STANDINGS, 0)
    tasks = dict.fromkeys(TASKS, 0)
    closed = 0
    for name, count, *counted in rows:
        if name == "closed":
            closed = int(count)
        else:
            standings[name] = int(count)
        for each, value in zip((n for n in TASKS if n not in _APART), counted, strict=True):
            tasks[each] += int(value or 0)
    tasks["reported"] = apart
    return Counts(standings, tasks, closed)


async def zone_lines(registry: Registry, who: Who, *, now: int) -> tuple[ZoneLine, ...]:
    """Every zone in which `who` may see something, by name; empty zones for the unbounded alone."""
    counted = (
        select(
            zone.c.id,
            zone.c.name,
            establishment.c.ward,
            func.sum(case((and_(establishment.c.id.is_not(None), is_open()), 1), else_=0)),
            func.sum(case((standing(now) == "in force", 1), else_=0)),
            func.sum(case((_any_work(now), 1), else_=0)),
        )
        .join_from(
            zone, establishment, establishment.c.zone_id == zone.c.id, isouter=who.everywhere
        )
        .outerjoin(sticker, CURRENT)
        .where(within(who))
        .group_by(zone.c.id, zone.c.name, establishment.c.ward)
    )
    async with registry.reading() as connection:
        rows = (await connection.execute(counted)).all()
        named = {}
        if who.zones:
            mine = select(zone.c.id, zone.c.name).where(zone.c.id.in_(who.zones))
            named = {row.id: row.name for row in await connection.execute(mine)}
    sums: dict[int, list[Any]] = {key: [name, 0, 0, 0, set()] for key, name in named.items()}
    for key, name, ward, doors, in_force, to_do in rows:
        of = sums.setdefault(key, [name, 0, 0, 0, set()])
        of[1] += int(doors)
        of[2] += int(in_force)
        of[3] += int(to_do)
        if ward is not None:
            of[4].add(ward)
    lines = (
        ZoneLine(key, name, doors, in_force, to_do, tuple(sorted(wards)))
        for key, (name, doors, in_force, to_do, wards) in sums.items()
    )
    return tuple(sorted(lines, key=lambda line: (fold(line.name), line.id)))


async def zones_within(registry: Registry, who: Who) -> tuple[tuple[int, str], ...]:
    """Id and name of the zones in which `who` may see something, by name: a list to choose from."""
    query = select(zone.c.id, zone.c.name)
    if not who.everywhere:
        seen = select(establishment.c.id).where(establishment.c.zone_id == zone.c.id, within(who))
        query = query.where(or_(zone.c.id.in_(who.zones), seen.exists()))
    async with registry.reading() as connection:
        rows = (await connection.execute(query)).all()
    return tuple(sorted(((row.id, row.name) for row in rows), key=lambda each: fold(each[1])))


async def wards_of_zone(registry: Registry, id: int, who: Who) -> tuple[int, ...]:
    """The wards in which a zone has open doors within bounds."""
    query = select(establishment.c.ward).distinct()
    query = query.where(establishment.c.zone_id == id, is_open(), within(who))
    async with registry.reading() as connection:
        return tuple(sorted((await connection.execute(query)).scalars()))


async def zone_named(registry: Registry, id: int, who: Who) -> str:
    """The name of a zone within bounds: one of `who`'s own, or one with a door in its wards. Raises NotFound."""
    query = select(zone.c.name).where(zone.c.id == id)
    if not who.everywhere and id not in who.zones:
        query = query.where(
            select(establishment.c.id).where(establishment.c.zone_id == id, within(who)).exists()
        )
    async with registry.reading() as connection:
        name = (await connection.execute(query)).scalar() if 1 <= id < 2**31 else None
    if name is None:
        raise NotFound(f"there is no zone {id}; see the list of zones", code="zone_not_found")
    return str(name)


def _belongs(name: str) -> Any:
    """A closed door has nothing to be done but what hangs there still."""
    return establishment.c.id >= 1 if name == "to take down" else is_open()


def _any_work(now: int) -> Any:
    works = (and_(task(name, now), _belongs(name)) for name in _WORK)
    first, *rest = works
    found = first
    for each in rest:
        found = found | each
    return and_(establishment.c.id.is_not(None), found)
