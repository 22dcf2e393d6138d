"""Who brings goods to a kitchen, by what the kitchen calls them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import func, select

from foodtrace.kitchen.links import Kitchen
from foodtrace.places import fold
from foodtrace.registry import Registry
from foodtrace.registry.supply_schema import receipt, supplier
from foodtrace.supply import Supplier, tax_code

__all__ = ["known_suppliers", "supplier_called"]

_MOST = 100


async def known_suppliers(registry: Registry, kitchen: Kitchen) -> tuple[Supplier, ...]:
    """Whoever ever brought anything here, the latest first."""
    table = supplier.c
    query = (
        select(table.name, table.tax_code, table.address)
        .join_from(receipt, supplier, table.id == receipt.c.supplier_id)
        .where(receipt.c.establishment_id == kitchen.establishment_id)
        .group_by(table.id, table.name, table.tax_code, table.address)
        .order_by(func.max(receipt.c.day).desc(), table.id)
        .limit(_MOST)
    )
    async with registry.reading() as connection:
        return tuple(Supplier(*row) for row in await connection.execute(query))


def supplier_called(text: str, known: Sequence[Supplier]) -> Supplier:
    """The one of `known` of this name or tax code, else a new one. Raises InvalidRequest (tax_code)."""
    if re.fullmatch(r"[0-9][0-9\s.-]{8,}", text.strip()):
        code = tax_code(text)
        return next((one for one in known if one.tax_code == code), Supplier(code, code))
    wanted = fold(text)
    return next((one for one in known if fold(one.name) == wanted), Supplier(text.strip()))
