"""The bounds of rights as a condition of a query, so that what lies outside is never read."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, true

from foodtrace.access.rights import Who
from foodtrace.registry.schema import establishment

__all__ = ["within"]


def within(who: Who) -> ColumnElement[bool]:
    """For a query over `establishment`: the places that `who.covers`."""
    if who.everywhere:
        return true()
    return or_(establishment.c.zone_id.in_(who.zones), establishment.c.ward.in_(who.wards))
