"""`foodtrace recall`: where goods went, where a meal came from, and a drill that proves the answer whole."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import rich_click as click

from foodtrace_cli import exits, screen
from foodtrace_cli.days import civil_day_option
from foodtrace_cli.options import Session, shared
from foodtrace_cli.outputs import write_output

if TYPE_CHECKING:
    from foodtrace.supply import LeftOut, Recall

    from foodtrace_cli.drill import Drilled

_GOODS_SHOWN = 200
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group(invoke_without_command=True)
@click.option(
    "--supplier", metavar="TAX_CODE", help="Who delivered: a tax code, or the name of one without."
)
@click.option(
    "--product", metavar="TEXT", help="What was delivered: words of its name, marks or none."
)
@click.option("--lot", metavar="LOT", help="The lot, as on the label.")
@click.option(
    "--from", "since", metavar="DATE", callback=civil_day_option, help="First day of delivery."
)
@click.option(
    "--to", "until", metavar="DATE", callback=civil_day_option, help="Last day of delivery."
)
@click.option("--served-at", metavar="TYPED_CODE", help="Look back: from what was served here ...")
@click.option("--on", "on", metavar="DATE", callback=civil_day_option, help="... on this day.")
@click.option(
    "--xlsx", type=_FILE, help="Write every receipt as a sortable spreadsheet (FSMA 204)."
)
@click.option(
    "--epcis", type=_FILE, help="Write every receipt and transformation as EPCIS 2.0 (JSON-LD)."
)
@click.option("--contacts", type=_FILE, help="Write whom to call as a spreadsheet.")
@click.option(
    "--private", is_flag=True, help="Put owners and phones on the contact sheet; each is an event."
)
@shared()
def recall(session: Session, **given: Any) -> int:
    """Find every establishment that goods reached, or all that a meal could be made of.

    Says of each how sure it is: lot, product and day, or supplier and day.

    \b
    Example:
      foodtrace recall --supplier 0400000017 --lot L-240511
      foodtrace recall --product "tôm sú" --from 2026-05-01 --to 2026-05-07 --xlsx recall.xlsx
      foodtrace recall --lot L-240511 --epcis recall.jsonld
      foodtrace recall --served-at 00RS-KAC7 --on 2026-05-06
    """
    context = click.get_current_context()
    if context is not None and context.invoked_subcommand is not None:
        return exits.SUCCESS
    looks_back = given["served_at"] is not None or given["on"] is not None
    if looks_back and (given["served_at"] is None or given["on"] is None):
        raise click.UsageError("--served-at and --on go together: a place and a day")
    if looks_back and any(given[key] for key in ("supplier", "product", "lot", "since", "until")):
        raise click.UsageError(
            "--served-at looks back from a meal; ask for goods in a call of its own"
        )
    if given["private"] and given["contacts"] is None:
        raise click.UsageError("--private belongs to --contacts FILE")
    found, beside = asyncio.run(_recall(session, given))
    if session.json:
        session.tell_json({**msgspec.structs.asdict(found), "left_out": beside})
    else:
        _tell(session, found, beside)
        for file in (given["xlsx"], given["epcis"], given["contacts"]):
            if file is not None:
                screen.line(session.say("recall_written", file=file))
    return exits.SUCCESS


@recall.command()
@click.option("--seed", type=int, default=1, show_default=True, help="Which made-up city.")
@click.option(
    "--receipts",
    type=click.IntRange(20, 1_000_000),
    default=600,
    show_default=True,
    help="How many receipts it has.",
)
@shared(registry=False)
def drill(session: Session, seed: int, receipts: int) -> int:
    """Prove a recall whole: nothing missed, nothing invented.

    A made-up city goes into a registry of its own; each question is answered by the recall and by a slow
    walk that was written apart from it. Your registry is not touched. A million receipts take some minutes.

    \b
    Example:
      foodtrace recall drill --seed 7
      foodtrace recall drill --receipts 100000
    """
    done = asyncio.run(_drill(seed, receipts))
    counts = msgspec.structs.asdict(done)
    key = "drill_passed" if done.passed else "drill_failed"
    session.tell({"passed": done.passed, **counts}, session.say(key, **counts))
    return exits.SUCCESS if done.passed else exits.BUG


async def _recall(session: Session, given: dict[str, Any]) -> tuple[Recall, LeftOut | None]:
    from foodtrace.sticker import parse_typed_code
    from foodtrace.supply import (
        RecallQuestion,
        contact_sheet_xlsx,
        contacts_of,
        left_out,
        recall,
        seller_addresses,
        sortable_xlsx,
    )  # fmt: skip

    from foodtrace_cli.opening import actor, open_registry

    place = None if given["served_at"] is None else parse_typed_code(given["served_at"])
    question = RecallQuestion(
        supplier=given["supplier"],
        product=given["product"],
        lot=given["lot"],
        since=given["since"],
        until=given["until"],
        served_at=place,
        on=given["on"],
    )
    async with await open_registry(session) as registry:
        found = await recall(registry, question, session.now())
        beside = await left_out(registry, found, session.now())
        if given["xlsx"] is not None or given["contacts"] is not None:
            contacts = await contacts_of(
                registry, found, private=given["private"], actor=actor(session), now=session.now()
            )
            if given["xlsx"] is not None:
                addresses = await seller_addresses(registry, found)
                write_output(given["xlsx"], sortable_xlsx(found, contacts, addresses))
            if given["contacts"] is not None:
                sheet = contact_sheet_xlsx(found, contacts, lang=session.lang)
                write_output(given["contacts"], sheet, private=given["private"])
        if given["epcis"] is not None:
            from foodtrace.epcis import epcis_document

            write_output(given["epcis"], await epcis_document(registry, found, now=session.now()))
    return found, beside


async def _drill(seed: int, receipts: int) -> Drilled:
    from foodtrace_cli.drill import drill

    with tempfile.TemporaryDirectory(prefix="foodtrace-drill-") as folder:
        return await drill(Path(folder), seed=seed, moves=receipts)


def _tell(session: Session, found: Recall, beside: LeftOut | None) -> None:
    if found.establishments:
        _tell_found(session, found)
    else:
        back = found.question.served_at is not None
        screen.line(session.say("recall_none_back" if back else "recall_none"))
    if beside is not None:
        first, last = beside.first.isoformat(), beside.last.isoformat()
        screen.line(session.say("recall_left_out", count=beside.receipts, first=first, last=last))


def _tell_found(session: Session, found: Recall) -> None:
    columns = ("code", "name", "certainty", "steps", "receipts")
    rows = [
        (
            one.typed_code,
            one.name,
            session.say(f"certainty_{one.certainty.replace(' ', '_')}"),
            str(one.steps),
            str(len(one.receipts)),
        )
        for one in found.establishments
    ]
    screen.table([session.say(f"column_{name}") for name in columns], rows, right=(3, 4))
    screen.line()
    if found.question.served_at is not None:
        _tell_goods(session, found)
        screen.line()
    screen.line(
        session.say(
            "recall_count",
            count=len(found.establishments),
            receipts=sum(len(one.receipts) for one in found.establishments),
            suppliers=len(found.suppliers),
        )
    )


def _tell_goods(session: Session, found: Recall) -> None:
    """What a meal could be made of, and from whom; of a chain each delivery."""
    names = {number: one.name for one in found.suppliers for number in one.receipts}
    rows = [
        (
            each.day.isoformat(),
            each.product,
            each.lot or "",
            each.from_typed_code or names.get(each.id) or each.supplier or "",
            one.typed_code,
            session.say(f"certainty_{each.certainty.replace(' ', '_')}"),
        )
        for one in found.establishments
        for each in one.receipts
    ]
    columns = ("received", "product", "lot", "source", "place", "certainty")
    screen.table([session.say(f"column_{name}") for name in columns], rows[:_GOODS_SHOWN])
    if len(rows) > _GOODS_SHOWN:
        screen.line(session.say("recall_more_receipts", count=len(rows) - _GOODS_SHOWN))
