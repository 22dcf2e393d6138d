"""`foodtrace gs1`: what a supplier's label says, and the GLN of an establishment."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any, Final

import msgspec
import rich_click as click

from foodtrace_cli import screen
from foodtrace_cli.options import Session, shared

if TYPE_CHECKING:
    from foodtrace.gs1 import Scanned

_FIELDS: Final = (
    *("gtin", "lot", "serial", "sscc"),
    *("produced_on", "packed_on", "best_before_on", "sell_by_on", "expires_on"),
)
# The identifiers that have a name here; what others say stands under their number.
_NAMED: Final = re.compile(r"0[0-2]|1[013567]|21|3[07]|3(?:10|20|56|57|15|16)[0-9]|41[0-7]|7003")


@click.group()
def gs1() -> None:
    """Labels, numbers and links of GS1.

    \b
    Example:
      foodtrace gs1 read "(01)09501101530003(10)AB-123"
    """


@gs1.command()
@click.argument("text")
@shared(registry=False)
def read(session: Session, text: str) -> None:
    """Say what a label says, as a scanner sends it or as it is printed; needs no registry.

    \b
    Example:
      foodtrace gs1 read "https://example.com/01/09501101530003/10/AB-123?17=261231"
    """
    from foodtrace.gs1 import read_scan

    scanned = read_scan(text, session.now())
    if session.json:
        session.tell_json(msgspec.to_builtins(scanned))
        return
    screen.table(
        [session.say("column_label"), session.say("column_label_says")],
        [
            *((session.say(f"label_{name}"), said) for name, said in _said(scanned)),
            *((f"({ai})", said) for ai, said in scanned.elements if not _NAMED.fullmatch(ai)),
        ],
    )


@gs1.command()
@click.argument("typed_code", metavar="TYPED_CODE")
@click.argument("number", metavar="[GLN]", required=False)
@click.option("--unset", is_flag=True, help="Take the number away.")
@click.option("--reason", metavar="TEXT", help="Why; kept with the event.")
@shared()
def gln(
    session: Session, typed_code: str, number: str | None, unset: bool, reason: str | None
) -> None:
    """Show the GLN of an establishment, set it, or take it away.

    \b
    Example:
      foodtrace gs1 gln 00RS-KAC7 9501101020917 --reason "letter of GS1, 3 March"
    """
    if number is not None and unset:
        raise click.UsageError("give a GLN, or --unset")
    changes = number is not None or unset
    kept = asyncio.run(_gln(session, typed_code, number, (reason or "") if changes else None))
    key = "gln_none" if kept is None else "gln_is"
    answer = {"typed_code": typed_code, "gln": kept}
    session.tell(answer, session.say(key, code=typed_code, gln=kept))


def _said(scanned: Scanned) -> list[tuple[str, str]]:
    """What the label says, under the names of its fields; what it does not say is left out."""
    found: list[tuple[str, Any]] = [(name, getattr(scanned, name)) for name in _FIELDS]
    if scanned.net is not None:
        found.append(("net", f"{scanned.net.quantity:f} {scanned.net.unit}"))
    found.append(("count", scanned.count))
    found.extend(("gln", f"{number} ({ai})") for ai, number in scanned.glns.items())
    return [(name, str(value)) for name, value in found if value is not None]


async def _gln(session: Session, code: str, number: str | None, reason: str | None) -> str | None:
    """The number as it stands in the end; `reason` is None where nothing is to change."""
    from foodtrace.issuing import gln_of, set_gln
    from foodtrace.sticker import parse_typed_code

    from foodtrace_cli.opening import actor, open_registry

    place = parse_typed_code(code)
    async with await open_registry(session) as registry:
        kept = await gln_of(registry, place)
        if reason is None:
            return kept.gln
        await set_gln(
            registry,
            place,
            number,
            seen=kept.version,
            reason=reason,
            actor=actor(session),
            now=session.now(),
        )
        return (await gln_of(registry, place)).gln
