"""The walk through the goods: on to where they went, or back to where they came from; cycles end by themselves."""

from __future__ import annotations

from collections import defaultdict

from foodtrace.supply.holding import Held, Wanted
from foodtrace.supply.parcels import Parcel, Reached, Way
from foodtrace.supply.shelves import Shelves

__all__ = ["walk_back", "walk_on"]


def walk_on(shelves: Shelves, reached: Reached) -> None:
    """Add every parcel that may hold something of those reached, through any number of steps.

    A round takes all that changed in the last one: statements grow with the length of the chain, not
    with the number of places. It ends since a parcel comes back only when it became surer or nearer.
    """
    while goods := shelves.relaying(reached.take_changed()):
        held: dict[tuple[int, int], Held] = defaultdict(Held)
        for one in goods:
            held[one.place, one.product].put(one, reached.ways[one.id])
        for target in shelves.sent_from(held):
            assert target.sender is not None
            for rank, steps in held[target.sender, target.product].ways_out(target.lot, target.day):
                reached.add(target, rank, steps + 1)
        made: dict[int, set[Way]] = defaultdict(set)
        for item in shelves.put_into(held):
            made[item.made].update(held[item.place, item.product].ways_out(item.lot, item.day))
        for output in shelves.made_in(number for number, ways in made.items() if ways):
            for rank, steps in made[output.made]:
                reached.add(output, rank, steps)


def walk_back(shelves: Shelves, reached: Reached) -> None:
    """Add every parcel of which something may be in those reached: the same links, the other way."""
    while goods := reached.take_changed():
        wanted: dict[tuple[int, int], Wanted] = defaultdict(Wanted)
        made: dict[int, list[Parcel]] = defaultdict(list)
        for one in goods:
            rank, steps = reached.ways[one.id]
            if one.sender is not None:
                wanted[one.sender, one.product].take(one.lot, one.day, (rank, steps + 1))
            elif one.made:
                made[one.made].append(one)
        for item in shelves.needed_for(made):
            for output in made[item.made]:
                wanted[item.place, item.product].take(item.lot, item.day, reached.ways[output.id])
        for source in shelves.held_at(wanted):
            for rank, steps in wanted[source.place, source.product].ways_in(source):
                reached.add(source, rank, steps)
