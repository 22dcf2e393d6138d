"""The drill's own answer: every link between two parcels tried one by one, and followed until nothing changes.

Written from the rules in docs/explanation/recall.md, with the standard library alone: nothing of the recall that
it judges is used here, and nothing is clever. Goods are only laid out by place and product first, so that a
city of a million receipts can be walked too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

LOT, PRODUCT_AND_DAY, SUPPLIER_AND_DAY = "lot", "product and day", "supplier and day"
_ORDER = [LOT, PRODUCT_AND_DAY, SUPPLIER_AND_DAY]
SHELF_LIFE = 7


class Move(NamedTuple):
    """Goods that came to `place` on `day`, from a supplier or from another place."""

    place: int
    supplier: int | None
    sender: int | None
    product: int
    lot: str | None
    day: int
    use_by: int | None


class Making(NamedTuple):
    """What `place` made on `day`: (product, lot) went in, (product, lot, use-by day) came out."""

    place: int
    day: int
    inputs: tuple[tuple[int, str | None], ...]
    outputs: tuple[tuple[int, str | None, int | None], ...]


class World(NamedTuple):
    """Everything that is on record."""

    moves: tuple[Move, ...]
    makings: tuple[Making, ...]


class Asked(NamedTuple):
    """A question; `served_at` and `on` make it one that looks back."""

    supplier: int | None = None
    product: int | None = None
    lot: str | None = None
    since: int | None = None
    until: int | None = None
    served_at: int | None = None
    on: int | None = None


# A node is ("move", number) or ("made", making, output). A way is (certainty, steps).
Node = tuple[str, int, int]
Way = tuple[str, int]
# Of each node, the nodes that it leads to: how surely, and whether that is a step.
Links = dict[Node, list[tuple[Node, str, int]]]
Answer = dict[int, tuple[str, int, frozenset[tuple[int, str, int]]]]


class Walker:
    """All the links of a world, tried once, and the answers that follow from them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._on: Links = defaultdict(list)
        self._back: Links = defaultdict(list)
        for at, to, sure, step in _links(world):
            self._on[at].append((to, sure, step))
            self._back[to].append((at, sure, step))

    def answer(self, asked: Asked) -> Answer:
        """By place: best certainty, fewest steps, and each receipt with its own of both."""
        found: dict[Node, Way] = {}
        if asked.served_at is not None:
            _spread(found, _at_hand(self.world, asked), self._back)
        else:
            for start in _starts(self.world, asked):
                _spread(found, {n: w for n, w in start.items() if n not in found}, self._on)
        places: dict[int, tuple[str, int, set[tuple[int, str, int]]]] = {}
        for node, (sure, steps) in found.items():
            place = _goods(self.world, node).place
            was, fewest, receipts = places.get(place, (sure, steps, set()))
            if node[0] == "move":
                receipts.add((node[1], sure, steps))
            places[place] = (_surer(sure, was), min(steps, fewest), receipts)
        return {place: (sure, n, frozenset(those)) for place, (sure, n, those) in places.items()}


def answer(world: World, asked: Asked) -> Answer:
    """The answer to one question."""
    return Walker(world).answer(asked)


def _surer(one: str, other: str) -> str:
    return _ORDER[min(_ORDER.index(one), _ORDER.index(other))]


def _weaker(one: str, other: str) -> str:
    return _ORDER[max(_ORDER.index(one), _ORDER.index(other))]


def _goods(world: World, node: Node) -> Move:
    if node[0] == "move":
        return world.moves[node[1]]
    making = world.makings[node[1]]
    product, lot, use_by = making.outputs[node[2]]
    return Move(making.place, None, None, product, lot, making.day, use_by)


def _nodes(world: World) -> list[Node]:
    nodes: list[Node] = [("move", number, 0) for number in range(len(world.moves))]
    for number, making in enumerate(world.makings):
        nodes += [("made", number, output) for output in range(len(making.outputs))]
    return nodes


def _last_day(goods: Move) -> int:
    return goods.day + SHELF_LIFE if goods.use_by is None else goods.use_by


def _may_be(goods: Move, product: int, lot: str | None, day: int) -> str | None:
    if goods.product != product or day < goods.day:
        return None
    if goods.lot is None or lot is None:
        return PRODUCT_AND_DAY if day <= _last_day(goods) else None
    return LOT if goods.lot == lot else None


def _links(world: World) -> Iterable[tuple[Node, Node, str, int]]:
    shelves: dict[tuple[int, int], list[Node]] = defaultdict(list)
    for node in _nodes(world):
        goods = _goods(world, node)
        shelves[goods.place, goods.product].append(node)
    for number, move in enumerate(world.moves):
        if move.sender is None:
            continue
        to: Node = ("move", number, 0)
        for at in shelves.get((move.sender, move.product), ()):
            sure = _may_be(_goods(world, at), move.product, move.lot, move.day)
            if sure is not None and at != to:
                yield at, to, sure, 1
    for number, making in enumerate(world.makings):
        for product, lot in making.inputs:
            for at in shelves.get((making.place, product), ()):
                sure = _may_be(_goods(world, at), product, lot, making.day)
                if sure is not None:
                    for output in range(len(making.outputs)):
                        yield at, ("made", number, output), sure, 0


def _spread(found: dict[Node, Way], start: dict[Node, Way], links: Links) -> None:
    waiting: list[Node] = []

    def better(node: Node, sure: str, steps: int) -> None:
        was = found.get(node)
        if was is not None:
            sure, steps = _surer(sure, was[0]), min(steps, was[1])
        if was != (sure, steps):
            found[node] = (sure, steps)
            waiting.append(node)

    for node, (sure, steps) in start.items():
        better(node, sure, steps)
    while waiting:
        at = waiting.pop()
        was, steps = found[at]
        for to, sure, step in links.get(at, ()):
            better(to, _weaker(was, sure), steps + step)


def _starts(world: World, asked: Asked) -> list[dict[Node, Way]]:
    """What the question means, in the order in which it is spread."""
    sure = LOT if asked.lot else PRODUCT_AND_DAY if asked.product is not None else SUPPLIER_AND_DAY
    meant = [node for node in _nodes(world) if _is_meant(_goods(world, node), asked)]
    moves = [node for node in meant if node[0] == "move"]
    if asked.supplier is not None:
        direct = [node for node in moves if world.moves[node[1]].supplier == asked.supplier]
        return [_with_kin(world, asked, direct, direct, sure)]
    direct = [node for node in moves if world.moves[node[1]].sender is None]
    return [
        _with_kin(world, asked, direct, moves, sure),
        {node: (sure, 0) for node in meant if node[0] == "made"},
        dict.fromkeys(moves, (sure, 1)),
    ]


def _is_meant(goods: Move, asked: Asked) -> bool:
    return (
        (asked.product is None or goods.product == asked.product)
        and (asked.lot is None or goods.lot == asked.lot)
        and _in_days(goods, asked)
    )


def _in_days(goods: Move, asked: Asked) -> bool:
    return (asked.since is None or goods.day >= asked.since) and (
        asked.until is None or goods.day <= asked.until
    )


def _with_kin(
    world: World, asked: Asked, direct: list[Node], of_lot: list[Node], sure: str
) -> dict[Node, Way]:
    """The goods meant, and for a lot those of no lot from the same supplier at hand at the same time."""
    start: dict[Node, Way] = dict.fromkeys(direct, (sure, 1))
    if asked.lot is None:
        return start
    spans: dict[tuple[int | None, int], list[tuple[int, int]]] = defaultdict(list)
    for node in of_lot:
        goods = world.moves[node[1]]
        spans[goods.supplier, goods.product].append((goods.day, _last_day(goods)))
    if asked.product is not None and asked.since is not None and asked.until is not None:
        spans[asked.supplier, asked.product].append((asked.since, asked.until))
    for number, move in enumerate(world.moves):
        if move.lot is not None or move.supplier is None or not _in_days(move, asked):
            continue
        for first, last in spans.get((move.supplier, move.product), ()):
            if move.day <= last and first <= _last_day(move):
                start[("move", number, 0)] = (PRODUCT_AND_DAY, 1)
                break
    return start


def _at_hand(world: World, asked: Asked) -> dict[Node, Way]:
    start: dict[Node, Way] = {}
    for node in _nodes(world):
        goods = _goods(world, node)
        if goods.place != asked.served_at or asked.on is None:
            continue
        if goods.day <= asked.on <= _last_day(goods):
            start[node] = (PRODUCT_AND_DAY if goods.lot is None else LOT, 0)
    return start
