"""The group of food that a product belongs to, where an officer knows better than its name."""

from __future__ import annotations

import functools

from sqlalchemy import Connection, select, update

from foodtrace.errors import InvalidRequest, NotFound
from foodtrace.publication import FOOD_GROUPS, ORIGIN_DAYS
from foodtrace.registry import Event, Registry, append_events
from foodtrace.registry.origins_schema import origin_consent
from foodtrace.registry.reasons import check_actor
from foodtrace.registry.supply_schema import product, receipt
from foodtrace.sticker import civil_day
from foodtrace.supply.food_groups import OTHER
from foodtrace.supply.origins import show_origins

__all__ = ["set_food_group"]


async def set_food_group(
    registry: Registry, product_id: int, group: str | None, *, actor: str, now: int
) -> str:
    """Say which of FOOD_GROUPS a product is, or OTHER for one that diners are not shown; None: what its name says.

    What is public follows in the same transaction. Gives the product's name. Raises InvalidRequest (food_group),
    NotFound (product_not_found).
    """
    actor = check_actor(actor)
    if group is not None and group not in (*FOOD_GROUPS, OTHER):
        raise InvalidRequest(
            f"expected one of {', '.join(FOOD_GROUPS)} or {OTHER}, got {group[:20]!r}",
            code="food_group",
        )
    return await registry.write(
        functools.partial(_set, product_id=product_id, group=group, actor=actor, now=now)
    )


def _set(connection: Connection, product_id: int, group: str | None, actor: str, now: int) -> str:
    this = product.c.id == product_id
    row = connection.execute(select(product.c.name, product.c.food_group).where(this)).first()
    if row is None:
        raise NotFound(
            f"no delivery names a product {product_id}; take one from the list",
            code="product_not_found",
        )
    if row.food_group == group:
        return str(row.name)
    connection.execute(update(product).where(this).values(food_group=group))
    event = Event(
        at=now,
        actor=actor,
        kind="food_group_set",
        before={"product": row.name, "group": row.food_group},
        after={"product": row.name, "group": group},
    )
    append_events(connection, [event])
    query = (
        select(receipt.c.establishment_id)
        .join(origin_consent, origin_consent.c.establishment_id == receipt.c.establishment_id)
        .where(receipt.c.product_id == product_id, receipt.c.day > civil_day(now) - ORIGIN_DAYS)
        .distinct()
    )
    for place in connection.execute(query).scalars().all():
        show_origins(connection, place, now)
    return str(row.name)
