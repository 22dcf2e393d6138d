"""`foodtrace products`: what deliveries name, and for how many days each counts as at hand in a recall."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import rich_click as click

from foodtrace_cli import screen
from foodtrace_cli.options import Session, shared

if TYPE_CHECKING:
    from foodtrace.supply import KnownProduct

_SHOWN_AT_MOST = 200


@click.group()
def products() -> None:
    """What deliveries name, and how long each keeps.

    \b
    Example:
      foodtrace products shelf-life "Tôm sú" --days 3
    """


@products.command("list")
@click.argument("text", required=False, default="")
@click.option("--set", "only_set", is_flag=True, help="Only those whose shelf life was set.")
@shared()
def list_(session: Session, text: str, only_set: bool) -> None:
    """List products by words of their names, marks or none; 200 at most.

    \b
    Example:
      foodtrace products list tom
    """
    found = asyncio.run(_list(session, text, only_set))
    if session.json:
        session.tell_json([_answer(one) for one in found])
        return
    if not found:
        screen.line(session.say("products_none"))
        return
    rows = [(one.name, _days(session, one)) for one in found]
    screen.table([session.say("column_product"), session.say("column_shelf_life")], rows)


@products.command("shelf-life")
@click.argument("name")
@click.option("--days", type=click.IntRange(0, 3650), help="How many days it keeps from delivery.")
@click.option("--unset", is_flag=True, help="Take back what was set.")
@shared()
def shelf_life(session: Session, name: str, days: int | None, unset: bool) -> None:
    """Say how long a product counts as at hand where a delivery names no use-by day.

    Recalls count by it at once, for deliveries of the past too. The change is an event.

    \b
    Example:
      foodtrace products shelf-life "Tôm sú" --days 3
    """
    if (days is None) != unset:
        raise click.UsageError("give --days NUMBER, or --unset")
    told = asyncio.run(_set(session, name, days))
    key = "shelf_life_unset" if days is None else "shelf_life_set"
    session.tell(_answer(told), session.say(key, name=told.name, days=days))


async def _list(session: Session, text: str, only_set: bool) -> list[KnownProduct]:
    from foodtrace.supply import list_products

    from foodtrace_cli.opening import open_registry

    async with await open_registry(session) as registry:
        return await list_products(registry, text, only_set=only_set, limit=_SHOWN_AT_MOST)


async def _set(session: Session, name: str, days: int | None) -> KnownProduct:
    from foodtrace.supply import product_named, set_shelf_life

    from foodtrace_cli.opening import actor, open_registry

    async with await open_registry(session) as registry:
        found = await product_named(registry, name)
        return await set_shelf_life(
            registry, found.id, days, actor=actor(session), now=session.now()
        )


def _answer(one: KnownProduct) -> dict[str, str | int | None]:
    return {"name": one.name, "shelf_life_days": one.shelf_life_days}


def _days(session: Session, one: KnownProduct) -> str:
    from foodtrace.supply import DEFAULT_SHELF_LIFE_DAYS

    if one.shelf_life_days is None:
        return session.say("shelf_life_default", days=DEFAULT_SHELF_LIFE_DAYS)
    return session.say("shelf_life_days", days=one.shelf_life_days)
