"""What an invoice adds to a supplier that was first mentioned without it: the name for a bare tax code, the address."""

from __future__ import annotations

from sqlalchemy import Connection, case, update

from foodtrace.places import fold
from foodtrace.registry.supply_schema import supplier
from foodtrace.supply.checking import check_supplier
from foodtrace.supply.goods import Supplier
from foodtrace.supply.known import supplier_key

__all__ = ["complete_supplier"]


def complete_supplier(connection: Connection, seller: Supplier) -> None:
    """Fill in what is not known of this seller; a name that stands is kept. Raises InvalidRequest."""
    table, seller = supplier.c, check_supplier(seller)
    bare = table.name == table.tax_code
    connection.execute(
        update(supplier)
        .where(table.key == supplier_key(seller), bare | (table.address == ""))
        .values(
            name=case((bare, seller.name), else_=table.name),
            name_folded=case((bare, fold(seller.name)), else_=table.name_folded),
            address=case((table.address == "", seller.address), else_=table.address),
        )
    )
