"""`foodtrace kitchen`: the links by which a kitchen records what came, made, listed and ended."""

from __future__ import annotations

import asyncio
import datetime
from typing import TYPE_CHECKING

import rich_click as click

from foodtrace_cli import screen
from foodtrace_cli.days import civil_day_option
from foodtrace_cli.options import Session, shared

if TYPE_CHECKING:
    from foodtrace.kitchen import KitchenLink


@click.group()
def kitchen() -> None:
    """Links by which kitchens record what came, at /kitchen/, on a phone and without an account.

    \b
    Example:
      foodtrace kitchen add 00RS-KAC7
    """


@kitchen.command("add")
@click.argument("code", metavar="TYPED_CODE")
@click.option(
    "--until",
    "until",
    metavar="DATE",
    callback=civil_day_option,
    help="Last day; else until it is revoked.",
)
@shared()
def add(session: Session, code: str, until: datetime.date | None) -> None:
    """Make a link into the receiving book of one establishment; it is shown this once and kept nowhere.

    \b
    Example:
      foodtrace kitchen add 00RS-KAC7 --until 2026-12-31
    """
    link = asyncio.run(_add(session, code, until))
    shown = None if until is None else until.isoformat()
    session.tell(
        {"typed_code": code, "link": link, "last_day": shown},
        session.say("kitchen_added", code=code, link=link),
    )


@kitchen.command("list")
@click.argument("code", metavar="TYPED_CODE")
@shared()
def list_(session: Session, code: str) -> None:
    """Show the links of one establishment: when each was made, last used and ended. Links themselves are not shown.

    \b
    Example:
      foodtrace kitchen list 00RS-KAC7
    """
    found = asyncio.run(_list(session, code))
    if session.json:
        session.tell_json([_record(each) for each in found])
        return
    if not found:
        screen.line(session.say("kitchen_none", code=code))
        return
    headings = [
        session.say(f"column_{name}") for name in ("link", "added", "last_recorded", "token")
    ]
    screen.table(
        headings,
        [
            (str(each.id), str(each.made_on), str(each.last_used_on or "-"), _state(session, each))
            for each in found
        ],
    )


@kitchen.command("revoke")
@click.argument("code", metavar="TYPED_CODE")
@click.argument("number", metavar="LINK", type=int)
@shared()
def revoke(session: Session, code: str, number: int) -> None:
    """End a link at once, by its number in the list. What was recorded by it stays.

    \b
    Example:
      foodtrace kitchen revoke 00RS-KAC7 1
    """
    asyncio.run(_revoke(session, code, number))
    session.tell(
        {"typed_code": code, "link": number}, session.say("kitchen_ended", code=code, number=number)
    )


async def _add(session: Session, code: str, until: datetime.date | None) -> str:
    from foodtrace.kitchen import TOKEN_RANDOM_BYTES, make_kitchen_link
    from foodtrace.sticker import parse_typed_code

    from foodtrace_cli.opening import actor, open_registry

    place = parse_typed_code(code)
    async with await open_registry(session) as registry:
        token = await make_kitchen_link(
            registry,
            place,
            random=session.surroundings.random(TOKEN_RANDOM_BYTES),
            last_day=until,
            actor=actor(session),
            now=session.now(),
        )
        return f"https://{registry.authority.host}/kitchen/in/{token}"


async def _list(session: Session, code: str) -> list[KitchenLink]:
    from foodtrace.kitchen import kitchen_links
    from foodtrace.sticker import parse_typed_code

    from foodtrace_cli.opening import open_registry

    place = parse_typed_code(code)
    async with await open_registry(session) as registry:
        return await kitchen_links(registry, place, now=session.now())


async def _revoke(session: Session, code: str, number: int) -> None:
    from foodtrace.kitchen import revoke_kitchen_link
    from foodtrace.sticker import parse_typed_code

    from foodtrace_cli.opening import actor, open_registry

    place = parse_typed_code(code)
    async with await open_registry(session) as registry:
        await revoke_kitchen_link(registry, place, number, actor=actor(session), now=session.now())


def _state(session: Session, each: KitchenLink) -> str:
    if each.revoked_on is not None:
        return session.say("token_ended", day=str(each.revoked_on))
    if not each.holds:
        return session.say("kitchen_over", day=str(each.last_day))
    return session.say("token_valid")


def _record(each: KitchenLink) -> dict[str, object]:
    days = {
        "made_on": each.made_on,
        "last_day": each.last_day,
        "revoked_on": each.revoked_on,
        "last_used_on": each.last_used_on,
    }
    return {
        "link": each.id,
        **{name: day.isoformat() if day else None for name, day in days.items()},
        "holds": each.holds,
    }
