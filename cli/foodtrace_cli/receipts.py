"""`foodtrace receipts`: invoices and lists of what was delivered, into an establishment's receiving book."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rich_click as click

from foodtrace_cli import exits, screen
from foodtrace_cli.inputs import read_input
from foodtrace_cli.options import Session, shared

if TYPE_CHECKING:
    from foodtrace.intake import Fault
    from foodtrace.supply import TakenFile

_SHOWN_AT_MOST = 200


@click.group()
def receipts() -> None:
    """What was delivered to an establishment: its receiving book.

    \b
    Example:
      foodtrace receipts import invoice.xml --at 00RS-KAC7
    """


@receipts.command("import")
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--at", "code", required=True, metavar="TYPED_CODE", help="The establishment that received."
)
@shared()
def import_(session: Session, files: tuple[Path, ...], code: str) -> int:
    """Take in electronic invoices (XML) and lists (CSV, XLSX): all files, or none.

    The same invoice or list again changes nothing; an invoice that replaces or adjusts another
    takes its place. An invoice must name the establishment's own tax code as the buyer's.

    \b
    Example:
      foodtrace receipts import invoice.xml deliveries.xlsx --at 00RS-KAC7
    """
    taken = asyncio.run(_take(session, files, code))
    faulty = any(one.faults for one in taken)
    if session.json:
        session.tell_json(
            {
                "typed_code": code,
                "written": not faulty,
                "files": [_answer(session, one) for one in taken],
            }
        )
    else:
        _tell(session, taken)
    return exits.FAULTY_ROWS if faulty else exits.SUCCESS


async def _take(session: Session, files: tuple[Path, ...], code: str) -> list[TakenFile]:
    from foodtrace.intake import MAX_FILE_BYTES
    from foodtrace.sticker import parse_typed_code
    from foodtrace.supply import SupplyFile, take_files

    from foodtrace_cli.opening import actor, open_registry

    place = parse_typed_code(code)
    sent = [SupplyFile(file.name, read_input(file, MAX_FILE_BYTES)) for file in files]
    async with await open_registry(session) as registry:
        return await take_files(registry, place, sent, actor=actor(session), now=session.now())


def _answer(session: Session, one: TakenFile) -> dict[str, Any]:
    return {
        "file": one.name,
        "kind": one.kind,
        "number": one.number or None,
        "seller": one.seller or None,
        "signature": one.signature,
        "change": one.change,
        "known": one.known,
        "receipts": list(one.receipt_ids),
        "ended": list(one.ended_ids),
        "remarks": [
            {"line": each.line, "code": each.code, "text": each.text} for each in one.remarks
        ],
        "faults": [
            {
                "row": fault.row,
                "column": fault.column,
                "field": fault.field,
                "code": fault.code,
                "found": fault.found,
                "message": fault.message(session.lang),
            }
            for fault in one.faults
        ],
    }


def _tell(session: Session, taken: list[TakenFile]) -> None:
    faults = [(one.name, fault) for one in taken for fault in one.faults]
    if faults:
        _tell_faults(session, faults)
        return
    for one in taken:
        fields = {"name": one.name, "count": len(one.receipt_ids)}
        if one.kind == "table":
            line = (
                session.say("receipts_table_known", name=one.name)
                if one.known
                else session.say("receipts_table", **fields)
            )
        else:
            signed = session.say(f"signature_{one.signature}")
            line = (
                session.say("receipts_known", name=one.name, number=one.number, signature=signed)
                if one.known
                else session.say(
                    "receipts_taken",
                    number=one.number,
                    seller=one.seller,
                    signature=signed,
                    **fields,
                )
            )
        screen.line(line)
        if one.ended_ids:
            screen.line(session.say("receipts_ended", count=len(one.ended_ids)))
        if one.superseded:
            screen.line(session.say("receipts_superseded"))
        for each in one.remarks:
            screen.line(session.say(f"remark_{each.code}", line=each.line, text=each.text))


def _tell_faults(session: Session, faults: list[tuple[str, Fault]]) -> None:
    headings = [
        session.say("column_file"),
        session.say("column_row"),
        session.say("column_column"),
        session.say("column_found"),
        session.say("column_to_do"),
    ]
    rows = [
        (name, str(fault.row), fault.column, fault.found, fault.message(session.lang))
        for name, fault in faults[:_SHOWN_AT_MOST]
    ]
    screen.table(headings, rows, right=(1,))
    screen.line()
    screen.line(session.say("receipts_refused"))
