"""What the registry holds of all that papers name, by one statement, inside a write."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Text,
    and_,
    literal_column,
    select,
    union_all,
)

from foodtrace.places import fold
from foodtrace.registry.listed import among, listed, rows_of
from foodtrace.registry.origins_schema import origin_consent
from foodtrace.registry.prepared import Prepared
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
from foodtrace.supply.goods import Item, Supplier

__all__ = ["Known", "known_names", "supplier_key"]


class Known(msgspec.Struct, frozen=True):
    """Of what papers name, the numbers of what the registry holds."""

    papers: set[str]
    places: set[int]
    suppliers: dict[str, int]
    products: dict[str, int]
    gtins: dict[str, int]
    sellers: dict[str, set[int]]
    lots: dict[tuple[int, str], int]
    #: The places whose owners agree that diners see where food is from.
    agreed: set[int]

    def sender_of(self, key: str) -> int | None:
        """The one establishment with the supplier's tax code: what it sells is a step of a chain; else None."""
        found = self.sellers.get(key.removeprefix("mst:"), ())
        return next(iter(found)) if len(found) == 1 else None


_nothing: ColumnElement[int] = literal_column("0")
_no_text: ColumnElement[str] = literal_column("''")


def _one_kind(
    kind: int, key: Any, id: Any, wanted: Any, name: str, of: Any = _nothing
) -> Select[Any]:
    return select(literal_column(str(kind)), key, id, of).where(among(wanted, name))


_place, _private, _papers = establishment.c, private_particulars.c, supply_document.c
_gtin, _consent = product_gtin.c, origin_consent.c
_PAPERS, _PLACE, _SUPPLIER, _PRODUCT, _GTIN, _SELLER, _LOT, _AGREED = range(8)
_labels = rows_of("labels", code_key=Text, folded=Text)
# One statement for all that papers name: a turn to the database costs more than the rows.
_NAMED = Prepared(
    union_all(
        _one_kind(_PAPERS, _papers.key, _papers.id, _papers.key, "papers"),
        _one_kind(_PLACE, _no_text, _place.id, _place.id, "places"),
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
        _one_kind(
            _AGREED, _no_text, _consent.establishment_id, _consent.establishment_id, "places"
        ),
    )
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
    known = Known(set(), set(), {}, {}, {}, {}, {}, set())
    by_kind = {_SUPPLIER: known.suppliers, _PRODUCT: known.products, _GTIN: known.gtins}
    for kind, key, number, of in _NAMED.all(connection, wanted):
        if kind == _PLACE:
            known.places.add(number)
        elif kind == _PAPERS:
            known.papers.add(key)
        elif kind == _SELLER:
            known.sellers.setdefault(key, set()).add(number)
        elif kind == _LOT:
            known.lots[of, key] = number
        elif kind == _AGREED:
            known.agreed.add(number)
        else:
            by_kind[kind][key] = number
    return known
