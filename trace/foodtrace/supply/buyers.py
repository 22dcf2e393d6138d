"""Whether an invoice is to the establishment that hands it in: by its tax code, or that of its firm."""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy import Connection, select

from foodtrace.errors import InvalidRequest
from foodtrace.registry import establishment_not_found
from foodtrace.registry.private_schema import private_particulars
from foodtrace.registry.schema import establishment
from foodtrace.supply.checking import tax_code
from foodtrace.supply.invoices import Invoice

__all__ = ["check_buyer", "tax_codes_of"]


def tax_codes_of(connection: Connection, establishment_id: int) -> set[str]:
    """The tax codes of the establishment, its owner's too. Raises NotFound (establishment_not_found)."""
    query = (
        select(establishment.c.company_tax_code, private_particulars.c.tax_code)
        .outerjoin(
            private_particulars, private_particulars.c.establishment_id == establishment.c.id
        )
        .where(establishment.c.id == establishment_id)
    )
    row = connection.execute(query).first()
    if row is None:
        raise establishment_not_found(establishment_id)
    codes = set()
    for code in row:
        # What stands in the register in no known form is no code to compare with, and nobody's to read here.
        with suppress(InvalidRequest):
            codes.add(tax_code(code or ""))
    return codes


def check_buyer(invoice: Invoice, codes: set[str], filename: str) -> None:
    """Raises InvalidRequest: buyer, no_tax_code."""
    if not codes:
        raise InvalidRequest(
            f"{filename}: the register has no tax code of this establishment, so nobody can tell whether the "
            "invoice is its own; correct the register first",
            code="no_tax_code",
        )
    buyer = invoice.buyer_tax_code
    # A firm's branch and the firm buy for each other.
    if buyer is None or not any(
        code == buyer or code in (buyer[:10], f"{buyer[:10]}-000") or code[:10] == buyer
        for code in codes
    ):
        found = f"the tax code {buyer}" if buyer else "no tax code"
        raise InvalidRequest(
            f"{filename}: expected an invoice to this establishment, got one to {found}; compare the buyer",
            code="buyer",
        )
