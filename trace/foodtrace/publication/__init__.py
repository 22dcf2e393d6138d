"""The public projection: an allow-list; what is not named here does not leave the registry."""

from foodtrace.publication.projection import public_establishment, read_public_establishment
from foodtrace.publication.search import (
    MAX_LIMIT,
    Page,
    each_public_establishment,
    search,
    zone_names,
)
from foodtrace.publication.shapes import PublicBasis, PublicEstablishment, PublicSticker
from foodtrace.publication.stats import Count, Stats, stats

__all__ = [
    "MAX_LIMIT",
    "Count",
    "Page",
    "PublicBasis",
    "PublicEstablishment",
    "PublicSticker",
    "Stats",
    "each_public_establishment",
    "public_establishment",
    "read_public_establishment",
    "search",
    "stats",
    "zone_names",
]
