"""The walk through the goods: on to where they went, or back to where they came from; cycles end by themselves."""

from __future__ import annotations

from foodtrace.registry.supply_schema import transformation_item
from foodtrace.supply.parcels import Parcel, Reached, link
from foodtrace.supply.shelves import Shelves, chunks

__all__ = ["walk_back", "walk_on"]

_i = transformation_item.c


async def walk_on(shelves: Shelves, reached: Reached) -> None:
    """Add every parcel that may hold something of those reached, through any number of steps.

    A round takes all that changed in the last one: statements grow with the length of the chain, not
    with the number of places. It ends since a parcel comes back only when it became surer or nearer.
    """
    while goods := reached.take_changed():
        places = {one.place for one in goods}
        if senders := await shelves.senders(places):
            await _sent(shelves, reached, goods, senders)
        if makers := await shelves.makers(places):
            await _made(shelves, reached, goods, makers)


async def walk_back(shelves: Shelves, reached: Reached) -> None:
    """Add every parcel of which something may be in those reached: the same links, the other way."""
    while goods := reached.take_changed():
        await _came(shelves, reached, [one for one in goods if one.sender is not None])
        await _taken(shelves, reached, [one for one in goods if one.made])


async def _sent(
    shelves: Shelves, reached: Reached, goods: list[Parcel], senders: list[int]
) -> None:
    able = set(senders)
    held = [one for one in goods if one.place in able]
    by_shelf = reached.by_shelf(held)
    for target in await shelves.sent_from(senders, held):
        assert target.sender is not None
        for one in by_shelf.get((target.sender, target.product), ()):
            sure = link(one, target.lot, target.day)
            if sure is not None:
                rank, steps = reached.best(one)
                reached.add(target, max(rank, sure), steps + 1)


async def _made(shelves: Shelves, reached: Reached, goods: list[Parcel], makers: list[int]) -> None:
    able = set(makers)
    held = [one for one in goods if one.place in able]
    by_shelf = reached.by_shelf(held)
    ways: dict[int, set[tuple[int, int]]] = {}
    for item in await shelves.made_from(makers, held):
        for one in by_shelf.get((item.place, item.product), ()):
            sure = link(one, item.lot, item.day)
            if sure is not None:
                rank, steps = reached.best(one)
                ways.setdefault(item.made, set()).add((max(rank, sure), steps))
    for some in chunks(sorted(ways)):
        for output in await shelves.outputs(_i.transformation_id.in_(some)):
            for rank, steps in ways[output.made]:
                reached.add(output, rank, steps)


async def _came(shelves: Shelves, reached: Reached, goods: list[Parcel]) -> None:
    if not goods:
        return
    wanted = [(one.sender or 0, one.product, one.day) for one in goods]
    sources = _by_shelf(await shelves.held_at(wanted))
    for target in goods:
        rank, steps = reached.best(target)
        for one in sources.get((target.sender or 0, target.product), ()):
            sure = link(one, target.lot, target.day)
            if sure is not None:
                reached.add(one, max(rank, sure), steps + 1)


async def _taken(shelves: Shelves, reached: Reached, goods: list[Parcel]) -> None:
    if not goods:
        return
    ways: dict[int, list[Parcel]] = {}
    for output in goods:
        ways.setdefault(output.made, []).append(output)
    items: list[Parcel] = []
    for some in chunks(sorted(ways)):
        items += await shelves.inputs(_i.transformation_id.in_(some))
    sources = _by_shelf(
        await shelves.held_at([(item.place, item.product, item.day) for item in items])
    )
    for item in items:
        for one in sources.get((item.place, item.product), ()):
            sure = link(one, item.lot, item.day)
            if sure is None:
                continue
            for output in ways[item.made]:
                rank, steps = reached.best(output)
                reached.add(one, max(rank, sure), steps)


def _by_shelf(parcels: list[Parcel]) -> dict[tuple[int, int], list[Parcel]]:
    shelves: dict[tuple[int, int], list[Parcel]] = {}
    for one in parcels:
        shelves.setdefault((one.place, one.product), []).append(one)
    return shelves
