"""The table of private particulars: only taking in writes it, and no publication can read it."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Table, Text

from foodtrace.registry.schema import Big, metadata

__all__ = ["private_particulars"]

private_particulars = Table(
    "private_particulars",
    metadata,
    Column("establishment_id", Big, ForeignKey("establishment.id"), primary_key=True),
    Column("owner_name", Text),
    Column("phones", JSON, nullable=False),
    Column("id_number", Text),
    Column("email", Text),
    # A household's or a person's; a company's is public and stands with the establishment.
    Column("tax_code", Text),
)
