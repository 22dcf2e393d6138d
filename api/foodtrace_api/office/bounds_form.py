"""The part of a form that chooses zones and wards, and how bounds are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from foodtrace.access import zones_by_id
from foodtrace.places import fold, units_of_province

from foodtrace_api.facts import ward_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from foodtrace.registry import Registry

__all__ = ["Choices", "choices_of"]


class Choices(msgspec.Struct, frozen=True):
    """What may be chosen: zones by id and wards by code, each in the order of names."""

    zones: dict[int, str]
    wards: dict[int, str]

    def shown(self, zones: Iterable[int], wards: Iterable[int]) -> list[str]:
        """Bounds in words; a zone or ward that is no more by its number."""
        named = [self.zones.get(each, str(each)) for each in sorted(zones)]
        return named + [self.wards.get(each) or ward_name(each) for each in sorted(wards)]


async def choices_of(registry: Registry) -> Choices:
    """The registry's zones, and the wards in force of its province."""
    wards = units_of_province(registry.authority.province)
    return Choices(
        await zones_by_id(registry),
        {each.code: each.full_name for each in sorted(wards, key=lambda each: fold(each.name))},
    )
