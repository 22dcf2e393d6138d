"""Symbols, sheets and the whole of issuing: against segno.make alone, and reportlab's path API."""

from __future__ import annotations

import asyncio
import importlib
import io
import itertools
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import segno
from bench.city import ACTOR, HOST, City, eateries, found_registry, good_row, sign_lists
from bench.measuring import Line, line_of, ratio_of, side_by_side
from foodtrace.issuing import Selection, issue, live_stickers, record_intake
from foodtrace.symbol import Issuer, Matrix, StickerFace, symbol_matrix, write_pack
from foodtrace.symbol.sheets import SheetBook
from foodtrace.symbol.tables import Tables
from segno import consts

_SYMBOLS = 40
_SHEET_STICKERS = 80
# The whole first city, against so many symbols.
_DOORS = 2_600
_BARE = 120
_QUIET = 4


def lines(city: City, folder: Path) -> Iterator[Line]:
    links = itertools.cycle(city.links)

    def ours() -> int:
        for _ in range(_SYMBOLS * 10):
            symbol_matrix(next(links), "Q")
        return _SYMBOLS * 10

    def floor() -> int:
        for _ in range(_SYMBOLS):
            _segno(next(links))
        return _SYMBOLS

    start = time.perf_counter()
    learned = Tables(12, "Q")
    seconds = time.perf_counter() - start
    for link in city.links * 2:
        symbol_matrix(link, "Q")
    yield line_of(
        side_by_side(ours, floor, rounds=5),
        area="issuing",
        what="one symbol, our shape, 12-Q",
        unit="x segno.make",
        goal=50,
        note=f"once the tables are learned: {seconds:.2f} s for {learned.lattice.size} modules a side, from the 25th symbol on",
    )
    yield _end_to_end(city, folder)
    yield Line(
        area="issuing",
        what="the same on 2 cores",
        unit="x one core",
        goal=1.6,
        note="not built: issuing uses one core",
    )
    yield from _sheets(city)


def _segno(link: str) -> Matrix:
    prefix, digits = link[: link.rindex("/") + 1], link[link.rindex("/") + 1 :]
    symbol = segno.make(
        [(prefix, consts.MODE_BYTE), (digits, consts.MODE_NUMERIC)],  # type: ignore[arg-type]
        error="Q",
        boost_error=False,
        micro=False,
    )
    return tuple(bytes(row) for row in symbol.matrix)


def _end_to_end(city: City, folder: Path) -> Line:
    """Take in, sign, record, draw, zip and list, against nothing but the symbols' matrices."""
    pairs = []
    for number in range(3):
        start = time.perf_counter()
        for link in city.links[:_BARE]:
            _segno(link)
        middle = time.perf_counter()
        asyncio.run(_issue_all(city, folder / f"issue-{number}"))
        end = time.perf_counter()
        pairs.append((_DOORS / (end - middle), min(_BARE, len(city.links)) / (middle - start)))
    return line_of(
        ratio_of(pairs),
        area="issuing",
        what="rows to signed, recorded, drawn and zipped, 1 core",
        unit="x segno.make",
        goal=20,
        note=f"{_DOORS:,} rows, tables learned on the way",
    )


async def _issue_all(city: City, folder: Path) -> None:
    now = city.now
    registry = await found_registry(folder, now)
    async with registry:
        rows = [good_row(number, door) for number, door in enumerate(eateries()[:_DOORS], start=2)]
        await record_intake(registry, rows, zone="Bench", actor=ACTOR, now=now)
        everything = Selection(all=True)
        await issue(registry, everything, sticker_seed=city.sticker_seed, now=now, actor=ACTOR)
        await sign_lists(registry, now)
        stickers = await live_stickers(registry, everything)
    write_pack(folder / "stickers.zip", stickers, ["svg"], issuer=Issuer("Bench"))


def _sheets(city: City) -> Iterator[Line]:
    faces = [
        StickerFace(
            url=link,
            name=name,
            street=street,
            typed_code=code,
            last_day=date(2029, 11, 21),
            host=HOST,
            issuer_vi="Ban Quản lý An toàn thực phẩm",
            specimen=True,
        )
        for link, (name, street, code) in zip(city.links, city.faces, strict=True)
        if name.isascii() or max(name) < "\u2000"
    ][:_SHEET_STICKERS]
    symbols = [_segno(face.url) for face in faces]

    def ours() -> int:
        _our_sheets(faces, symbols)
        return len(faces)

    yield Line(
        area="printing",
        what=f"PDF of {len(faces)} stickers, four to a sheet, Q",
        unit="kB a sticker",
        measured=len(_our_sheets(faces, symbols)) / 1000 / len(faces),
        goal=4.096,
        at_most=True,
        note="fonts of the whole file included",
    )
    what, unit = "PDF drawing, symbols given", "x reportlab paths"
    try:
        canvas = importlib.import_module("reportlab.pdfgen.canvas")
    except ImportError:
        note = "reportlab is not installed (pip install reportlab)"
        yield Line(area="printing", what=what, unit=unit, goal=5, note=note)
        return

    def floor() -> int:
        page = canvas.Canvas(io.BytesIO())
        for number, symbol in enumerate(symbols):
            path = page.beginPath()
            for y, row in enumerate(symbol):
                for x, dark in enumerate(row):
                    if dark:
                        path.rect(x * 2.6, y * 2.6, 2.6, 2.6)
            page.drawPath(path, stroke=0, fill=1)
            if number % 4 == 3:
                page.showPage()
        page.save()
        return len(symbols)

    ratio = side_by_side(ours, floor, rounds=3)
    yield line_of(ratio, area="printing", what=what, unit=unit, goal=5, note="ours has texts too")


def _our_sheets(faces: list[StickerFace], symbols: list[Matrix]) -> bytes:
    book = SheetBook("a6x4")
    for face, symbol in zip(faces, symbols, strict=True):
        book.add(face, symbol)
    return book.finish()
