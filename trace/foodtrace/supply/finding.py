"""Suppliers by what people remember of them: words of the name, or the first digits of the tax code."""

from __future__ import annotations

import re

from sqlalchemy import and_, or_, select

from foodtrace.places import fold
from foodtrace.registry import Registry
from foodtrace.registry.supply_schema import supplier
from foodtrace.supply.goods import Supplier

__all__ = ["suppliers_like"]


async def suppliers_like(registry: Registry, text: str, *, limit: int = 20) -> list[Supplier]:
    """Suppliers whose name holds every word of the text, or whose tax code begins so, by name."""
    words = fold(text[:200]).split()[:8]
    if not words:
        return []
    table = supplier.c
    alike = [and_(*(table.name_folded.contains(word, autoescape=True) for word in words))]
    digits = re.sub(r"[\s.-]", "", text)
    if digits.isascii() and digits.isdecimal() and len(digits) >= 3:
        alike.append(table.tax_code.startswith(digits[:10], autoescape=True))
    query = select(table.name, table.tax_code, table.address).where(or_(*alike))
    async with registry.reading() as connection:
        rows = await connection.execute(query.order_by(table.name_folded, table.id).limit(limit))
        return [Supplier(*row) for row in rows]
