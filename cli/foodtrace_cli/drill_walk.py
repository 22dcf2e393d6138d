"""The drill's own answer: every link between two parcels tried, again and again until nothing changes.

Written from the rules in docs/explanation/recall.md, with the standard library alone: nothing of the recall that
it judges is used here, and nothing is clever.
"""

from __future__ import annotations

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


def answer(
    world: World, asked: Asked
) -> dict[int, tuple[str, int, frozenset[tuple[int, str, int]]]]:
    """By place: best certainty, fewest steps, and each receipt with its own of both."""
    links = _links(world)
    found: dict[Node, Way] = {}
    if asked.served_at is not None:
        backwards = [(to, at, sure, step) for at, to, sure, step in links]
        _spread(found, _at_hand(world, asked), backwards)
    else:
        for start in _starts(world, asked):
            _spread(found, {n: w for n, w in start.items() if n not in found}, links)
    places: dict[int, tuple[str, int, frozenset[tuple[int, str, int]]]] = {}
    for node, (sure, steps) in found.items():
        place = _goods(world, node).place
        receipts = frozenset({(node[1], sure, steps)}) if node[0] == "move" else frozenset()
        before = places.get(place)
        if before is not None:
            sure = _ORDER[min(_ORDER.index(sure), _ORDER.index(before[0]))]
            steps = min(steps, before[1])
            receipts |= before[2]
        places[place] = (sure, steps, receipts)
    return places


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


def _links(world: World) -> list[tuple[Node, Node, str, int]]:
    links = []
    nodes = _nodes(world)
    for at in nodes:
        goods = _goods(world, at)
        for to in nodes:
            if to[0] == "move":
                move = world.moves[to[1]]
                if move.sender == goods.place and at != to:
                    sure = _may_be(goods, move.product, move.lot, move.day)
                    if sure is not None:
                        links.append((at, to, sure, 1))
                continue
            making = world.makings[to[1]]
            if making.place != goods.place:
                continue
            for product, lot in making.inputs:
                sure = _may_be(goods, product, lot, making.day)
                if sure is not None:
                    links.append((at, to, sure, 0))
    return links


def _spread(
    found: dict[Node, Way], start: dict[Node, Way], links: list[tuple[Node, Node, str, int]]
) -> None:
    def better(node: Node, sure: str, steps: int) -> bool:
        was = found.get(node)
        if was is not None:
            sure = _ORDER[min(_ORDER.index(sure), _ORDER.index(was[0]))]
            steps = min(steps, was[1])
        found[node] = (sure, steps)
        return found[node] != was

    for node, (sure, steps) in start.items():
        better(node, sure, steps)
    moved = True
    while moved:
        moved = False
        for at, to, sure, step in links:
            if at in found:
                was, steps = found[at]
                weaker = _ORDER[max(_ORDER.index(was), _ORDER.index(sure))]
                moved = better(to, weaker, steps + step) or moved


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
    for number, move in enumerate(world.moves):
        if move.lot is not None or move.supplier is None or not _in_days(move, asked):
            continue
        spans = [
            (world.moves[node[1]].day, _last_day(world.moves[node[1]]))
            for node in of_lot
            if world.moves[node[1]].supplier == move.supplier
            and world.moves[node[1]].product == move.product
        ]
        wanted = (asked.supplier, asked.product) == (move.supplier, move.product)
        if wanted and asked.since is not None and asked.until is not None:
            spans.append((asked.since, asked.until))
        if any(move.day <= last and first <= _last_day(move) for first, last in spans):
            start[("move", number, 0)] = (PRODUCT_AND_DAY, 1)
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
