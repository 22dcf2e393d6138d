"""The drill of a recall: a made-up city in a registry of its own, questions, and both answers side by side."""

from __future__ import annotations

import hashlib
import random
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
from foodtrace.sticker import civil_date

from foodtrace_cli.drill_walk import Asked, Making, Move, Walker, World

if TYPE_CHECKING:
    from foodtrace.registry import Registry
    from foodtrace.supply import Recall

_FIRST_DAY: Final = 20_400  # counted from 1970-01-01
_DAYS: Final = 40
NOW: Final = (_FIRST_DAY + _DAYS + 30) * 86_400
_LOTS: Final = ("L1", "Lô Đỏ", "240511-B", "7")
_MOST_PLACES: Final = 10_000
# Moves on one list: as many as a kitchen's month.
_LIST: Final = 500


def _products(moves: int) -> int:
    """Few in a small city, where all roads cross; in a large one so many that an answer stays a part of it."""
    return min(400, max(6, moves // 1000))


def _places(moves: int) -> int:
    return min(_MOST_PLACES, max(8, moves // 10))


class Drilled(msgspec.Struct, frozen=True):
    """How a drill ended: of `questions`, what the recall missed, invented or judged otherwise."""

    seed: int
    receipts: int
    transformations: int
    questions: int
    hits: int
    missed: int
    invented: int
    otherwise: int

    @property
    def passed(self) -> bool:
        return not (self.missed or self.invented or self.otherwise)


def make_world(seed: int, moves: int, places: int) -> World:
    """A city at random: direct deliveries, kitchens that send on, makings, and roads that go in circles."""
    dice = random.Random(seed)  # noqa: S311 - the same drill again, not a secret
    products = _products(moves)
    made: list[Move] = []
    for _ in range(moves):
        place = dice.randrange(places)
        sender = dice.choice([None, None, dice.randrange(max(2, places // 3))])
        if sender == place:
            sender = None
        day = _FIRST_DAY + dice.randrange(_DAYS)
        made.append(
            Move(
                place,
                None if sender is not None else dice.randrange(max(2, places // 4)),
                sender,
                dice.randrange(products),
                dice.choice([None, None, *_LOTS]),
                day,
                dice.choice([None, None, day + dice.randrange(20)]),
            )
        )
    makings = []
    for _ in range(moves // 12):
        day = _FIRST_DAY + dice.randrange(_DAYS)
        makings.append(
            Making(
                dice.randrange(max(2, places // 3)),
                day,
                tuple((dice.randrange(products), dice.choice([None, *_LOTS])) for _ in range(2)),
                # A lot is never made of itself.
                ((dice.randrange(products), dice.choice([None, "M1", "M2"]), None),),
            )
        )
    return World(tuple(made), tuple(makings))


def make_questions(world: World, seed: int, count: int, places: int) -> list[Asked]:
    """Questions of every kind, about what is there and what is not."""
    dice = random.Random(seed + 1)  # noqa: S311 - as above
    products = _products(len(world.moves))
    suppliers = sorted({move.supplier for move in world.moves if move.supplier is not None}) or [0]
    asked: list[Asked] = []
    for number in range(count):
        since = _FIRST_DAY + dice.randrange(_DAYS)
        until = since + dice.randrange(12)
        supplier, product = dice.choice(suppliers), dice.randrange(products)
        lot = dice.choice((*_LOTS, "M1"))
        asked.append(
            (
                Asked(supplier=supplier),
                Asked(supplier=supplier, product=product, since=since, until=until),
                Asked(supplier=supplier, lot=lot),
                Asked(supplier=supplier, product=product, lot=lot, since=since, until=until),
                Asked(lot=lot),
                Asked(product=product, since=since),
                Asked(served_at=dice.randrange(places), on=since),
            )[number % 7]
        )
    return asked


async def drill(
    folder: Path,
    *,
    seed: int,
    moves: int = 600,
    places: int | None = None,
    questions: int | None = None,
) -> Drilled:
    """Record a city in `folder`, ask, and compare each answer with the slow one."""
    from foodtrace.registry import Authority, Registry

    places = places or _places(moves)
    # A walk through a large city takes its time: it is asked less.
    questions = questions or (70 if moves <= 20_000 else 21)
    world = make_world(seed, moves, places)
    walker = Walker(world)
    authority = Authority("Drill", "Drill", "48", "drill.example.vn")
    async with await Registry.create(folder / "drill", authority, NOW) as registry:
        ids = await _settle(registry, places)
        numbers = await record_world(registry, world, ids)
        wrong = [0, 0, 0, 0]
        for asked in make_questions(world, seed, questions, places):
            wanted = expected(walker, asked, ids, numbers)
            got = told(await ask(registry, asked, ids))
            wrong[0] += len(wanted)
            wrong[1] += len(wanted.keys() - got.keys())
            wrong[2] += len(got.keys() - wanted.keys())
            wrong[3] += sum(got[key] != wanted[key] for key in got.keys() & wanted.keys())
    return Drilled(seed, len(world.moves), len(world.makings), questions, *wrong)


async def record_world(
    registry: Registry, world: World, ids: list[int], *, now: int = NOW
) -> list[int]:
    """Record every move and making; gives the number of each move's receipt."""
    from foodtrace.supply import (
        Dispatch,
        Item,
        Papers,
        Product,
        Receipt,
        Supplier,
        Transformation,
        record_goods,
    )  # fmt: skip

    def item(product: int, lot: str | None, use_by: int | None) -> Item:
        last = None if use_by is None else civil_date(use_by)
        return Item(Product(f"Hàng {product}"), Decimal("1.5"), "kg", lot, last)

    numbers = [0] * len(world.moves)
    for start in range(0, len(world.moves), _LIST):
        some = range(start, min(start + _LIST, len(world.moves)))
        receipts: list[Receipt] = []
        dispatches: list[Dispatch] = []
        order: list[int] = []
        for number in some:
            move = world.moves[number]
            goods, day = item(move.product, move.lot, move.use_by), civil_date(move.day)
            if move.sender is None:
                supplier = Supplier(f"Nguồn {move.supplier}")
                receipts.append(Receipt(ids[move.place], supplier, goods, day))
                order.insert(len(receipts) - 1, number)
            else:
                dispatches.append(Dispatch(ids[move.sender], ids[move.place], goods, day))
                order.append(number)
        papers = Papers(f"drill:{start}", "file", hashlib.sha256(f"{start}".encode()).digest())
        async with registry.writing() as connection:
            made = await record_goods(
                connection, papers, receipts=receipts, dispatches=dispatches, actor="drill", now=now
            )
        for number, receipt_id in zip(order, made.receipt_ids, strict=True):
            numbers[number] = receipt_id
    if not world.makings:
        return numbers
    makings = [
        Transformation(
            ids[one.place],
            civil_date(one.day),
            tuple(item(product, lot, None) for product, lot in one.inputs),
            tuple(item(*output) for output in one.outputs),
        )
        for one in world.makings
    ]
    papers = Papers("drill:makings", "file", bytes(32))
    async with registry.writing() as connection:
        await record_goods(connection, papers, transformations=makings, actor="drill", now=now)
    return numbers


async def ask(registry: Registry, asked: Asked, ids: list[int]) -> Recall:
    """The recall's answer to the question."""
    from foodtrace.supply import RecallQuestion, recall

    question = RecallQuestion(
        supplier=None if asked.supplier is None else f"Nguồn {asked.supplier}",
        product=None if asked.product is None else f"hang {asked.product}",
        lot=asked.lot,
        since=None if asked.since is None else civil_date(asked.since),
        until=None if asked.until is None else civil_date(asked.until),
        served_at=None if asked.served_at is None else ids[asked.served_at],
        on=None if asked.on is None else civil_date(asked.on),
    )
    return await recall(registry, question, NOW)


Told = dict[int, tuple[str, int, frozenset[tuple[int, str, int]]]]


def told(answered: Recall) -> Told:
    """The recall's answer in the shape of the slow one."""
    return {
        one.id: (
            one.certainty,
            one.steps,
            frozenset((each.id, each.certainty, each.steps) for each in one.receipts),
        )
        for one in answered.establishments
    }


def expected(walker: Walker, asked: Asked, ids: list[int], numbers: list[int]) -> Told:
    """The slow answer under the registry's own numbers."""
    return {
        ids[place]: (sure, steps, frozenset((numbers[move], s, n) for move, s, n in receipts))
        for place, (sure, steps, receipts) in walker.answer(asked).items()
    }


async def _settle(registry: Registry, places: int) -> list[int]:
    from foodtrace.intake import GoodRow
    from foodtrace.issuing import record_intake

    rows = [
        GoodRow(number, f"Bếp {number}", f"{number} Hùng Vương", 20242, f"{number} Hùng Vương")
        for number in range(1, places + 1)
    ]
    made = await record_intake(registry, rows, zone="Drill", actor="drill", now=NOW)
    return list(made.ids)
