"""Goods at 10^4, 10^5 and 10^6 receipts: a recall against one scan of the rows it returns, an entry against one bare insert."""

from __future__ import annotations

import asyncio
import datetime
import hashlib
import resource
import sqlite3
import statistics
import time
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

from bench.goods import EPOCH, NOW, TODAY, fill, found_city, questions, write_names
from bench.measuring import Line, line_of, ratio_of
from foodtrace.registry import DATABASE_FILE, Registry
from foodtrace.supply import (
    Item,
    Papers,
    Product,
    RecallQuestion,
    Receipt,
    Supplier,
    recall,
    record_receipts,
)

_SIZES = (10_000, 100_000, 1_000_000)
_ROUNDS, _WARM = 6, 3
# An answer of more receipts is asked for a few times only.
_MANY, _FEW_ROUNDS = 200_000, 3
_UNIT = "x scan of its rows"
_BULK = 500


def lines(folder: Path, sizes: tuple[int, ...] = _SIZES) -> Iterator[Line]:
    """Each size on the same registry, grown in between."""
    place = folder / "goods"
    ids = asyncio.run(found_city(place))
    connection = sqlite3.connect(place / DATABASE_FILE, isolation_level=None)
    write_names(connection)
    there = 0
    for size in sizes:
        fill(connection, ids, there, size)
        there = size
        for what, question in questions(connection, ids).items():
            yield _recall_line(place, what, question, size)
        yield _entry_line(place, ids, size, 1, 100)
        yield _entry_line(place, ids, size, _BULK, 8)
    connection.close()


def _recall_line(place: Path, what: str, question: RecallQuestion, size: int) -> Line:
    found, places, peak, pairs = asyncio.run(_timed_recalls(place, question))
    times = [ours / scan for ours, scan in pairs]
    ours, scan = (statistics.median(each) for each in zip(*pairs, strict=True))
    return Line(
        area="recall",
        what=_what(what, size),
        unit=_UNIT,
        measured=statistics.median(times),
        goal=20,
        at_most=True,
        low=min(times),
        high=max(times),
        ours_per_s=1 / ours,
        floor_per_s=1 / scan,
        note=f"{found:,} receipts of {places:,} places in "
        f"{ours * 1000:.1f} ms (goal: under 2,000 ms), the scan in {scan * 1000:.2f} ms"
        + (f"; {peak:,} MB of memory at most" if found > _MANY else ""),
    )


def _what(what: str, size: int) -> str:
    return f"{what}, {size:,} receipts"


def growth(measured: Iterable[Line], sizes: tuple[int, ...] = _SIZES) -> str:
    """A table of each question: its multiple of the scan and its time at each number of receipts."""
    lines = {line.what: line for line in measured if line.unit == _UNIT}
    rows = [f"{'receipts on record':34}" + "".join(f"{size:>22,}" for size in sizes)]
    last = _what("", sizes[-1])
    for what in (each.removesuffix(last) for each in lines if each.endswith(last)):
        cells = (_cell(lines[_what(what, size)]) for size in sizes)
        rows.append(f"{what:34}" + "".join(f"{cell:>22}" for cell in cells))
    return "\n".join(rows)


def _cell(line: Line) -> str:
    assert line.measured is not None
    assert line.ours_per_s is not None
    return f"{line.measured:.1f} x, {1000 / line.ours_per_s:,.1f} ms"


# The rows that came back, once more, by their numbers alone.
_SCAN = "SELECT r.* FROM json_each(?) wanted CROSS JOIN receipt r ON r.id = wanted.value"


async def _timed_recalls(
    place: Path, question: RecallQuestion
) -> tuple[int, int, int, list[tuple[float, float]]]:
    """Receipts and places found, the memory in MB of the process till then, and (ours, scan) in seconds."""
    bare = _bare_connection(place)
    async with await Registry.open(place) as registry:
        answered = await recall(registry, question, NOW)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        numbers = [each.id for one in answered.establishments for each in one.receipts]
        places = len(answered.establishments)
        del answered
        pairs = []
        for _ in range(_ROUNDS if len(numbers) <= _MANY else _FEW_ROUNDS):
            start = time.perf_counter()
            bare.execute(_SCAN, (str(numbers),)).fetchall()
            middle = time.perf_counter()
            await recall(registry, question, NOW)
            pairs.append((time.perf_counter() - middle, middle - start))
    bare.close()
    return len(numbers), places, peak, pairs[1:]


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
                    EPOCH + datetime.timedelta(TODAY - 1),
                    line=each,
                )
                for each in range(count)
            ]
            start = time.perf_counter()
            made = await record_receipts(registry, papers, receipts, actor="bench", now=NOW)
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
