"""What the record holds as codes and bare numbers, as an officer reads it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from foodtrace.supply import suppliers_like

if TYPE_CHECKING:
    from foodtrace.registry import Registry

    from foodtrace_api.words import Words

__all__ = ["measured", "supplier_in_words"]


async def supplier_in_words(registry: Registry, asked: str | None) -> str:
    """Name and tax code of a supplier that is asked for by its code; anything else as it stands."""
    if not asked or not asked[0].isdecimal():
        return asked or ""
    found = await suppliers_like(registry, asked)
    name = next((one.name for one in found if one.tax_code == asked), None)
    return f"{name} ({asked})" if name and name != asked else asked


def measured(text: str, w: Words) -> str:
    """A measured number with the decimal mark of the language; words ("detected") as they stand."""
    if w.language == "vi" and re.fullmatch(r"-?[0-9]+\.[0-9]+", text):
        return text.replace(".", ",")
    return text
