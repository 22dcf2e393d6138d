"""The tables of where food comes from, for the diner: who agreed to it, and what may then be read.

`book_kept` and `public_origin` are open to the public reader. They never hold a quantity, price, lot or person, and
`public_origin` holds a row only while its establishment's owner agrees. Days are civil days (UTC+7) since 1970.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, Table, Text, column, table

from foodtrace.registry.schema import Big, metadata

__all__ = ["book_kept", "origin_consent", "public_origin"]

# A row is consent in force; what was given and withdrawn before stands in the events.
origin_consent = Table(
    "origin_consent",
    metadata,
    Column(
        "establishment_id",
        Big,
        ForeignKey("establishment.id"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("given_at", Big, nullable=False),
    Column("given_by", Text, nullable=False),
    CheckConstraint("given_by IN ('owner', 'office')", name="given_by"),
)

# A view: the last day of which the receiving book of an establishment holds anything, or None.
book_kept = table("book_kept", column("establishment_id"), column("day"))

# The last delivery of each group of food. `supplier` is "" for one that is not named, `place` "" where none is known.
public_origin = Table(
    "public_origin",
    metadata,
    Column(
        "establishment_id",
        Big,
        ForeignKey("establishment.id"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("food_group", Text, primary_key=True),
    Column("supplier", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("day", Integer, nullable=False),
)
