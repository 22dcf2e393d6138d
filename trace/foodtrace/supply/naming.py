"""Suppliers, products and lots by what people call them: the numbers of those known, or of new ones made on first sight."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import BigInteger, Connection, Table, Text, and_, insert, select

from foodtrace.errors import Conflict
from foodtrace.places import fold
from foodtrace.registry.listed import listed, rows_of
from foodtrace.registry.supply_schema import lot, product, product_gtin, supplier
from foodtrace.supply.checking import lot_key
from foodtrace.supply.goods import Item, Product, Supplier
from foodtrace.supply.known import Known, supplier_key

__all__ = ["lot_ids", "product_ids", "supplier_ids"]


def supplier_ids(
    connection: Connection, wanted: Iterable[Supplier], known: Known, now: int
) -> dict[str, int]:
    """The number of each supplier by its key; the first mention of a new one gives its name."""
    named = {supplier_key(one): one for one in dict.fromkeys(wanted)}
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
        if key not in known.suppliers
    ]
    return known.suppliers | _made(connection, supplier, supplier.c.key, fresh, "key")


def product_ids(
    connection: Connection, wanted: Iterable[Product], known: Known, now: int
) -> dict[Product, int]:
    """The number of each product: by its GTIN if that is known, else by its folded name."""
    products = list(dict.fromkeys(wanted))
    by_name = {fold(one.name): one for one in reversed(products) if one.gtin not in known.gtins}
    fresh = [
        {"name": one.name, "name_folded": folded, "created_at": now}
        for folded, one in by_name.items()
        if folded not in known.products
    ]
    found = known.products | _made(connection, product, product.c.name_folded, fresh, "name_folded")
    ids = {one: known.gtins.get(one.gtin or "") or found[fold(one.name)] for one in products}
    new_gtins = {one.gtin: ids[one] for one in products if one.gtin and one.gtin not in known.gtins}
    if new_gtins:
        rows = [{"gtin": gtin, "product_id": number} for gtin, number in new_gtins.items()]
        connection.execute(insert(product_gtin), rows)
    return ids


_wanted = rows_of("lots", code_key=Text, product_id=BigInteger)
_LOTS = select(lot.c.product_id, lot.c.code_key, lot.c.id).join(
    _wanted,
    and_(lot.c.code_key == _wanted.c.code_key, lot.c.product_id == _wanted.c.product_id),
)


def lot_ids(
    connection: Connection, items: Iterable[Item], products: dict[Product, int], known: Known
) -> dict[tuple[int, str], int]:
    """The number of each lot by (product number, key of the code)."""
    wanted = {
        (products[item.product], lot_key(item.lot)): item.lot
        for item in items
        if item.lot is not None
    }
    found = dict(known.lots)
    # Of goods that are known by a GTIN the name may be another.
    unknown = [(key, number) for number, key in wanted if (number, key) not in found]
    if not unknown:
        return found
    rows = connection.execute(_LOTS, {"lots": listed(unknown)})
    found |= {(row[0], row[1]): row[2] for row in rows}
    fresh = [
        {"product_id": number, "code_key": key, "code": code}
        for (number, key), code in wanted.items()
        if (number, key) not in found
    ]
    if fresh:
        made = connection.execute(
            insert(lot).returning(lot.c.product_id, lot.c.code_key, lot.c.id), fresh
        )
        found |= {(row[0], row[1]): row[2] for row in made}
    return found


def _made(
    connection: Connection, table: Table, column: Any, rows: Sequence[dict[str, Any]], key: str
) -> dict[str, int]:
    if not rows:
        return {}
    made = connection.execute(insert(table).returning(column, table.c.id), rows)
    ids = {row[0]: row[1] for row in made}
    if len(ids) != len(rows):
        raise Conflict(f"two new rows of {table.name} have one {key}")
    return ids
