"""Goods at 10^4, 10^5 and 10^6 receipts: a recall against one scan of the rows it returns, an entry against one bare insert."""

from __future__ import annotations

import asyncio
import datetime
import hashlib
import random
import sqlite3
import statistics
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench.measuring import Line, line_of, ratio_of
from foodtrace.intake import GoodRow
from foodtrace.issuing import record_intake
from foodtrace.registry import DATABASE_FILE, Authority, Registry
from foodtrace.supply import (
    Item,
    Papers,
    Product,
    Recall,
    RecallQuestion,
    Receipt,
    Supplier,
    recall,
    record_receipts,
)

_NOW = 1_795_300_000
_TODAY = (_NOW + 25_200) // 86_400
_PLACES, _SUPPLIERS, _PRODUCTS, _KITCHENS = 10_000, 2_000, 400, 300
_SIZES = (10_000, 100_000, 1_000_000)
_ROUNDS, _WARM = 6, 3
_BULK = 500
# An invoice is of one supplier to one kitchen on one day.
_LINES = 5
# These kitchens cook for a fifteenth of the city: what they make of what they got has names of its own.
_CENTRAL, _COOKED, _MEALS = 20, 40, 390
_EPOCH = datetime.date(1970, 1, 1)


def lines(folder: Path, sizes: tuple[int, ...] = _SIZES) -> Iterator[Line]:
    """Each size on the same registry, grown in between."""
    place = folder / "goods"
    ids = asyncio.run(_found(place))
    connection = sqlite3.connect(place / DATABASE_FILE, isolation_level=None)
    _names(connection)
    there = 0
    for size in sizes:
        _fill(connection, ids, there, size)
        there = size
        for what, question in _questions(connection, ids).items():
            yield _recall_line(place, what, question, size)
        yield _entry_line(place, ids, size, 1, 100)
        yield _entry_line(place, ids, size, _BULK, 8)
    connection.close()


def _recall_line(place: Path, what: str, question: RecallQuestion, size: int) -> Line:
    answered, pairs = asyncio.run(_timed_recalls(place, question))
    found = sum(len(one.receipts) for one in answered.establishments)
    times = [ours / scan for ours, scan in pairs]
    return Line(
        area="recall",
        what=f"{what}, {size:,} receipts",
        unit="x scan of its rows",
        measured=statistics.median(times),
        goal=20,
        at_most=True,
        low=min(times),
        high=max(times),
        note=f"{found:,} receipts of {len(answered.establishments):,} places in "
        f"{statistics.median(ours for ours, _ in pairs) * 1000:.1f} ms (goal: under 2,000 ms), "
        f"the scan in {statistics.median(scan for _, scan in pairs) * 1000:.2f} ms",
    )


# The rows that came back, once more, by their numbers alone.
_SCAN = "SELECT r.* FROM json_each(?) wanted CROSS JOIN receipt r ON r.id = wanted.value"


async def _timed_recalls(
    place: Path, question: RecallQuestion
) -> tuple[Recall, list[tuple[float, float]]]:
    bare = _bare_connection(place)
    async with await Registry.open(place) as registry:
        answered = await recall(registry, question, _NOW)
        numbers = str([each.id for one in answered.establishments for each in one.receipts])
        pairs = []
        for _ in range(_ROUNDS):
            start = time.perf_counter()
            bare.execute(_SCAN, (numbers,)).fetchall()
            middle = time.perf_counter()
            await recall(registry, question, _NOW)
            pairs.append((time.perf_counter() - middle, middle - start))
    bare.close()
    return answered, pairs[1:]


def _entry_line(place: Path, ids: list[int], size: int, count: int, rounds: int) -> Line:
    ratio = ratio_of(asyncio.run(_entries(place, ids, size, count, rounds)))
    what = "one receipt" if count == 1 else f"{count} on one list"
    return line_of(
        ratio,
        area="recall",
        what=f"entry of {what}, {size:,} on record",
        unit="x one bare insert" if count == 1 else "x bare executemany",
        goal=1 / 3,
        note=f"{count / ratio.ours_per_s * 1000:.2f} ms against {count / ratio.floor_per_s * 1000:.2f} ms; both durable, "
        "in a transaction of their own; the insert through sqlite3 alone",
    )


async def _entries(
    place: Path, ids: list[int], size: int, count: int, rounds: int
) -> list[tuple[float, float]]:
    """Ours and the bare insert of the same rows in turn: (our rate, the bare rate)."""
    bare = _bare_connection(place)
    pairs = []
    async with await Registry.open(place) as registry:
        for number in range(rounds + _WARM):
            key = f"bench:{size}:{count}:{number}"
            papers = Papers(key, "file", hashlib.sha256(key.encode()).digest())
            receipts = [
                Receipt(
                    ids[number],
                    Supplier(f"Nguồn {each % 7}", f"04{each % 7:08d}"),
                    Item(Product(f"hang {each % 30}"), Decimal("2.5"), "kg", f"L{each % 50}"),
                    _EPOCH + datetime.timedelta(_TODAY - 1),
                    line=each,
                )
                for each in range(count)
            ]
            start = time.perf_counter()
            made = await record_receipts(registry, papers, receipts, actor="bench", now=_NOW)
            ours = count / (time.perf_counter() - start)
            pairs.append((ours, count / _bare_seconds(bare, made.document_id)))
    bare.close()
    return pairs[_WARM:]


_COLUMNS = (
    "establishment_id, supplier_id, product_id, lot_id, day, quantity, unit, document_id, line"
)


def _bare_seconds(bare: sqlite3.Connection, document: int) -> float:
    """The rows that papers brought, inserted once more."""
    query = f"SELECT {_COLUMNS} FROM receipt WHERE document_id = ? ORDER BY id"
    rows = bare.execute(query, (document,)).fetchall()
    insert = f"INSERT INTO receipt ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
    start = time.perf_counter()
    bare.execute("BEGIN IMMEDIATE")
    if len(rows) == 1:
        bare.execute(insert, rows[0])
    else:
        bare.executemany(insert, rows)
    bare.execute("COMMIT")
    return time.perf_counter() - start


def _bare_connection(place: Path) -> sqlite3.Connection:
    """sqlite3 alone, as durable and as strict as the registry's own connections."""
    bare = sqlite3.connect(place / DATABASE_FILE, isolation_level=None)
    for pragma in ("foreign_keys = ON", "synchronous = FULL", "secure_delete = ON"):
        bare.execute(f"PRAGMA {pragma}")
    return bare


def _questions(connection: sqlite3.Connection, ids: list[int]) -> dict[str, RecallQuestion]:
    """What officers ask, about the supplier with most receipts and about one in the middle."""

    def one(query: str, *given: object) -> tuple[Any, ...]:
        found = connection.execute(query, given).fetchone()
        assert found is not None, query
        return tuple(found)

    def before(days: int) -> datetime.date:
        return _EPOCH + datetime.timedelta(_TODAY - days)

    big, middle = f"04{0:08d}", f"04{_SUPPLIERS // 2:08d}"
    (lot,) = one(
        "SELECT l.code FROM receipt r JOIN lot l ON l.id = r.lot_id WHERE r.supplier_id = 1 LIMIT 1"
    )
    cooks = ", ".join(map(str, ids[:_CENTRAL]))
    school, served = one(
        f"SELECT establishment_id, day FROM receipt WHERE product_id > ? AND from_establishment_id IN ({cooks}) "
        "AND day < ? ORDER BY day DESC LIMIT 1",
        _MEALS,
        _TODAY - 20,
    )
    seller, what, since = one(
        "SELECT s.tax_code, r.product_id, r.day FROM receipt r JOIN supplier s ON s.id = r.supplier_id "
        "JOIN transformation_item i ON i.establishment_id = r.establishment_id AND i.side = 0 "
        "AND i.product_id = r.product_id AND i.day BETWEEN r.day AND r.day + 7 "
        f"WHERE r.establishment_id IN ({cooks}) AND r.lot_id IS NULL AND r.day < ? ORDER BY r.day DESC LIMIT 1",
        _TODAY - 60,
    )
    week = (_EPOCH + datetime.timedelta(since - 3), _EPOCH + datetime.timedelta(since + 3))
    return {
        "largest supplier, all": RecallQuestion(supplier=big),
        "product of the most receipts, all": RecallQuestion(product="hang 0"),
        "supplier and lot": RecallQuestion(supplier=big, lot=lot),
        "lot alone": RecallQuestion(lot="K3"),
        "supplier, a week": RecallQuestion(supplier=big, since=before(30), until=before(24)),
        "smaller supplier, all": RecallQuestion(supplier=middle),
        "product, a week": RecallQuestion(product="hang 3", since=before(30), until=before(24)),
        "through a central kitchen": RecallQuestion(
            supplier=seller, product=f"hang {what - 1}", since=week[0], until=week[1]
        ),
        "served at a school": RecallQuestion(
            served_at=school, on=_EPOCH + datetime.timedelta(served)
        ),
    }


async def _found(place: Path) -> list[int]:
    registry = await Registry.create(place, Authority("Bench", None, "48", "b.example.vn"), _NOW)
    rows = [
        GoodRow(n, f"Quán {n}", f"{n} Hùng Vương", 20242, f"{n} Hùng Vương")
        for n in range(1, _PLACES + 1)
    ]
    async with registry:
        made = await record_intake(registry, rows, zone="Bench", actor="bench", now=_NOW)
    return list(made.ids)


def _names(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN")
    connection.executemany(
        "INSERT INTO supplier (id, key, tax_code, name, name_folded, created_at) VALUES (?,?,?,?,?,1)",
        [
            (n + 1, f"mst:04{n:08d}", f"04{n:08d}", f"Nguồn {n}", f"nguon {n}")
            for n in range(_SUPPLIERS)
        ],
    )
    connection.executemany(
        "INSERT INTO product (id, name, name_folded, created_at) VALUES (?, ?, ?, 1)",
        [(n + 1, f"hang {n}", f"hang {n}") for n in range(_PRODUCTS)],
    )
    connection.executemany(
        "INSERT INTO lot (id, product_id, code, code_key) VALUES (?, ?, ?, ?)",
        [(n + 1, n % _PRODUCTS + 1, f"K{n}", f"K{n}") for n in range(_PRODUCTS * 50)],
    )
    connection.execute("COMMIT")


def _fill(connection: sqlite3.Connection, ids: list[int], there: int, size: int) -> None:
    """Receipts up to `size`, on invoices of five lines: a few suppliers have most of the trade, every seventh receipt is
    sent on by a kitchen, a third of these by the central ones, which cook; the year is the same at each size."""
    dice = random.Random(size)
    (papers,) = connection.execute("SELECT coalesce(max(id), 0) FROM supply_document").fetchone()

    def rows() -> Iterator[tuple[object, ...]]:
        for number in range((size - there) // _LINES):
            at, kitchen = int(_PLACES * dice.random()), int(_KITCHENS * dice.random())
            share, seller = _PRODUCTS, int(_SUPPLIERS * dice.random() ** 3) + 1
            if dice.random() < 0.03:
                at, share = number % _CENTRAL, _COOKED
            sent_on = dice.random() < 0.15
            meals = sent_on and dice.random() < 1 / 3
            day = _TODAY - int(365 * dice.random())
            for line in range(_LINES):
                product = int(share * dice.random() ** 2)
                lot = product + _PRODUCTS * int(50 * dice.random()) + 1
                if meals:
                    kitchen %= _CENTRAL
                    product = _MEALS + kitchen % 10
                yield (
                    ids[at if at != kitchen else -1],
                    None if sent_on else seller,
                    ids[kitchen] if sent_on else None,
                    product + 1,
                    lot if not meals and dice.random() < 0.4 else None,
                    day,
                    papers + number + 1,
                    line,
                )

    def cooked() -> Iterator[tuple[int, int, int, int, int]]:
        for number in range(there // 50 + 1, size // 50 + 1):
            kitchen = number % _CENTRAL
            day = _TODAY - int(365 * dice.random())
            for _ in range(3):
                yield number, ids[kitchen], day, 0, int(_COOKED * dice.random() ** 2) + 1
            yield number, ids[kitchen], day, 1, _MEALS + kitchen % 10 + 1

    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("BEGIN")
    connection.executemany(
        "INSERT INTO supply_document (id, key, kind, content_sha256, number, actor, recorded_at, detail) "
        "VALUES (?, ?, 'invoice', x'00', ?, 'bench', 1, '{}')",
        (
            (number, f"bench:{number}", f"C26-{number:08d}")
            for number in range(papers + 1, papers + (size - there) // _LINES + 1)
        ),
    )
    connection.executemany(
        "INSERT INTO receipt (establishment_id, supplier_id, from_establishment_id, product_id, lot_id, day, "
        "quantity, unit, document_id, line) VALUES (?, ?, ?, ?, ?, ?, '12.5', 'kg', ?, ?)",
        rows(),
    )
    items = list(cooked())
    connection.executemany(
        "INSERT INTO transformation (id, establishment_id, day, document_id) VALUES (?, ?, ?, 1)",
        {each[:3]: None for each in items},
    )
    connection.executemany(
        "INSERT INTO transformation_item (transformation_id, establishment_id, day, side, product_id, "
        "quantity, unit) VALUES (?, ?, ?, ?, ?, '3', 'kg')",
        items,
    )
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
