"""How long products keep: what a recall takes as at hand where a delivery names no use-by day."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from sqlalchemy import select, update

from foodtrace.errors import InvalidRequest, NotFound
from foodtrace.places import fold
from foodtrace.registry import Event, Registry, record_events
from foodtrace.registry.reasons import check_actor
from foodtrace.registry.supply_schema import product

__all__ = [
    "MAX_SHELF_LIFE_DAYS",
    "KnownProduct",
    "list_products",
    "product_named",
    "set_shelf_life",
]

MAX_SHELF_LIFE_DAYS: Final = 3650


class KnownProduct(msgspec.Struct, frozen=True):
    """A product by the name under which it first came; `shelf_life_days` and `food_group` are None where none was set."""

    id: int
    name: str
    shelf_life_days: int | None
    food_group: str | None = None


async def list_products(
    registry: Registry,
    text: str = "",
    *,
    only_set: bool = False,
    after: int | None = None,
    limit: int = 100,
) -> list[KnownProduct]:
    """Products by name whose name holds all words of `text`; `after` is the last one of the page before.

    A text without a word, such as %, is in no name.
    """
    words = fold(text[:200]).split()[:8]
    if text.strip() and not words:
        return []
    table = product.c
    query = select(table.id, table.name, table.shelf_life_days, table.food_group)
    for word in words:
        query = query.where(table.name_folded.contains(word, autoescape=True))
    if only_set:
        query = query.where(table.shelf_life_days.is_not(None))
    if after is not None:
        edge = select(table.name_folded).where(table.id == after).scalar_subquery()
        query = query.where(table.name_folded > edge)
    async with registry.reading() as connection:
        rows = await connection.execute(query.order_by(table.name_folded).limit(limit))
        return [KnownProduct(*row) for row in rows]


async def product_named(registry: Registry, name: str) -> KnownProduct:
    """The product of this name, marks or none. Raises NotFound (product_not_found)."""
    table = product.c
    query = select(table.id, table.name, table.shelf_life_days, table.food_group)
    async with registry.reading() as connection:
        row = (await connection.execute(query.where(table.name_folded == fold(name)))).first()
    if row is None:
        raise _unknown(name)
    return KnownProduct(*row)


async def set_shelf_life(
    registry: Registry, product_id: int, days: int | None, *, actor: str, now: int
) -> KnownProduct:
    """Say how many days the product keeps from its delivery; None takes that back. Recalls count by it at once.

    Raises InvalidRequest (shelf_life), NotFound (product_not_found).
    """
    actor = check_actor(actor)
    if days is not None and not 0 <= days <= MAX_SHELF_LIFE_DAYS:
        raise InvalidRequest(
            f"expected 0 to {MAX_SHELF_LIFE_DAYS} days, got {days}", code="shelf_life"
        )
    async with registry.writing() as connection:
        query: Any = select(product.c.name, product.c.shelf_life_days)
        row = (await connection.execute(query.where(product.c.id == product_id))).first()
        if row is None:
            raise _unknown(str(product_id))
        told = KnownProduct(product_id, row.name, days)
        if row.shelf_life_days == days:
            return told
        await connection.execute(
            update(product).where(product.c.id == product_id).values(shelf_life_days=days)
        )
        event = Event(
            at=now,
            actor=actor,
            kind="shelf_life_set",
            before={"product": row.name, "days": row.shelf_life_days},
            after={"product": row.name, "days": days},
        )
        await record_events(connection, [event])
    return told


def _unknown(name: str) -> NotFound:
    return NotFound(
        f"no delivery names a product {name[:40]!r}; list the products and take a name from there",
        code="product_not_found",
    )
