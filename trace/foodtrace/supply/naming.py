"""Suppliers, products and lots by what people call them: found, or made on first sight, inside a write."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Table, insert, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.errors import Conflict
from foodtrace.places import fold
from foodtrace.registry.private_schema import private_particulars
from foodtrace.registry.schema import establishment
from foodtrace.registry.supply_schema import lot, product, product_gtin, supplier
from foodtrace.supply.checking import lot_key
from foodtrace.supply.goods import Item, Product, Supplier

__all__ = ["lot_ids", "product_ids", "sender_of", "supplier_ids", "supplier_key"]

_CHUNK = 500


def supplier_key(one: Supplier) -> str:
    """What makes two mentions of a supplier one."""
    return f"mst:{one.tax_code}" if one.tax_code else f"name:{fold(one.name)}"


async def supplier_ids(
    connection: AsyncConnection, wanted: Iterable[Supplier], now: int
) -> dict[str, int]:
    """The number of each supplier by its key; the first mention of a new one gives its name."""
    named = {supplier_key(one): one for one in wanted}
    found = await _ids(connection, supplier, supplier.c.key, list(named))
    fresh = [
        {
            "key": key,
            "tax_code": one.tax_code,
            "name": one.name,
            "name_folded": fold(one.name),
            "address": one.address,
            "created_at": now,
        }
        for key, one in named.items()
        if key not in found
    ]
    return found | await _made(connection, supplier, supplier.c.key, fresh, "key")


async def product_ids(
    connection: AsyncConnection, wanted: Iterable[Product], now: int
) -> dict[Product, int]:
    """The number of each product: by its GTIN if that is known, else by its folded name."""
    products = list(dict.fromkeys(wanted))
    gtins = list(dict.fromkeys(one.gtin for one in products if one.gtin))
    known_gtins = await _ids(
        connection, product_gtin, product_gtin.c.gtin, gtins, id=product_gtin.c.product_id
    )
    by_name = {fold(one.name): one for one in reversed(products) if one.gtin not in known_gtins}
    found = await _ids(connection, product, product.c.name_folded, list(by_name))
    fresh = [
        {"name": one.name, "name_folded": folded, "created_at": now}
        for folded, one in by_name.items()
        if folded not in found
    ]
    found |= await _made(connection, product, product.c.name_folded, fresh, "name_folded")
    ids = {one: known_gtins.get(one.gtin or "") or found[fold(one.name)] for one in products}
    new_gtins = {one.gtin: ids[one] for one in products if one.gtin and one.gtin not in known_gtins}
    if new_gtins:
        rows = [{"gtin": gtin, "product_id": number} for gtin, number in new_gtins.items()]
        await connection.execute(insert(product_gtin), rows)
    return ids


async def lot_ids(
    connection: AsyncConnection, items: Iterable[Item], products: dict[Product, int]
) -> dict[tuple[int, str], int]:
    """The number of each lot by (product number, key of the code)."""
    wanted = {
        (products[item.product], lot_key(item.lot)): item.lot
        for item in items
        if item.lot is not None
    }
    found: dict[tuple[int, str], int] = {}
    keys = list(dict.fromkeys(key for _, key in wanted))
    for start in range(0, len(keys), _CHUNK):
        query = select(lot.c.product_id, lot.c.code_key, lot.c.id).where(
            lot.c.code_key.in_(keys[start : start + _CHUNK])
        )
        found |= {(row[0], row[1]): row[2] for row in await connection.execute(query)}
    fresh = [
        {"product_id": number, "code_key": key, "code": code}
        for (number, key), code in wanted.items()
        if (number, key) not in found
    ]
    if fresh:
        made = await connection.execute(
            insert(lot).returning(lot.c.product_id, lot.c.code_key, lot.c.id), fresh
        )
        found |= {(row[0], row[1]): row[2] for row in made}
    return found


async def sender_of(connection: AsyncConnection, code: str | None) -> int | None:
    """The one establishment that has this tax code: what it sells is a step of a chain; else None."""
    if code is None:
        return None
    company = select(establishment.c.id).where(establishment.c.company_tax_code == code)
    person = select(private_particulars.c.establishment_id).where(
        private_particulars.c.tax_code == code
    )
    found = (await connection.execute(union_all(company, person).limit(2))).scalars().all()
    return found[0] if len(set(found)) == 1 else None


async def _ids(
    connection: AsyncConnection, table: Table, column: Any, keys: Sequence[str], *, id: Any = None
) -> dict[str, int]:
    found: dict[str, int] = {}
    number = table.c.id if id is None else id
    for start in range(0, len(keys), _CHUNK):
        query = select(column, number).where(column.in_(keys[start : start + _CHUNK]))
        found |= {row[0]: row[1] for row in await connection.execute(query)}
    return found


async def _made(
    connection: AsyncConnection, table: Table, column: Any, rows: list[dict[str, Any]], key: str
) -> dict[str, int]:
    if not rows:
        return {}
    made = await connection.execute(insert(table).returning(column, table.c.id), rows)
    ids = {row[0]: row[1] for row in made}
    if len(ids) != len(rows):
        raise Conflict(f"two new rows of {table.name} have one {key}")
    return ids
