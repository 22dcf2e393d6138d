"""`foodtrace import`: a file of eateries into the registry, or its faults to the clerk."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rich_click as click
from foodtrace.intake import LIMITS_TEXT, MAX_FILE_BYTES

from foodtrace_cli import exits, screen
from foodtrace_cli.inputs import read_input
from foodtrace_cli.options import Session, shared
from foodtrace_cli.outputs import write_output

if TYPE_CHECKING:
    from foodtrace.intake import Fault, IntakeResult, Table
    from foodtrace.issuing import Recorded

_FILE = click.Path(path_type=Path)
_SHOWN_AT_MOST = 200
_NOTES_AT_MOST = 12
_ROWS_OF_A_NOTE = 3


@click.command("import", epilog=LIMITS_TEXT)
@click.argument("file", type=_FILE, metavar="FILE.csv|FILE.xlsx")
@click.option("--zone", required=True, metavar="NAME", help="The zone; made if it is new.")
@click.option("--sheet", metavar="NAME", help="The sheet of a workbook that has several.")
@click.option("--accept-good", is_flag=True, help="Take the good rows although others have faults.")
@click.option("--dry-run", is_flag=True, help="Only say what would happen; write nothing.")
@click.option(
    "--report",
    type=_FILE,
    metavar="FILE.xlsx",
    help="Write all rows with their faults beside them.",
)
@shared()
def import_(
    session: Session,
    file: Path,
    zone: str,
    sheet: str | None,
    accept_good: bool,
    dry_run: bool,
    report: Path | None,
) -> int:
    """Take in a list of eateries: CSV or XLSX, Vietnamese or English headings in any order.

    Needs a name, a street and a ward (or an address that holds both). Nothing is written unless every
    row is good or --accept-good is given; the same file twice creates nothing. Exit status 9 if rows
    have faults and --accept-good was not given.

    \b
    Example:
      foodtrace import eateries.xlsx --zone "Food street 1" --report faults.xlsx
    """
    return asyncio.run(_import(session, file, zone, sheet, accept_good, dry_run, report))


async def _import(
    session: Session,
    file: Path,
    zone: str,
    sheet: str | None,
    accept_good: bool,
    dry_run: bool,
    report: Path | None,
) -> int:
    from foodtrace.intake import parse_table, read_rows
    from foodtrace.issuing import known_establishments, record_intake

    from foodtrace_cli.opening import actor, open_registry

    raw = read_input(file, MAX_FILE_BYTES + 1)
    async with await open_registry(session) as registry:
        with screen.waiting(session.say("reading")):
            table = read_rows(raw, file.name, sheet=sheet)
            known = await known_establishments(registry)
            result = parse_table(table, registry.authority.province, known=known)
            if report is not None:
                from foodtrace.intake import fault_report_xlsx

                write_output(report, fault_report_xlsx(table, result.faults, session.lang))
        recorded: Recorded | None = None
        if not dry_run and result.rows and (accept_good or not result.faults):
            with screen.waiting(session.say("recording")):
                recorded = await record_intake(
                    registry,
                    result.rows,
                    zone=zone,
                    actor=actor(session),
                    now=session.now(),
                    random_id=lambda: _random_id(session),
                    file_sha256=hashlib.sha256(raw).digest(),
                    filename=file.name,
                )
    if session.json:
        session.tell_json(_answer(session, table, result, recorded, zone, dry_run, report))
    else:
        _tell(session, result, recorded, zone, dry_run, report)
    return exits.FAULTY_ROWS if result.faults and not accept_good else exits.SUCCESS


def _random_id(session: Session) -> int:
    """1..2**32-1, from this run's randomness, so that codes cannot be guessed in order."""
    return int.from_bytes(session.surroundings.random(4)) or _random_id(session)


def _answer(
    session: Session,
    table: Table,
    result: IntakeResult,
    recorded: Recorded | None,
    zone: str,
    dry_run: bool,
    report: Path | None,
) -> dict[str, Any]:
    return {
        "file": table.filename,
        "encoding": table.encoding,
        "zone": zone,
        "rows": result.total,
        "good": len(result.rows),
        "faulty": len(result.faulty_rows),
        "skipped": [{"row": row, "reason": reason} for row, reason in result.skipped],
        "existing": len(result.existing),
        "created": recorded.created if recorded else 0,
        "written": recorded is not None,
        "dry_run": dry_run,
        "report": str(report) if report else None,
        "columns": result.columns,
        "ignored_columns": list(result.ignored),
        "notes": [
            {"message": text, "rows": rows} for text, rows in _notes(session, result).items()
        ],
        "faults": [
            {
                "row": fault.row,
                "column": fault.column,
                "field": fault.field,
                "code": fault.code,
                "found": fault.found,
                "message": fault.message(session.lang),
                "candidates": list(fault.candidates),
            }
            for fault in result.faults
        ],
    }


def _tell(
    session: Session,
    result: IntakeResult,
    recorded: Recorded | None,
    zone: str,
    dry_run: bool,
    report: Path | None,
) -> None:
    say = session.say
    _tell_faults(session, result.faults)
    _tell_notes(session, result)
    counts = {
        "rows": result.total,
        "good": len(result.rows),
        "faulty": len(result.faulty_rows),
        "skipped": len(result.skipped),
        "existing": len(result.existing),
    }
    screen.line(say("import_counts", **counts))
    if report is not None:
        screen.line(say("import_report", file=report))
    if recorded is not None:
        screen.line(say("import_done", created=recorded.created, zone=zone))
    elif dry_run:
        screen.line(say("import_dry_run"))
    elif result.faults:
        screen.line(say("import_refused"))
    else:
        screen.line(say("import_nothing"))


def _notes(session: Session, result: IntakeResult) -> dict[str, list[int]]:
    """What was read in another way than it was written, and in which rows; most rows first."""
    found: dict[str, list[int]] = {}
    for row in result.rows:
        for each in row.notes:
            if each.code != "already_registered":
                text = each.message_vi if session.lang == "vi" else each.message_en
                found.setdefault(text, []).append(row.row)
    return dict(sorted(found.items(), key=lambda note: -len(note[1])))


def _tell_notes(session: Session, result: IntakeResult) -> None:
    notes = list(_notes(session, result).items())
    for text, rows in notes[:_NOTES_AT_MOST]:
        shown = ", ".join(map(str, rows[:_ROWS_OF_A_NOTE]))
        more = len(rows) - _ROWS_OF_A_NOTE
        screen.note(
            session.say("row_note", row=f"{shown} (+{more})" if more > 0 else shown, text=text)
        )
    if len(notes) > _NOTES_AT_MOST:
        screen.note(session.say("more_notes", count=len(notes) - _NOTES_AT_MOST))


def _tell_faults(session: Session, faults: list[Fault]) -> None:
    if not faults:
        return
    headings = [session.say(f"column_{name}") for name in ("row", "column", "found", "to_do")]
    shown = faults[:_SHOWN_AT_MOST]
    rows = [(str(f.row), f.column, f.found, f.message(session.lang)) for f in shown]
    screen.table(headings, rows, right=[0])
    if len(faults) > len(shown):
        screen.line(session.say("more_faults", count=len(faults) - len(shown)))
    screen.line()
