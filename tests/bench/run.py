"""`make bench`: every ratio that can be measured so far, printed as a table and written to bench.json.

Then the print proof: which printed sticker survives what. Bounded (about five minutes on two cores), loopback only, ends by itself. Absolute times on a shared
machine mean little: read the ratios. Nothing here fails a build.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

import msgspec

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import lookups, offline, proof, recalls, symbols, writing
from bench.city import build_city
from bench.load import client_name
from bench.measuring import Line
from bench.readers import readers

_ROOMS = ("issuing", "looking-up", "writing", "offline", "recall", "proof")
_DOORS = 600


def main() -> None:
    parser = argparse.ArgumentParser(description="Ratios against floors measured in the same run.")
    parser.add_argument("--only", choices=_ROOMS, action="append", help="measure this room alone")
    parser.add_argument("--out", type=Path, default=Path("bench.json"), help="where the JSON goes")
    chosen = parser.parse_args()
    wanted = chosen.only or list(_ROOMS)
    started = time.perf_counter()
    timed = [room for room in wanted if room != "proof"]
    measured = _timed(timed) if timed else []
    printed = _print_proof() if "proof" in wanted else None
    seconds = time.perf_counter() - started
    _write_json(chosen.out, measured, seconds, printed)
    short = [line.what for line in measured if line.outcome == "short"]
    print(
        f"\n{len(measured)} lines in {seconds:.0f} s, {len(short)} short of their goal; {chosen.out}"
    )


def _timed(wanted: list[str]) -> list[Line]:
    with tempfile.TemporaryDirectory(prefix="foodtrace-bench-") as scratch:
        folder = Path(scratch)
        city = asyncio.run(build_city(folder / "city", _DOORS))
        rooms = {
            "issuing": lambda: symbols.lines(city, folder),
            "looking-up": lambda: lookups.lines(city),
            "writing": lambda: writing.lines(city, folder),
            "offline": lambda: offline.lines(city),
            "recall": lambda: recalls.lines(folder),
        }
        _print_heading()
        measured = [line for room in rooms if room in wanted for line in _printed(rooms[room]())]
        if "recall" in wanted:
            print(f"\n{recalls.growth(measured)}", flush=True)
        return measured


def _print_proof() -> dict[str, object]:
    """The table of the print proof, and the same for the JSON."""
    by = readers()
    done = list(proof.cells(by=by))
    print(f"\n{proof.show(done, by)}")
    return proof.report(done, by)


def _printed(lines: Iterable[Line]) -> list[Line]:
    """Each line as soon as it is measured."""
    kept = []
    for line in lines:
        kept.append(line)
        print(_row(line), flush=True)
        if line.note:
            print(f"{'':11} {line.note}", flush=True)
    return kept


def _print_heading() -> None:
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"look-ups by {client_name()}\n"
    )
    print(f"{'room':11} {'what':52} {'measured':>9} {'goal':>8}  {'unit':19} {'outcome':14} spread")
    print("-" * 126)


def _row(line: Line) -> str:
    measured = "-" if line.measured is None else f"{line.measured:.2f}"
    sign = "<=" if line.at_most else ">="
    goal = "-" if line.goal is None else f"{sign} {line.goal:g}"
    spread = "" if line.low is None else f"{line.low:.2f} - {line.high:.2f}"
    row = f"{line.area:11} {line.what:52} {measured:>9} {goal:>8}  {line.unit:19} {line.outcome:14} {spread}"
    return row.rstrip()


def _write_json(
    out: Path, lines: list[Line], seconds: float, printed: dict[str, object] | None
) -> None:
    report = {
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "measured_at": int(time.time()),
        "seconds": round(seconds, 1),
        "lines": [{**msgspec.structs.asdict(line), "outcome": line.outcome} for line in lines],
        "proof": printed,
    }
    beside = out.with_name(f".{out.name}.part")
    beside.write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n")
    beside.rename(out)


if __name__ == "__main__":
    main()
