"""Make the packaged tables of administrative units from the data of PyPI `vietnamadminunits` (MIT).

    pip download --no-deps vietnamadminunits==1.0.4
    python -m foodtrace.places.make_tables vietnamadminunits-1.0.4-py3-none-any.whl
    python -m foodtrace.places.make_tables WHEEL --compare OLD.csv NEW.csv

The package is read as a zip and never imported or installed. Re-running changes nothing. `--compare`
writes nothing; it lists where two CSV files of another source (province_code, district_code, ward_code,
ward, ...) say something else. A split ward keeps all its candidates and never a default.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from foodtrace.places.folding import fold, place_key

_TABLES = Path(__file__).parent / "tables"
_KINDS = ("Thành phố", "Thị trấn", "Thị xã", "Đặc khu", "Phường", "Huyện", "Quận", "Tỉnh", "Xã")
_PREFIXES = ("phuong", "thitran", "thanhpho", "thixa", "huyen", "quan", "tinh", "tx", "tp")
_NUMBERED = re.compile(r"(?:[fpq]|ward|district)?0*([1-9]\d*)")
_Row = dict[str, str]


def _split_kind(full: str) -> tuple[str, str]:
    for kind in _KINDS:
        if full.casefold().startswith(kind.casefold() + " "):
            return kind, full[len(kind) + 1 :].strip()
    raise SystemExit(f"no known kind of unit in {full!r}")


def _read_wheel(wheel: Path) -> tuple[list[_Row], list[_Row], dict[str, dict[str, list[str]]]]:
    """Old units, new units, and {new province key: {old unit key: [new ward key]}}."""
    with zipfile.ZipFile(wheel) as z, tempfile.TemporaryDirectory() as folder:
        converter = json.loads(z.read("vietnamadminunits/data/converter_2025.json"))
        connection = sqlite3.connect(z.extract("vietnamadminunits/data/dataset.db", folder))
        connection.row_factory = sqlite3.Row
        old, new = (
            [dict(row) for row in connection.execute(f"SELECT * FROM {table}")]  # noqa: S608
            for table in ("admin_units_legacy", "admin_units")
        )
        connection.close()
    successors: dict[str, dict[str, list[str]]] = {}
    for province, wards in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for new_key, old_keys in wards.items():
            for old_key in old_keys:
                successors.setdefault(province, {}).setdefault(old_key, []).append(new_key)
    for province, split in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old_key, targets in split.items():
            for target in targets:
                successors.setdefault(province, {}).setdefault(old_key, []).append(
                    target["newWardKey"]
                )
    return old, new, successors


def _earlier(aliases: str | None, name: str) -> str:
    """Names that a unit or a part of it bore before earlier mergers, as space-free keys."""
    keys = {_unprefixed(key) for key in json.loads(aliases or "[]")}
    return " ".join(sorted(keys - {place_key(name), ""}))


def _unprefixed(key: str) -> str:
    for prefix in _PREFIXES:
        if key.startswith(prefix) and len(key) > len(prefix):
            key = key[len(prefix) :]
            break
    else:
        key = key[2:] if key.startswith("xa") and len(key) > 4 else key
    numbered = _NUMBERED.fullmatch(key)
    return numbered[1] if numbered else key.removesuffix("thixa")


def _build(
    old: Sequence[_Row], new: Sequence[_Row], successors: dict[str, dict[str, list[str]]]
) -> dict[str, list[tuple[str, ...]]]:
    new_code = {(row["provinceKey"], row["wardKey"]): row["wardCode"] for row in new}
    code_of_province = {row["provinceKey"]: row["provinceCode"] for row in new}
    followers: dict[str, list[str]] = {}
    follower_province: dict[str, str] = {}
    for province, wards in successors.items():
        for old_key, new_keys in wards.items():
            followers.setdefault(old_key, []).extend(new_code[province, key] for key in new_keys)
            follower_province[old_key.split("_")[0]] = code_of_province[province]
    tables: dict[str, list[tuple[str, ...]]] = {
        "provinces.tsv": [("code", "kind", "name")],
        "wards.tsv": [("code", "province", "kind", "name")],
        "old_provinces.tsv": [("code", "kind", "name", "successor")],
        "old_districts.tsv": [("code", "province", "kind", "name", "earlier")],
        "old_wards.tsv": [("code", "district", "kind", "name", "successors", "earlier")],
    }
    tables["provinces.tsv"] += sorted(
        {(row["provinceCode"], *_split_kind(row["province"])) for row in new}
    )
    tables["wards.tsv"] += sorted(
        (row["wardCode"], row["provinceCode"], *_split_kind(row["ward"])) for row in new
    )
    tables["old_provinces.tsv"] += sorted(
        {
            (
                row["provinceCode"],
                *_split_kind(row["province"]),
                follower_province[row["provinceKey"]],
            )
            for row in old
        }
    )
    tables["old_districts.tsv"] += sorted(
        {
            (
                row["districtCode"],
                row["provinceCode"],
                *_split_kind(row["district"]),
                _earlier(row["districtAlias"], _split_kind(row["district"])[1]),
            )
            for row in old
        }
    )
    for row in sorted((row for row in old if row["wardCode"]), key=lambda row: row["wardCode"]):
        kind, name = _split_kind(row["ward"])
        codes = followers["_".join((row["provinceKey"], row["districtKey"], row["wardKey"]))]
        tables["old_wards.tsv"].append(
            (
                row["wardCode"],
                row["districtCode"],
                kind,
                name,
                " ".join(sorted(codes)),
                _earlier(row["wardAlias"], name),
            )
        )
    return tables


def _differences(
    units: Iterable[_Row], csv_path: Path, *, parts: Sequence[tuple[str, str]]
) -> list[str]:
    with csv_path.open(encoding="utf-8-sig", newline="") as file:
        theirs = {row["ward_code"]: row for row in csv.DictReader(file)}
    ours = {row["wardCode"]: row for row in units if row["wardCode"]}
    lines = [
        f"only in {csv_path.name}: {code} {theirs[code]['ward']}" for code in theirs.keys() - ours
    ]
    lines += [
        f"not in {csv_path.name}: {code} {ours[code]['ward']}" for code in ours.keys() - theirs
    ]
    for code in sorted(theirs.keys() & ours):
        for our_name, their_name in parts:
            a, b = ours[code][our_name], theirs[code][their_name]
            if (
                our_name == "province"
            ):  # the same everywhere but for its kind, which is no ward's matter
                a, b = _split_kind(a)[1], _split_kind(b)[1]
            if fold(a) != fold(b):
                lines.append(f"{code}: {a} here, {b} in {csv_path.name}")
    return sorted(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the tables, or list the differences from another source."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("wheel", type=Path)
    parser.add_argument("--compare", nargs=2, type=Path, metavar=("OLD_CSV", "NEW_CSV"))
    parser.add_argument("--out", type=Path, default=_TABLES)
    options = parser.parse_args(arguments)
    old, new, successors = _read_wheel(options.wheel)
    for row in old:
        if not row["wardCode"]:
            print(
                f"no ward below it, left out of the old units: {row['district']}, {row['province']}"
            )
    if options.compare:
        pair = (("ward", "ward"), ("province", "province"))
        lines = _differences(old, options.compare[0], parts=(*pair, ("district", "district")))
        lines += _differences(new, options.compare[1], parts=pair)
        print(*lines, sep="\n")
        return
    for name, rows in _build(old, new, successors).items():
        text = "".join("\t".join(row) + "\n" for row in rows)
        (options.out / name).write_text(text, encoding="utf-8", newline="\n")
        print(f"{name}: {len(rows) - 1} rows")


if __name__ == "__main__":
    main()
