"""Goods at 10^4, 10^5 and 10^6 receipts: a recall against one scan of the rows it returns, an entry against one bare insert."""

from __future__ import annotations

import asyncio
import datetime
import hashlib
import random
import sqlite3
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

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
_ROUNDS = 4
_BULK = 500
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
        yield _entry_line(place, ids, size)
        yield _bulk_line(place, ids, size)
    connection.close()


def _recall_line(place: Path, what: str, question: RecallQuestion, size: int) -> Line:
    answered, pairs = asyncio.run(_timed_recalls(place, question))
    found = sum(len(one.receipts) for one in answered.establishments)
    times = [ours / scan for ours, scan in pairs]
    middle = sorted(times)[len(times) // 2]
    return Line(
        area="recall",
        what=f"{what}, {size:,} receipts",
        unit="x scan of its rows",
        measured=middle,
        goal=20,
        at_most=True,
        low=min(times),
        high=max(times),
        note=f"{found:,} receipts of {len(answered.establishments):,} places in "
        f"{min(ours for ours, _ in pairs) * 1000:.1f} ms (goal: under 2,000 ms)",
    )


# The rows that came back, once more, by their numbers alone and through the same store.
_SCAN = "SELECT r.* FROM json_each(?) wanted CROSS JOIN receipt r ON r.id = wanted.value"


async def _timed_recalls(
    place: Path, question: RecallQuestion
) -> tuple[Recall, list[tuple[float, float]]]:
    async with await Registry.open(place) as registry:
        answered = await recall(registry, question, _NOW)
        numbers = str([each.id for one in answered.establishments for each in one.receipts])
        pairs = []
        for _ in range(_ROUNDS):
            start = time.perf_counter()
            async with registry.reading() as connection:
                (await connection.exec_driver_sql(_SCAN, (numbers,))).all()
            middle = time.perf_counter()
            await recall(registry, question, _NOW)
            pairs.append((time.perf_counter() - middle, middle - start))
    return answered, pairs[1:] or pairs


def _entry_line(place: Path, ids: list[int], size: int) -> Line:
    ours = asyncio.run(_entries(place, ids, size, 40, 1))
    floor = asyncio.run(_bare_entries(place, ids, 40, 1))
    return line_of(
        ratio_of(list(zip(sorted(ours), sorted(floor), strict=True))),
        area="recall",
        what=f"entry of one receipt, {size:,} on record",
        unit="x one bare insert",
        goal=1 / 3,
        note="both durable in a transaction of their own, through the same store",
    )


def _bulk_line(place: Path, ids: list[int], size: int) -> Line:
    ours = asyncio.run(_entries(place, ids, size, _ROUNDS, _BULK))
    floor = asyncio.run(_bare_entries(place, ids, _ROUNDS, _BULK))
    return line_of(
        ratio_of(list(zip(sorted(ours), sorted(floor), strict=True))),
        area="recall",
        what=f"entry of {_BULK} on one list, {size:,} on record",
        unit="x bare executemany",
        goal=1 / 3,
    )


async def _entries(place: Path, ids: list[int], size: int, rounds: int, count: int) -> list[float]:
    rates = []
    async with await Registry.open(place) as registry:
        for number in range(rounds + 1):
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
            await record_receipts(registry, papers, receipts, actor="bench", now=_NOW)
            rates.append(count / (time.perf_counter() - start))
    return rates[1:]


_INSERT = (
    "INSERT INTO receipt (establishment_id, supplier_id, day, product_id, lot_id, quantity, unit, "
    "document_id, line) VALUES (?, ?, ?, ?, 1, '2.5', 'kg', 1, 0)"
)


async def _bare_entries(place: Path, ids: list[int], rounds: int, count: int) -> list[float]:
    """The insert alone, into the same table and through the same store."""
    rates = []
    async with await Registry.open(place) as registry:
        for number in range(rounds + 1):
            rows = [(ids[number], each % 7 + 1, _TODAY - 1, each % 30 + 1) for each in range(count)]
            start = time.perf_counter()
            async with registry.writing() as connection:
                await connection.exec_driver_sql(_INSERT, rows)
            rates.append(count / (time.perf_counter() - start))
    return rates[1:]


def _questions(connection: sqlite3.Connection, ids: list[int]) -> dict[str, RecallQuestion]:
    """What officers ask, about the supplier with most receipts and about one in the middle."""
    big = f"04{0:08d}"
    middle = f"04{_SUPPLIERS // 2:08d}"
    lot = connection.execute(
        "SELECT l.code FROM receipt r JOIN lot l ON l.id = r.lot_id WHERE r.supplier_id = 1 LIMIT 1"
    ).fetchone()[0]
    busy = connection.execute(
        "SELECT establishment_id FROM receipt GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
    ).fetchone()[0]

    def before(days: int) -> datetime.date:
        return _EPOCH + datetime.timedelta(_TODAY - days)

    return {
        "largest supplier, all": RecallQuestion(supplier=big),
        "supplier and lot": RecallQuestion(supplier=big, lot=lot),
        "supplier, a week": RecallQuestion(supplier=big, since=before(30), until=before(24)),
        "smaller supplier, all": RecallQuestion(supplier=middle),
        "product, a week": RecallQuestion(product="hang 3", since=before(30), until=before(24)),
        "served at the busiest place": RecallQuestion(served_at=busy, on=before(20)),
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
    connection.execute(
        "INSERT INTO supply_document (id, key, kind, content_sha256, actor, recorded_at, detail) "
        "VALUES (1, 'bench', 'file', x'00', 'bench', 1, '{}')"
    )
    connection.execute("COMMIT")


def _fill(connection: sqlite3.Connection, ids: list[int], there: int, size: int) -> None:
    """Receipts up to `size`: a few suppliers have most of the trade, every seventh receipt is sent on by a kitchen."""
    dice = random.Random(size)
    places, suppliers = len(ids), _SUPPLIERS

    def rows() -> Iterator[tuple[object, ...]]:
        for _ in range(size - there):
            sent_on = dice.random() < 0.15
            at = int(places * dice.random())
            kitchen = int(_KITCHENS * dice.random())
            product = int(_PRODUCTS * dice.random() ** 2)
            lot = product + _PRODUCTS * int(50 * dice.random()) + 1
            yield (
                ids[at if at != kitchen else -1],
                None if sent_on else int(suppliers * dice.random() ** 3) + 1,
                ids[kitchen] if sent_on else None,
                product + 1,
                lot if dice.random() < 0.4 else None,
                _TODAY - int(365 * dice.random()),
            )

    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("BEGIN")
    connection.executemany(
        "INSERT INTO receipt (establishment_id, supplier_id, from_establishment_id, product_id, lot_id, day, "
        "quantity, unit, document_id, line) VALUES (?, ?, ?, ?, ?, ?, '12.5', 'kg', 1, 0)",
        rows(),
    )
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("ANALYZE")
