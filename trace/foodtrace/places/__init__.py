"""Places: wards by (scheme date, code), old to new, addresses taken apart, Vietnamese text folding."""

from foodtrace.places.address_reading import Address
from foodtrace.places.addresses import resolve_ward, split_address
from foodtrace.places.doors import door_order
from foodtrace.places.folding import fold
from foodtrace.places.former import Former, former_units
from foodtrace.places.resolving import OUTCOMES, Resolution
from foodtrace.places.units import (
    FROM_DAY,
    IN_FORCE,
    OLD,
    Province,
    Unit,
    former_provinces,
    province,
    provinces,
    successors,
    unit,
    units_of_province,
    wards_for_trust_list,
)

__all__ = [
    "FROM_DAY",
    "IN_FORCE",
    "OLD",
    "OUTCOMES",
    "Address",
    "Former",
    "Province",
    "Resolution",
    "Unit",
    "door_order",
    "fold",
    "former_provinces",
    "former_units",
    "province",
    "provinces",
    "resolve_ward",
    "split_address",
    "successors",
    "unit",
    "units_of_province",
    "wards_for_trust_list",
]
