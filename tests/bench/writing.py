"""Writing: whole use cases against SQLite's bare executemany of the same rows in one transaction."""

from __future__ import annotations

import asyncio
import secrets
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from bench.city import ACTOR, City, eateries, found_registry, good_row
from bench.measuring import Line, line_of, ratio_of
from foodtrace.issuing import Selection, issue, record_intake

_DOORS = 2000
_ROUNDS = 3


def lines(city: City, folder: Path) -> Iterator[Line]:
    taken_in, issued = [], []
    for number in range(_ROUNDS):
        floor = _bare_rate(folder / f"bare-{number}.sqlite")
        intake_rate, issue_rate = asyncio.run(_our_rates(city, folder / f"ours-{number}"))
        taken_in.append((intake_rate, floor))
        issued.append((issue_rate, floor))
    yield line_of(
        ratio_of(taken_in),
        area="writing",
        what="take in rows (fold, record, events)",
        unit="x bare executemany",
        goal=None,
        note="four tables a row, against one",
    )
    yield line_of(
        ratio_of(issued),
        area="writing",
        what="issue without symbols (sign, record, events)",
        unit="x bare executemany",
        goal=None,
        note="the signature is in it",
    )


def _bare_rate(path: Path) -> float:
    token = secrets.token_bytes(200)
    rows = [
        (b"abcd", idx, idx, 1, 2, token, secrets.token_bytes(32), 0, None) for idx in range(_DOORS)
    ]
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(
            "CREATE TABLE sticker (kid BLOB, idx INTEGER, establishment_id INTEGER, iat INTEGER, "
            "exp INTEGER, token BLOB, token_sha256 BLOB, state INTEGER, put_up_at INTEGER, "
            "PRIMARY KEY (kid, idx))"
        )
        start = time.perf_counter()
        with connection:
            connection.executemany("INSERT INTO sticker VALUES (?,?,?,?,?,?,?,?,?)", rows)
        return _DOORS / (time.perf_counter() - start)
    finally:
        connection.close()


async def _our_rates(city: City, folder: Path) -> tuple[float, float]:
    registry = await found_registry(folder, city.now)
    async with registry:
        rows = [good_row(number, door) for number, door in enumerate(eateries()[:_DOORS], start=2)]
        start = time.perf_counter()
        await record_intake(registry, rows, zone="Bench", actor=ACTOR, now=city.now)
        middle = time.perf_counter()
        await issue(
            registry, Selection(all=True), sticker_seed=city.sticker_seed, now=city.now, actor=ACTOR
        )
        end = time.perf_counter()
    return _DOORS / (middle - start), _DOORS / (end - middle)
