"""Suppliers, products and lots by what people call them: found, or made on first sight, inside a write."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    Table,
    Text,
    and_,
    insert,
    literal_column,
    select,
    union_all,
)

from foodtrace.errors import Conflict
from foodtrace.places import fold
from foodtrace.registry.listed import among, listed, rows_of
from foodtrace.registry.private_schema import private_particulars
from foodtrace.registry.schema import establishment
from foodtrace.registry.supply_schema import (
    lot,
    product,
    product_gtin,
    supplier,
    supply_document,
)
from foodtrace.supply.checking import lot_key
from foodtrace.supply.goods import Item, Product, Supplier

__all__ = ["Known", "known_names", "lot_ids", "product_ids", "supplier_ids", "supplier_key"]


class Known(msgspec.Struct, frozen=True):
    """Of what papers name, the numbers of what the registry holds."""

    papers: set[str]
    places: set[int]
    suppliers: dict[str, int]
    products: dict[str, int]
    gtins: dict[str, int]
    sellers: dict[str, set[int]]
    lots: dict[tuple[int, str], int]

    def sender_of(self, key: str) -> int | None:
        """The one establishment with the supplier's tax code: what it sells is a step of a chain; else None."""
        found = self.sellers.get(key.removeprefix("mst:"), ())
        return next(iter(found)) if len(found) == 1 else None


def _one_kind(kind: int, key: Any, id: Any, wanted: Any, name: str) -> Select[Any]:
    nothing: ColumnElement[int] = literal_column("0").label("of")
    return select(literal_column(str(kind)).label("kind"), key, id, nothing).where(
        among(wanted, name)
    )


_place, _private, _papers = establishment.c, private_particulars.c, supply_document.c
_gtin = product_gtin.c
_PAPERS, _PLACE, _SUPPLIER, _PRODUCT, _GTIN, _SELLER, _LOT = range(7)
_labels = rows_of("labels", code_key=Text, folded=Text)
# One statement for all that papers name: a turn to the database costs more than the rows.
_NAMED = union_all(
    _one_kind(_PAPERS, _papers.key, _papers.id, _papers.key, "papers"),
    _one_kind(_PLACE, literal_column("''"), _place.id, _place.id, "places"),
    _one_kind(_SUPPLIER, supplier.c.key, supplier.c.id, supplier.c.key, "suppliers"),
    _one_kind(_PRODUCT, product.c.name_folded, product.c.id, product.c.name_folded, "products"),
    _one_kind(_GTIN, _gtin.gtin, _gtin.product_id, _gtin.gtin, "gtins"),
    _one_kind(_SELLER, _place.company_tax_code, _place.id, _place.company_tax_code, "codes"),
    _one_kind(
        _SELLER, _private.tax_code, _private.establishment_id, _private.tax_code, "own_codes"
    ),
    select(literal_column(str(_LOT)), lot.c.code_key, lot.c.id, lot.c.product_id)
    .join_from(_labels, product, product.c.name_folded == _labels.c.folded)
    .join(lot, and_(lot.c.code_key == _labels.c.code_key, lot.c.product_id == product.c.id)),
)


def supplier_key(one: Supplier) -> str:
    """What makes two mentions of a supplier one."""
    return f"mst:{one.tax_code}" if one.tax_code else f"name:{fold(one.name)}"


def known_names(
    connection: Connection,
    papers: str,
    places: Iterable[int],
    suppliers: Iterable[Supplier],
    items: Iterable[Item],
) -> Known:
    """What the registry holds of the key of papers and of what they name."""
    labels = dict.fromkeys((item.product, item.lot) for item in items)
    named, sold = dict.fromkeys(what for what, _ in labels), dict.fromkeys(suppliers)
    codes = listed(dict.fromkeys(one.tax_code for one in sold if one.tax_code))
    wanted = {
        "papers": listed([papers]),
        "places": listed(places),
        "suppliers": listed(dict.fromkeys(map(supplier_key, sold))),
        "products": listed(dict.fromkeys(fold(one.name) for one in named)),
        "gtins": listed(dict.fromkeys(one.gtin for one in named if one.gtin)),
        "codes": codes,
        "own_codes": codes,
        "labels": listed({(lot_key(lot), fold(what.name)) for what, lot in labels if lot}),
    }
    known = Known(set(), set(), {}, {}, {}, {}, {})
    by_kind = {_SUPPLIER: known.suppliers, _PRODUCT: known.products, _GTIN: known.gtins}
    for kind, key, number, of in connection.execute(_NAMED, wanted).all():
        if kind == _PLACE:
            known.places.add(number)
        elif kind == _PAPERS:
            known.papers.add(key)
        elif kind == _SELLER:
            known.sellers.setdefault(key, set()).add(number)
        elif kind == _LOT:
            known.lots[of, key] = number
        else:
            by_kind[kind][key] = number
    return known


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
