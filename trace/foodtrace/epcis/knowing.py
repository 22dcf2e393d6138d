"""What the register knows of the places, suppliers and goods that a document names, read inside its write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.access import Who
from foodtrace.epcis.items import Known
from foodtrace.epcis.meaning import places_of, things_of
from foodtrace.epcis.naming import Names, gln_of, goods_of
from foodtrace.epcis.parsing import Captured
from foodtrace.registry.schema import establishment
from foodtrace.registry.supply_schema import product, product_gtin, supplier
from foodtrace.supply import Supplier

__all__ = ["covered_places", "look_up", "parts"]

_CHUNK = 500
_NAMES_OF_GOODS = ("descriptionShort", "productName", "name")


def parts(values: Iterable[Any]) -> Iterator[list[Any]]:
    """The values in lists that a statement may carry."""
    every = list(dict.fromkeys(values))
    for start in range(0, len(every), _CHUNK):
        yield every[start : start + _CHUNK]


async def look_up(
    connection: AsyncConnection,
    events: Sequence[Captured],
    names: Names,
    said: dict[str, dict[str, str]],
) -> Known:
    """Everything that `meaning_of` asks for, in a few statements whatever the number of events."""
    uris = dict.fromkeys(uri for event in events for uri, _ in places_of(event))
    things = dict.fromkeys(uri for event in events for _, uri in things_of(event))
    glns = {uri: gln for uri in uris if (gln := gln_of(uri)) is not None}
    gtins = [found[0] for uri in things if (found := goods_of(uri)) is not None]
    ours = [mine[0] for uri in things if (mine := names.product_named(uri)) is not None]
    return Known(
        names,
        await _places(connection, names, uris, glns),
        await _suppliers(connection, names, uris, glns),
        await _pairs(
            connection,
            select(product_gtin.c.gtin, product.c.name).join(product),
            product_gtin.c.gtin,
            gtins,
        ),
        await _pairs(connection, select(product.c.id, product.c.name), product.c.id, ours),
        said,
        _named(said),
    )


async def covered_places(
    connection: AsyncConnection, who: Who, ids: Iterable[int]
) -> frozenset[int]:
    """Those of the establishments that lie within somebody's bounds."""
    found: set[int] = set()
    table = establishment.c
    for part in parts(ids):
        query = select(table.id, table.zone_id, table.ward).where(table.id.in_(part))
        rows = await connection.execute(query)
        found |= {row.id for row in rows if who.covers(row.zone_id, row.ward)}
    return frozenset(found)


def _named(said: dict[str, dict[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for uri, attributes in said.items():
        name = next((attributes[each] for each in _NAMES_OF_GOODS if attributes.get(each)), None)
        if name is not None:
            found[uri] = name
            if (goods := goods_of(uri)) is not None:
                found.setdefault(goods[0], name)
    return found


async def _places(
    connection: AsyncConnection, names: Names, uris: Iterable[str], glns: dict[str, str]
) -> dict[str, int]:
    table = establishment.c
    by_gln = await _pairs(connection, select(table.gln, table.id), table.gln, glns.values())
    pages = {uri: one for uri in uris if (one := names.place_named(uri)) is not None}
    there = await _pairs(connection, select(table.id, table.id), table.id, pages.values())
    found = {uri: by_gln[gln] for uri, gln in glns.items() if gln in by_gln}
    return found | {uri: one for uri, one in pages.items() if one in there}


async def _suppliers(
    connection: AsyncConnection, names: Names, uris: Iterable[str], glns: dict[str, str]
) -> dict[str, Supplier]:
    table = supplier.c
    numbers = {uri: number for uri in uris if (number := names.supplier_named(uri)) is not None}
    found: dict[str, Supplier] = {}
    for column, wanted in ((table.gln, glns), (table.id, numbers)):
        rows: dict[Any, Supplier] = {}
        for part in parts(wanted.values()):
            query = select(column, table.name, table.tax_code, table.address)
            for row in await connection.execute(query.where(column.in_(part))):
                rows[row[0]] = Supplier(row.name, row.tax_code, row.address)
        found |= {uri: rows[key] for uri, key in wanted.items() if key in rows}
    return found


async def _pairs(
    connection: AsyncConnection, query: Any, column: Any, keys: Iterable[Any]
) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for part in parts(keys):
        rows = await connection.execute(query.where(column.in_(part)))
        found |= {row[0]: row[1] for row in rows}
    return found
