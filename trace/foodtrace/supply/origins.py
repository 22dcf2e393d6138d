"""Where a kitchen's food is from, for the public by consent: written anew with every delivery."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from foodtrace.places import IN_FORCE, unit
from foodtrace.publication import FOOD_GROUPS, ORIGIN_DAYS, PublicOrigin
from foodtrace.registry.listed import among, listed
from foodtrace.registry.origins_schema import origin_consent, public_origin
from foodtrace.registry.schema import authority, establishment
from foodtrace.registry.supply_schema import product, receipt, supplier
from foodtrace.sticker import civil_date, civil_day, day_number
from foodtrace.supply.food_groups import food_group
from foodtrace.supply.goods import Supplier
from foodtrace.supply.origin_names import public_name, public_place

__all__ = ["origins_of", "publish_goods", "show_origins"]


_AGREED = (
    select(origin_consent.c.establishment_id)
    .join(receipt, receipt.c.establishment_id == origin_consent.c.establishment_id)
    .where(among(receipt.c.id, "ids"))
)


def publish_goods(connection: Connection, agreed: set[int], ended: Sequence[int], now: int) -> None:
    """Bring what is public up to date inside the write of goods.

    `agreed` are those places that goods came to whose owners agree, `ended` the numbers of receipts that no
    longer count.
    """
    if ended:
        agreed = agreed | set(connection.execute(_AGREED, {"ids": listed(ended)}).scalars())
    for place in sorted(agreed):
        show_origins(connection, place, now)


def show_origins(connection: Connection, place: int, now: int) -> None:
    """Write the rows that the public reads in place of those before."""
    rows = [
        {
            "establishment_id": place,
            "food_group": each.food_group,
            "supplier": each.supplier or "",
            "place": each.place or "",
            "day": day_number(each.last_delivery),
        }
        for each in origins_of(connection, place, now)
    ]
    shown = public_origin.c.establishment_id == place
    connection.execute(delete(public_origin).where(shown))
    if rows:
        connection.execute(insert(public_origin), rows)


def origins_of(connection: Connection, place: int, now: int) -> list[PublicOrigin]:
    """The last delivery of each group in the days that count; of several on one day the one recorded last."""
    sender = establishment.alias("sender")
    query = (
        select(
            receipt.c.day,
            product.c.name.label("product"),
            product.c.food_group,
            supplier.c.name,
            supplier.c.tax_code,
            supplier.c.address,
            sender.c.name.label("sender"),
            sender.c.ward,
        )
        .join_from(receipt, product, product.c.id == receipt.c.product_id)
        .outerjoin(supplier, supplier.c.id == receipt.c.supplier_id)
        .outerjoin(sender, sender.c.id == receipt.c.from_establishment_id)
        .where(
            receipt.c.establishment_id == place,
            receipt.c.ended_at.is_(None),
            receipt.c.day > civil_day(now) - ORIGIN_DAYS,
        )
        .order_by(receipt.c.day.desc(), receipt.c.id.desc())
    )
    own = connection.execute(select(authority.c.province)).scalar_one()
    found: dict[str, PublicOrigin] = {}
    for row in connection.execute(query):
        group = row.food_group or food_group(row.product)
        if group in FOOD_GROUPS and group not in found:
            name, where = _from(row, own)
            found[group] = PublicOrigin(group, name or None, where or None, civil_date(row.day))
    return sorted(found.values(), key=lambda each: FOOD_GROUPS.index(each.food_group))


def _from(row: Any, own_province: str) -> tuple[str, str]:
    """A place of the register by the name that the register shows of it, any other as `public_name` lets through."""
    if row.sender is not None:
        ward = unit(IN_FORCE, row.ward)
        return row.sender, "" if ward is None else f"{ward.full_name}, {ward.province_name}"
    one = Supplier(row.name, row.tax_code, row.address)
    return public_name(one), public_place(one, own_province)
