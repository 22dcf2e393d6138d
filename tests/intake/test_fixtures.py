"""Files whose bytes intake did not make, against what a person wrote down must come out of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from foodtrace.intake import GoodRow, parse_table, read_rows
from foodtrace.sticker import check_text

FIXTURES = Path(__file__).parent / "fixtures"
FILES = sorted(p.with_suffix("") for p in FIXTURES.glob("*.*.json"))


def test_there_are_at_least_twelve_files_and_each_has_its_answer() -> None:
    lists = {p for p in FIXTURES.iterdir() if p.suffix in (".csv", ".txt", ".xlsx")}
    assert set(FILES) == lists
    assert len(FILES) >= 12


def _seen(row: GoodRow, wanted: dict[str, Any]) -> dict[str, Any]:
    basis = row.basis
    everything: dict[str, Any] = {
        "category": row.category,
        "registered_address": row.registered_address,
        "place": row.place.hex() if row.place else None,
        "phones": list(row.private.phones),
        "owner_name": row.private.owner_name,
        "id_number": row.private.id_number,
        "email": row.private.email,
        "tax_code": row.tax_code,
        "notes": [note.code for note in row.notes],
        "basis": [
            basis.kind,
            basis.number,
            basis.issued_on and str(basis.issued_on),
            basis.expires_on and str(basis.expires_on),
        ]
        if basis
        else None,
    }
    # Notes are always compared: a row that was silently read another way would be the worst answer.
    return {key: everything[key] for key in {*wanted, "notes"}}


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_every_row_comes_out_as_written_down(path: Path) -> None:
    expected = json.loads(path.with_name(path.name + ".json").read_text(encoding="utf-8"))
    table = read_rows(path.read_bytes(), path.name)
    result = parse_table(table, expected["province"])
    assert table.encoding == expected["encoding"]
    assert table.sheet == expected.get("sheet", table.sheet)
    assert result.heading_row == expected["heading_row"]
    assert result.total == expected["total"]
    good = [
        (r.row, r.name, r.street, r.ward, _seen(r, e[4]))
        for r, e in zip(result.rows, expected["good"], strict=False)
    ]
    assert good == [(*e[:4], {"notes": []} | e[4]) for e in expected["good"]]
    assert len(result.rows) == len(expected["good"])
    faults = [[f.row, f.column, f.code, list(f.candidates)] for f in result.faults]
    assert faults == expected["faults"]
    assert [list(s) for s in result.skipped] == expected["skipped"]
    ends = sorted(
        [r.row for r in result.rows] + result.faulty_rows + [s[0] for s in result.skipped]
    )
    assert ends == sorted(set(ends)), "a row ends in exactly one of good, faulty, skipped"
    assert len(ends) == result.total


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_every_good_row_could_be_signed(path: Path) -> None:
    expected = json.loads(path.with_name(path.name + ".json").read_text(encoding="utf-8"))
    result = parse_table(read_rows(path.read_bytes(), path.name), expected["province"])
    for row in result.rows:
        assert check_text(row.name) == ()
        assert check_text(row.street) == ()


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_every_fault_says_what_to_do_in_both_languages_on_one_line(path: Path) -> None:
    expected = json.loads(path.with_name(path.name + ".json").read_text(encoding="utf-8"))
    result = parse_table(read_rows(path.read_bytes(), path.name), expected["province"])
    for fault in result.faults:
        for text in (fault.message("vi"), fault.message("en")):
            assert text
            assert "\n" not in text
            assert "{" not in text
        assert fault.message("vi") != fault.message("en")
