"""How many doors stand how, and how many want what: each in one question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, case, func, literal_column, or_, select, true, union

from foodtrace.access import Who, within
from foodtrace.doors.conditions import is_open, task, task_is_of_the_closed_too
from foodtrace.doors.listing import ids_query
from foodtrace.doors.shapes import STANDINGS, TASKS, Counts, Wanted, ZoneLine
from foodtrace.errors import NotFound
from foodtrace.places import fold
from foodtrace.publication.stats import CURRENT, standing
from foodtrace.registry import Registry
from foodtrace.registry.schema import establishment, sticker, zone

__all__ = [
    "count_doors",
    "count_tasks",
    "wards_of_zone",
    "zone_lines",
    "zone_named",
    "zones_within",
]

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


async def count_tasks(
    registry: Registry, who: Who, *, now: int, tasks: Sequence[str] = TASKS
) -> dict[str, int]:
    """How many doors within bounds want each of these; each count reads what it counts and little more."""
    counted = {}
    async with registry.reading() as connection:
        for each in tasks:
            ids, _ = ids_query(who, Wanted(task=each), now)
            query = select(func.count()).select_from(ids.order_by(None).subquery())
            counted[each] = int((await connection.execute(query)).scalar_one())
    return counted


async def zone_lines(registry: Registry, who: Who, *, now: int) -> tuple[ZoneLine, ...]:
    """Every zone in which `who` may see something, by name; empty zones for the unbounded alone.

    Most doors are in force and want nothing, so only the others are looked up.
    """
    table = establishment.c
    # As a sum, so that the rows are read in their order and not each through the index of doors.
    of_zone = table.zone_id + literal_column("0")
    doors = select(of_zone, table.ward, func.count()).where(is_open(), within(who))

    def by_zone(*wanted: Wanted) -> Any:
        ids = union(*(ids_query(who, each, now)[0].order_by(None) for each in wanted))
        query = select(table.zone_id, func.count()).where(table.id.in_(ids))
        return query.group_by(table.zone_id)

    others = by_zone(*(Wanted(standing=each) for each in STANDINGS if each != "in force"))
    works = by_zone(*(Wanted(task=each) for each in _WORK))
    names = dict(await zones_within(registry, who))
    sums: dict[int, list[Any]] = {key: [0, set()] for key in names}
    async with registry.reading() as connection:
        for key, ward, count in await connection.execute(doors.group_by(table.zone_id, table.ward)):
            if key in sums:
                sums[key][0] += int(count)
                sums[key][1].add(ward)
        not_in_force = {row[0]: int(row[1]) for row in await connection.execute(others)}
        to_do = {row[0]: int(row[1]) for row in await connection.execute(works)}
    return tuple(
        ZoneLine(
            id=key,
            name=name,
            doors=sums[key][0],
            in_force=sums[key][0] - not_in_force.get(key, 0),
            to_do=to_do.get(key, 0),
            wards=tuple(sorted(sums[key][1])),
        )
        for key, name in names.items()
    )


async def zones_within(registry: Registry, who: Who) -> tuple[tuple[int, str], ...]:
    """Id and name of the zones in which `who` may see something, by name: a list to choose from."""
    query = select(zone.c.id, zone.c.name)
    if not who.everywhere:
        lying_in = select(establishment.c.zone_id).where(establishment.c.ward.in_(who.wards))
        query = query.where(or_(zone.c.id.in_(who.zones), zone.c.id.in_(lying_in)))
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
    return true() if task_is_of_the_closed_too(name) else is_open()
