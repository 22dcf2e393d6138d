"""The picture of the demo's city against a count made by hand from the files that its clerks sent."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from foodtrace.intake import parse_table, read_rows
from foodtrace.issuing import Selection, issue, record_intake
from foodtrace.publication import Count, city_picture
from foodtrace_cli.demo_files import write_intake_files
from registry.board import ACTOR, DAY, NOW, STICKER, found_board

WARD = ("Phường", "Phường/Xã")
OLD_HAI_CHAU = ("Hải Châu", "Hòa Cường")


def _rows_by_hand(path: Path) -> list[dict[str, str]]:
    """The rows under the heading of a clerk's file, by readers that the program does not use."""
    if path.suffix == ".xlsx":
        sheet = openpyxl.load_workbook(path).active
        assert sheet is not None
        table: list[list[Any]] = [list(row) for row in sheet.iter_rows(values_only=True)]
    else:
        text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8-sig"))
        table = list(csv.reader(io.StringIO(text), delimiter=";" if ";" in text[:200] else ","))
    start = next(
        at for at, row in enumerate(table) if any(str(cell).startswith("Tên") for cell in row)
    )
    heads = [str(cell or "") for cell in table[start]]
    return [
        {head: str(cell or "") for head, cell in zip(heads, row, strict=False)}
        for row in table[start + 1 :]
        if any(row)
    ]


def _ward_of(row: dict[str, str]) -> str:
    """The words for a ward: a column of their own, or the part of the address before the city."""
    for head in WARD:
        if head in row:
            return row[head].removeprefix("Phường ")
    return row["Địa chỉ kinh doanh"].split(", ", 1)[1].removesuffix(", TP. Đà Nẵng")


@pytest.mark.slow
async def test_the_picture_is_what_a_count_by_hand_of_the_clerks_files_gives(
    tmp_path: Path,
) -> None:
    by_zone: Counter[str] = Counter()
    words: Counter[str] = Counter()
    (tmp_path / "files").mkdir()
    async with await found_board(tmp_path / "R") as registry:
        for zone, path in write_intake_files(tmp_path / "files"):
            rows = _rows_by_hand(path)
            by_zone[zone.name] = len(rows)
            words.update(map(_ward_of, rows))
            result = parse_table(read_rows(path.read_bytes(), path.name), "48")
            await record_intake(registry, result.rows, zone=zone.name, actor=ACTOR, now=NOW)
        await issue(registry, Selection(all=True), sticker_seed=STICKER, now=NOW, actor=ACTOR)
        picture = await city_picture(registry, NOW + DAY)

    total = picture.stats.total
    assert total.establishments == total.in_force == picture.stats.stickers_issued == 2600
    assert {c.name: c.establishments for c in picture.stats.by_zone} == by_zone
    assert sum(by_zone.values()) == sum(words.values()) == 2600

    # Wards of today: as written, and the old names that zones still use.
    today = {"Phước Ninh": "Hải Châu", "Thanh Bình": "Hải Châu", "Hoà Thuận Tây": "Hòa Cường",
             "Mân Thái": "Sơn Trà", "Mỹ An": "Ngũ Hành Sơn"}  # fmt: skip
    wards: Counter[str] = Counter()
    old_wards: Counter[str] = Counter()
    for said, count in words.items():
        old = next((name for name in today if said.startswith(f"P. {name}, Q. ")), None)
        wards[today[old] if old else said.removeprefix("Phường ")] += count
        old_wards[f"{old}, {said.split(', Q. ')[1]}" if old else ""] += count
    assert _names(picture.stats.by_ward) == wards
    assert sum(wards[name] for name in OLD_HAI_CHAU) == 1401
    old_names = {name.replace("Hoà", "Hòa"): count for name, count in old_wards.items()}
    assert {
        c.name.replace("Phường ", "").replace("Quận ", ""): c.establishments
        for c in picture.by_old_ward
    } == old_names

    # The old district: by an old name, or by a ward of today that lay in it whole.
    (hai_chau,) = [c for c in picture.by_old_district if c.name == "Quận Hải Châu"]
    assert hai_chau.establishments == wards["Hải Châu"] + wards["Hòa Cường"] == 1401
    assert hai_chau.share == round(100 * 1401 / 2600, 1) == 53.9
    assert sum(c.establishments for c in picture.by_old_district) == 2600


def _names(counts: tuple[Count, ...]) -> dict[str, int]:
    return {count.name.removeprefix("Phường "): count.establishments for count in counts}
