"""`foodtrace show`, `list`, `search` and `stats`: what the registry knows, by its public records."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec
import rich_click as click
from foodtrace.errors import NotFound

from foodtrace_cli import screen
from foodtrace_cli.days import DAY, day_option, shown_day, shown_last_day, shown_time
from foodtrace_cli.options import Session, shared
from foodtrace_cli.words import known_word

if TYPE_CHECKING:
    from foodtrace.publication import Count, Page, PublicEstablishment, Stats
    from foodtrace.registry import Registry

_ZONE = click.option("--zone", metavar="NAME", help="Only this zone.")
_WARD = click.option("--ward", type=click.IntRange(1, 99999), help="Only this ward's code.")
_LIMIT = click.option(
    "--limit", type=click.IntRange(1, 500), default=50, show_default=True, help="Eateries a page."
)
_AFTER = click.option("--after", metavar="CURSOR", help="Go on after this page's `next`.")


@click.command()
@click.argument("typed_code", metavar="TYPED_CODE")
@click.option(
    "--as-of",
    metavar="DAY",
    help="As it stood at the end of that day (2026-03-01), by what was recorded then.",
)
@shared()
def show(session: Session, typed_code: str, as_of: str | None) -> None:
    """Show an eatery's public record, its stickers and their history.

    \b
    Example:
      foodtrace show 00RS-KAC7
      foodtrace show 00RS-KAC7 --as-of 2026-03-01
    """
    from foodtrace.sticker import parse_typed_code

    # The last second of the day; of a day that is not over, this one.
    moment = None if as_of is None else min(day_option(as_of) + DAY - 1, session.now())
    asyncio.run(_show(session, parse_typed_code(typed_code), moment))


@click.command("list")
@_ZONE
@_WARD
@_LIMIT
@_AFTER
@shared()
def list_(
    session: Session, zone: str | None, ward: int | None, limit: int, after: str | None
) -> None:
    """List eateries by name, page by page.

    \b
    Example:
      foodtrace list --zone "Food street 1"
    """
    asyncio.run(_search(session, "", zone, ward, limit, after))


@click.command()
@click.argument("text")
@_ZONE
@_WARD
@_LIMIT
@_AFTER
@shared()
def search(
    session: Session, text: str, zone: str | None, ward: int | None, limit: int, after: str | None
) -> None:
    """Find eateries by a part of the name, with or without tone marks.

    \b
    Example:
      foodtrace search "bun cha"
    """
    asyncio.run(_search(session, text, zone, ward, limit, after))


@click.command()
@shared()
def stats(session: Session) -> None:
    """Count codes by ward and by zone, and those that end, by month.

    \b
    Example:
      foodtrace stats
    """
    asyncio.run(_stats(session))


async def _show(session: Session, id: int, as_of: int | None) -> None:
    from foodtrace.inspection import past_establishment
    from foodtrace.publication import public_establishment
    from foodtrace.sticker import encode_typed_code

    from foodtrace_cli.opening import open_registry

    async with await open_registry(session) as registry:
        if as_of is None:
            found = await public_establishment(registry, id, session.now())
        else:
            found = await past_establishment(registry, id, at=as_of)
        events = await _history(registry, id, as_of)
    if found is None:
        then = "has" if as_of is None else f"at the end of {shown_day(as_of)} had"
        raise NotFound(
            f"no establishment {then} the code {encode_typed_code(id)}; "
            "check it against the sticker",
            code="establishment_not_found",
        )
    if session.json:
        session.tell_json({**msgspec.to_builtins(found), "events": events})
        return
    if as_of is not None:
        screen.line(session.say("as_it_stood", day=shown_day(as_of)))
    _tell_establishment(session, found, events)


async def _search(
    session: Session, text: str, zone: str | None, ward: int | None, limit: int, after: str | None
) -> None:
    from foodtrace import publication

    from foodtrace_cli.opening import open_registry

    async with await open_registry(session) as registry:
        page: Page = await publication.search(
            registry, text, now=session.now(), ward=ward, zone=zone, after=after, limit=limit
        )
    if session.json:
        session.tell_json(page)
        return
    if not page.items:
        screen.line(session.say("none_found"))
        return
    names = ("code", "name", "street", "ward", "zone", "state")
    headings = [session.say(f"column_{name}") for name in names]
    rows = [
        (e.typed_code, e.name, e.street, e.ward_name, e.zone, _state(session, e))
        for e in page.items
    ]
    screen.table(headings, rows)
    if page.next is not None:
        screen.note(session.say("more_pages", count=len(page.items), cursor=page.next))


async def _stats(session: Session) -> None:
    from foodtrace import publication

    from foodtrace_cli.opening import open_registry

    async with await open_registry(session) as registry:
        counted: Stats = await publication.stats(registry, session.now())
    if session.json:
        session.tell_json(counted)
        return
    total = counted.total
    screen.line(
        session.say("stats_total", eateries=total.establishments, stickers=counted.stickers_issued)
    )
    screen.line()
    _tell_counts(session, "column_ward", counted.by_ward, total)
    screen.line()
    _tell_counts(session, "column_zone", counted.by_zone, total)
    if counted.expiring:
        screen.line()
        headings = [session.say("column_month"), session.say("column_in_force")]
        screen.table(headings, [(m, str(n)) for m, n in counted.expiring.items()], right=[1])


def _tell_counts(session: Session, heading: str, counts: Sequence[Count], total: Count) -> None:
    columns = (
        "establishments",
        "in_force",
        "suspended",
        "revoked",
        "expired",
        "without_sticker",
        "closed",
    )
    headings = [session.say(heading), *(session.say(f"column_{name}") for name in columns)]
    rows = [
        (count.name, *(str(getattr(count, name)) for name in columns))
        for count in sorted(counts, key=lambda count: -count.establishments)
    ]
    rows.append((session.say("in_all"), *(str(getattr(total, name)) for name in columns)))
    screen.table(headings, rows, right=range(1, len(headings)))


def _tell_establishment(
    session: Session, found: PublicEstablishment, events: Sequence[dict[str, Any]]
) -> None:
    say = session.say
    screen.line(found.name)
    screen.line(f"{found.street}, {found.ward_name}, {found.province_name}")
    lines = [
        ("column_code", found.typed_code),
        ("column_zone", found.zone),
        ("column_state", _state(session, found)),
        ("as_registered", found.registered_address),
    ]
    if found.company_tax_code:
        lines.append(("tax_code", found.company_tax_code))
    if found.basis:
        parts = (found.basis.number, found.basis.ground, found.basis.issuer)
        basis = ", ".join([say(f"basis_{found.basis.kind}"), *(part for part in parts if part)])
        lines.append(("basis", basis))
    if inspected := _inspection(session, found):
        lines.append(("inspection_last", inspected))
    width = max(len(say(key)) for key, _ in lines)
    for key, value in lines:
        screen.line(f"  {say(key).ljust(width)}  {value}")
    if found.stickers:
        screen.line()
        headings = [say(f"column_{name}") for name in ("sticker", "made", "last_day", "state")]
        rows = [
            (
                f"{s.kid}/{s.idx}",
                shown_time(s.iat),
                shown_last_day(s.exp),
                _standing(session, s.standing),
            )
            for s in found.stickers
        ]
        screen.table(headings, rows)
    if events:
        screen.line()
        headings = [say(f"column_{name}") for name in ("time", "event", "by", "reason")]
        rows = [
            (shown_time(e["at"]), _event(session, e["kind"]), e["actor"], e["reason"] or "")
            for e in events
        ]
        screen.table(headings, rows)


async def _history(registry: Registry, id: int, until: int | None) -> list[dict[str, Any]]:
    from foodtrace.registry import events_of

    events = await events_of(registry, id)
    return [
        {"at": event.at, "kind": event.kind, "actor": event.actor, "reason": event.reason}
        for event in events
        if until is None or event.at <= until
    ]


def _inspection(session: Session, found: PublicEstablishment) -> str:
    last, says = found.last_inspection, []
    if last is not None:
        names = [each.within(session.lang) for each in (last.outcome_name, last.grade_name) if each]
        says.append(
            session.say(
                "inspection_made",
                outcome=", ".join(names) or session.say("inspection_took_place"),
                day=last.visited_on,
                published=last.published_on,
            )
        )
    if found.inspection_pending:
        says.append(session.say("inspection_pending"))
    return "; ".join(says)


def _event(session: Session, kind: str) -> str:
    # A kind that a later version records is still shown, by its code.
    return session.say(f"event_{kind}") if known_word(f"event_{kind}") else kind


def _standing(session: Session, standing: str) -> str:
    return session.say(f"standing_{standing.replace(' ', '_')}")


def _state(session: Session, found: PublicEstablishment) -> str:
    """That it closed or moved, else how its current sticker stands."""
    if found.closed_on is None:
        return _standing(session, found.standing)
    day = found.closed_on.isoformat()
    if found.moved_to is None:
        return session.say("closed_on", day=day)
    return session.say("moved_on", day=day, code=found.moved_to)
