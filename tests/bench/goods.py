"""A city's goods in a year, the same at each size: a few suppliers have most of the trade, and some kitchens cook for others."""

from __future__ import annotations

import datetime
import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from foodtrace.intake import GoodRow
from foodtrace.issuing import record_intake
from foodtrace.registry import Authority, Registry
from foodtrace.supply import RecallQuestion

NOW = 1_795_300_000
TODAY = (NOW + 25_200) // 86_400
EPOCH = datetime.date(1970, 1, 1)
_PLACES, _SUPPLIERS, _PRODUCTS, _KITCHENS = 10_000, 2_000, 400, 300
# An invoice is of one supplier to one kitchen on one day.
_LINES = 5
# These kitchens cook for a fifteenth of the city: what they make of what they got has names of its own.
_CENTRAL, _COOKED, _MEALS = 20, 40, 390


async def found_city(place: Path) -> list[int]:
    """A registry with all establishments of the city; gives their numbers."""
    registry = await Registry.create(place, Authority("Bench", None, "48", "b.example.vn"), NOW)
    rows = [
        GoodRow(n, f"Quán {n}", f"{n} Hùng Vương", 20242, f"{n} Hùng Vương")
        for n in range(1, _PLACES + 1)
    ]
    async with registry:
        made = await record_intake(registry, rows, zone="Bench", actor="bench", now=NOW)
    return list(made.ids)


def write_names(connection: sqlite3.Connection) -> None:
    """All suppliers, products and lots."""
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


def fill(connection: sqlite3.Connection, ids: list[int], there: int, size: int) -> None:
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
            day = TODAY - int(365 * dice.random())
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
            day = TODAY - int(365 * dice.random())
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


def questions(connection: sqlite3.Connection, ids: list[int]) -> dict[str, RecallQuestion]:
    """What officers ask, about the supplier with most receipts and about one in the middle."""

    def one(query: str, *given: object) -> tuple[Any, ...]:
        found = connection.execute(query, given).fetchone()
        assert found is not None, query
        return tuple(found)

    def before(days: int) -> datetime.date:
        return EPOCH + datetime.timedelta(TODAY - days)

    big, middle = f"04{0:08d}", f"04{_SUPPLIERS // 2:08d}"
    (lot,) = one(
        "SELECT l.code FROM receipt r JOIN lot l ON l.id = r.lot_id WHERE r.supplier_id = 1 LIMIT 1"
    )
    cooks = ", ".join(map(str, ids[:_CENTRAL]))
    school, served = one(
        f"SELECT establishment_id, day FROM receipt WHERE product_id > ? AND from_establishment_id IN ({cooks}) "
        "AND day < ? ORDER BY day DESC LIMIT 1",
        _MEALS,
        TODAY - 20,
    )
    seller, what, since = one(
        "SELECT s.tax_code, r.product_id, r.day FROM receipt r JOIN supplier s ON s.id = r.supplier_id "
        "JOIN transformation_item i ON i.establishment_id = r.establishment_id AND i.side = 0 "
        "AND i.product_id = r.product_id AND i.day BETWEEN r.day AND r.day + 7 "
        f"WHERE r.establishment_id IN ({cooks}) AND r.lot_id IS NULL AND r.day < ? ORDER BY r.day DESC LIMIT 1",
        TODAY - 60,
    )
    week = (EPOCH + datetime.timedelta(since - 3), EPOCH + datetime.timedelta(since + 3))
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
            served_at=school, on=EPOCH + datetime.timedelta(served)
        ),
        "a word in every product's name": RecallQuestion(product="hang"),
    }
