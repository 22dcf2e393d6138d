"""Lists that nobody here made: every row ends as an establishment or as a fault with its reason."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest
from foodtrace.intake import FAULT_CODES, IntakeResult, fault_report_xlsx, parse_table, read_rows
from foodtrace.places import IN_FORCE, unit
from foodtrace.sticker import check_text

REAL = Path(
    os.environ.get("FOODTRACE_REAL_DATA")
    or Path(__file__).resolve().parents[2].parent / "shared" / "data"
)


def taken_in(name: str, province: str) -> IntakeResult:
    path = REAL / "eateries" / name
    if not path.exists():
        pytest.skip("the real lists are not here")
    return parse_table(read_rows(path.read_bytes(), name), province)


@pytest.mark.parametrize(
    ("name", "province", "rows", "good", "reasons"),
    [
        ("hcmc_5000.csv", "79", 5000, (2900, 3050), {"ward_missing", "ward_split", "ward_unknown", "ward_mismatch", "street_too_long"}),
        # 54 rows name a ward; half of those are in Tràng Tiền, Hàng Trống and others that were split
        ("hanoi_osm.csv", "01", 826, (25, 55), {"ward_missing", "ward_split", "street_missing", "name_missing"}),
    ],
)  # fmt: skip
def test_every_row_of_a_real_list_ends_as_an_establishment_or_a_fault(
    name: str, province: str, rows: int, good: tuple[int, int], reasons: set[str]
) -> None:
    result = taken_in(name, province)
    ends = [r.row for r in result.rows] + result.faulty_rows + [n for n, _ in result.skipped]
    assert sorted(ends) == list(range(2, rows + 2))
    assert good[0] <= len(result.rows) <= good[1]
    assert set(Counter(f.code for f in result.faults)) == reasons <= set(FAULT_CODES)
    for row in result.rows:
        ward = unit(IN_FORCE, row.ward)
        assert ward is not None
        assert ward.province == province
        assert check_text(row.name) == check_text(row.street) == ()
        assert row.registered_address


@pytest.mark.slow
def test_the_report_on_a_real_list_can_be_taken_in_again() -> None:
    path = REAL / "eateries" / "hcmc_5000.csv"
    result = taken_in("hcmc_5000.csv", "79")
    table = read_rows(path.read_bytes(), path.name)
    again = parse_table(read_rows(fault_report_xlsx(table, result.faults), "faults.xlsx"), "79")
    assert again.total == result.total
    assert [r.row for r in again.rows] == [r.row for r in result.rows]
    assert again.faulty_rows == result.faulty_rows
