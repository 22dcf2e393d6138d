"""`foodtrace issue` and `sheets`: sign stickers where none is live, and write the files to print."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import rich_click as click
from foodtrace.errors import InvalidRequest, NotFound

from foodtrace_cli import screen
from foodtrace_cli.options import Session, shared
from foodtrace_cli.outputs import write_output

if TYPE_CHECKING:
    from foodtrace.issuing import Selection
    from foodtrace.registry import Registry
    from foodtrace.symbol import Issuer

_LAYOUTS: Final = ("a6", "a6x4", "m45x8")
# These stand on paper, or go to a printer beside paper that does: every name must have its glyphs.
_ON_PAPER: Final = frozenset({"pdf", "a6", "sheets", "sheets-m45"})
_NAMED_AT_MOST: Final = 5


@click.command()
@click.option("--zone", metavar="NAME", help="The eateries of this zone.")
@click.option("--all", "everything", is_flag=True, help="All eateries.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR|X.zip",
    help="A folder, or one zip.",
)
@click.option(
    "--format",
    "formats",
    default="svg",
    show_default=True,
    metavar="LIST",
    help="Of svg, png, pdf (symbols) and a6, sheets, sheets-m45 (stickers on paper), with commas.",
)
@click.option(
    "--level",
    type=click.Choice(["Q", "M"]),
    default="Q",
    show_default=True,
    help="Error correction of single symbols: Q for 60 mm, M for 40 to 50 mm.",
)
@click.option(
    "--years", type=click.IntRange(1, 4), default=3, show_default=True, help="Life of new stickers."
)
@shared()
def issue(
    session: Session,
    zone: str | None,
    everything: bool,
    out: Path,
    formats: str,
    level: Any,
    years: int,
) -> None:
    """Issue and sign a sticker for every eatery without a live one; write files for all live ones.

    Writes manifest.csv beside the files (id, typed_code, kid, idx, name, street, ward, zone, url,
    file). Running it again issues nothing twice and completes what a stopped run left out.

    \b
    Example:
      foodtrace issue --zone "Food street 1" --out stickers --format svg,sheets
    """
    asyncio.run(_issue(session, zone, everything, out, _formats(formats), level, years))


@click.command()
@click.option("--zone", metavar="NAME", help="The eateries of this zone.")
@click.option("--all", "everything", is_flag=True, help="All eateries.")
@click.option(
    "--code", "codes", multiple=True, metavar="TYPED_CODE", help="One eatery; repeatable."
)
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, metavar="FILE.pdf", help="The PDF."
)
@click.option(
    "--layout",
    type=click.Choice(_LAYOUTS),
    default="a6x4",
    show_default=True,
    help="a6: one to a page; a6x4: four to an A4 sheet; m45x8: eight small ones to an A4 sheet.",
)
@shared()
def sheets(
    session: Session,
    zone: str | None,
    everything: bool,
    codes: tuple[str, ...],
    out: Path,
    layout: Any,
) -> None:
    """Write the live stickers as one PDF to print; issues nothing and needs no passphrase.

    \b
    Example:
      foodtrace sheets --zone "Food street 1" --out street-1.pdf
    """
    asyncio.run(_sheets(session, zone, everything, codes, out, layout))


async def _issue(
    session: Session,
    zone: str | None,
    everything: bool,
    out: Path,
    formats: list[str],
    level: Any,
    years: int,
) -> None:
    from foodtrace import issuing
    from foodtrace.symbol import write_pack

    from foodtrace_cli.opening import actor, open_registry, resign, sticker_seed

    chosen = _selection(zone, everything, ())
    async with await open_registry(session) as registry:
        if _ON_PAPER & set(formats):
            await _check_glyphs(session, registry, zone)
        seed = await sticker_seed(session, registry)
        with screen.progress(session.say("signing")) as tick:
            issued = await issuing.issue(
                registry,
                chosen,
                sticker_seed=seed,
                now=session.now(),
                actor=actor(session),
                years=years,
                on_progress=tick,
            )
        signed = await resign(session, registry)
        live = await issuing.live_stickers(registry, chosen, now=session.now())
        issuer = await _issuer(session, registry)
    if not live:
        raise NotFound(session.say("nothing_live"), code="nothing_live")
    with screen.progress(session.say("drawing")) as tick:
        rows = write_pack(out, live, formats, issuer=issuer, level=level, on_progress=tick)
    answer = {
        "issued": issued,
        "live": len(rows),
        "out": str(out),
        "manifest": str(out / "manifest.csv"),
        "formats": formats,
        "status_list_signed": signed,
    }
    session.tell(answer, session.say("issued", issued=issued, live=len(rows), out=out))


async def _sheets(
    session: Session,
    zone: str | None,
    everything: bool,
    codes: tuple[str, ...],
    out: Path,
    layout: Any,
) -> None:
    from foodtrace.issuing import live_stickers
    from foodtrace.symbol import face_of, sheets_pdf

    from foodtrace_cli.opening import open_registry

    if out.suffix.lower() != ".pdf":
        raise InvalidRequest(f"Expected a name that ends in .pdf, found {out}.", code="output")
    async with await open_registry(session) as registry:
        chosen = _selection(zone, everything, codes)
        live = await live_stickers(registry, chosen, now=session.now())
        issuer = await _issuer(session, registry)
    if not live:
        raise NotFound(session.say("nothing_live"), code="nothing_live")
    _refuse_missing_glyphs(session, [(s.typed_code, s.name, s.street) for s in live])
    with screen.progress(session.say("drawing")) as tick:
        faces = [face_of(sticker, issuer) for sticker in live]
        write_output(out, sheets_pdf(faces, layout, on_progress=tick))
    answer = {"file": str(out), "stickers": len(live), "layout": layout}
    session.tell(answer, session.say("sheets_written", count=len(live), file=out))


def _selection(zone: str | None, everything: bool, codes: tuple[str, ...]) -> Selection:
    from foodtrace.issuing import Selection
    from foodtrace.sticker import parse_typed_code

    if (zone is not None) + everything + bool(codes) != 1:
        raise InvalidRequest(
            "Say which eateries, in one way: --zone NAME, --all, or (sheets only) --code.",
            code="selection",
        )
    return Selection(zone=zone, ids=tuple(parse_typed_code(code) for code in codes), all=everything)


def _formats(text: str) -> list[str]:
    from foodtrace.symbol import FORMATS

    formats = [name.strip().lower() for name in text.split(",") if name.strip()]
    wrong = [name for name in formats if name not in FORMATS]
    if wrong or not formats:
        raise InvalidRequest(
            f"Expected --format of {', '.join(FORMATS)}, found {', '.join(wrong) or 'none'}.",
            code="formats",
        )
    return formats


async def _issuer(session: Session, registry: Registry) -> Issuer:
    """Who stands on the paper; SPECIMEN follows from the signed list, never from an option."""
    from foodtrace.issuing import current_trust
    from foodtrace.symbol import Issuer

    from foodtrace_cli.opening import warn_of_ends

    trust = (await current_trust(registry)).trust
    warn_of_ends(session, trust)
    authority = registry.authority
    return Issuer(authority.name, authority.name_en, trust.is_specimen)


async def _check_glyphs(session: Session, registry: Registry, zone: str | None) -> None:
    """Before anything is signed: afterwards a name could only be printed with a blank box."""
    from foodtrace.publication import each_public_establishment

    found = each_public_establishment(registry, now=session.now(), zone=zone)
    _refuse_missing_glyphs(session, [(e.typed_code, e.name, e.street) async for e in found])


def _refuse_missing_glyphs(session: Session, doors: list[tuple[str, str, str]]) -> None:
    from foodtrace.symbol import missing_glyphs

    lacking = [
        (code, name, missing)
        for code, name, street in doors
        if (missing := missing_glyphs(f"{name} {street}"))
    ]
    if lacking:
        shown = "; ".join(
            f"{code} {name} ({' '.join(missing)})"
            for code, name, missing in lacking[:_NAMED_AT_MOST]
        )
        more = " ..." if len(lacking) > _NAMED_AT_MOST else ""
        raise InvalidRequest(
            session.say("glyphs_missing", count=len(lacking), shown=shown + more),
            code="missing_glyph",
        )
