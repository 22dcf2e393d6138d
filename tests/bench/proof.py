"""The print proof: which sticker, printed how wide, survives what, by three readers, from the final PDF.

`python tests/bench/proof.py` prints it alone. The same stickers and the same harms every time: only
another release of a reader, of Pillow or of pdfium can change a figure.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pypdfium2
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.city import eateries
from bench.harms import HARMS, Harm, Seen
from bench.readers import Reader, readers
from foodtrace.symbol import Layout, Level, StickerFace, sheets_pdf, symbol_matrix
from symbol.doors import face

STICKERS = 12
_CORES = 2


class Print(msgspec.Struct, frozen=True):
    """A sheet printed so that its symbols are `width` mm wide; drawn, they are `drawn` mm wide.

    `corner` is where the symbol stands on its sticker and `sticker` the sticker's size, mm as drawn.
    """

    level: Level
    width: float
    layout: Layout
    drawn: float
    corner: tuple[float, float]
    sticker: tuple[float, float]
    note: str = ""

    @property
    def name(self) -> str:
        return f"{self.level} {self.width:g} mm"


def _a6(width: float, note: str = "") -> Print:
    return Print("Q", width, "a6", 60, (9.5, 46.7), (105, 148), note)


def _m45(width: float, note: str = "") -> Print:
    return Print("M", width, "m45x8", 45, (9.9, 18.75), (105, 74.25), note)


PRINTS = (_a6(60), _m45(45), _m45(40), _m45(30, "the floor"), _a6(30, "the floor"))


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """How many of `stickers` a reader read; `wrong` are texts that are on none of its stickers."""

    reader: str
    level: str
    width_mm: float
    harm: str
    stickers: int
    read: int
    wrong: int


def proof_faces(count: int = STICKERS) -> list[StickerFace]:
    """Doors of the demo from the shortest name to the longest, whatever letters are Vietnamese."""
    named = sorted(
        (door for door in eateries() if max(door.name + door.street) < "\u2000"),
        key=lambda door: (len((door.name + door.street).encode()), door.name, door.street),
    )
    chosen = [named[at * (len(named) - 1) // max(count - 1, 1)] for at in range(count)]
    return [
        face(door.name, door.street, idx=number, specimen=True)
        for number, door in enumerate(chosen)
    ]


def cells(
    prints: Sequence[Print] = PRINTS,
    harms: Sequence[Harm] = HARMS,
    by: Sequence[Reader] | None = None,
    count: int = STICKERS,
) -> Iterator[Cell]:
    """One print and one harm after the other, each read by every reader that is there."""
    present = [reader for reader in (readers() if by is None else by) if reader.read is not None]
    faces = proof_faces(count)
    urls = [one.url for one in faces]
    sheets = {layout: sheets_pdf(faces, layout) for layout in {one.layout for one in prints}}
    with ThreadPoolExecutor(_CORES) as pool:
        for sheet in prints:
            for harm in harms:
                # One thread at a time may be in pdfium; the readers share nothing.
                seen = _stickers(sheets[sheet.layout], sheet, harm.dpi, urls)
                spoiled = list(pool.map(_spoil, [harm] * count, seen, range(count)))
                for reader in present:
                    assert reader.read is not None
                    found = [
                        texts for (texts,) in pool.map(reader.read, [[one] for one in spoiled])
                    ]
                    yield _counted(reader, sheet, harm, urls, found)


def _counted(
    reader: Reader, sheet: Print, harm: Harm, urls: list[str], found: list[list[str]]
) -> Cell:
    pairs = list(zip(urls, found, strict=True))
    return Cell(
        reader=reader.name,
        level=sheet.level,
        width_mm=sheet.width,
        harm=harm.name,
        stickers=len(urls),
        read=sum(url in texts for url, texts in pairs),
        wrong=sum(any(text != url for text in texts) for url, texts in pairs),
    )


def _spoil(harm: Harm, seen: Seen, number: int) -> Image.Image:
    return harm.apply(seen, random.Random(f"{harm.name} {number}"))


def _stickers(pdf: bytes, sheet: Print, dpi: int, urls: Sequence[str]) -> list[Seen]:
    """Each sticker cut out of its page, drawn as a printer set to that width would."""
    shrunk = sheet.width / sheet.drawn
    scale = shrunk * dpi / 25.4  # pixels to a drawn millimetre
    wide, high = sheet.sticker
    found: list[Seen] = []
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        drawn = page.render(scale=shrunk * dpi / 72, grayscale=True).to_pil()
        columns, rows = round(drawn.width / scale / wide), round(drawn.height / scale / high)
        for place in range(min(columns * rows, len(urls) - len(found))):
            x, y = place % columns * wide * scale, place // columns * high * scale
            cut = drawn.crop((round(x), round(y), round(x + wide * scale), round(y + high * scale)))
            box = _box(sheet, len(symbol_matrix(urls[len(found)], sheet.level)), scale)
            found.append(Seen(cut, dpi / 25.4, box))
    document.close()
    return found


def _box(sheet: Print, modules: int, scale: float) -> tuple[float, float, float]:
    """On A6 a symbol of few modules is drawn smaller, in the middle of its place."""
    side = min(sheet.drawn, 3.95 * modules / 4) if sheet.layout == "a6" else sheet.drawn
    inset = (sheet.drawn - side) / 2
    left, top = ((at + inset) * scale for at in sheet.corner)
    return left, top, side * scale


def show(done: Sequence[Cell], by: Sequence[Reader]) -> str:
    """One table a reader: prints down, harms across, stickers read of those tried."""
    harms = [harm.name for harm in HARMS]
    out = [f"sticker print proof: stickers read of {STICKERS}, from the final PDF"]
    for reader in by:
        out += [
            "",
            f"{reader.name} {reader.version}"
            if reader.read
            else f"{reader.name}: absent, {reader.version}",
        ]
        if reader.read is None:
            continue
        out.append(f"  {'':18}" + "".join(f"{name:>9}" for name in harms))
        for sheet in PRINTS:
            row = {
                cell.harm: cell
                for cell in done
                if (cell.reader, cell.level, cell.width_mm)
                == (reader.name, sheet.level, sheet.width)
            }
            label = f"{sheet.name} {sheet.note}".strip()
            out.append(f"  {label:18}" + "".join(f"{_figure(row[name]):>9}" for name in harms))
    wrong = sum(cell.wrong for cell in done)
    out += ["", *(f"  {harm.name:9} {harm.means}" for harm in HARMS)]
    out.append(f"\n{wrong} wrong texts (a wrong text would stand after a +)")
    return "\n".join(out)


def _figure(cell: Cell) -> str:
    return f"{cell.read}+{cell.wrong}" if cell.wrong else str(cell.read)


def report(done: Sequence[Cell], by: Sequence[Reader]) -> dict[str, object]:
    """The same for bench.json."""
    return {
        "readers": {
            one.name: {"present": one.read is not None, "version": one.version} for one in by
        },
        "cells": [msgspec.structs.asdict(cell) for cell in done],
    }


def main() -> None:
    started = time.perf_counter()
    by = readers()
    print(show(list(cells(by=by)), by))
    print(f"{time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
