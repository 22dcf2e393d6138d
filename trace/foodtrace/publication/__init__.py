"""The public projection: an allow-list; what is not named here does not leave the registry."""

from foodtrace.publication.breakdowns import (
    BREAKDOWNS,
    SCHEMES,
    Breakdown,
    MonthCount,
    ScanCount,
    StandingCount,
    breakdown,
)
from foodtrace.publication.grid import Cell
from foodtrace.publication.inspections import (
    PublishedInspection,
    each_published_inspection,
    published_result,
    rule_versions,
)
from foodtrace.publication.origins import (
    BOOK_DAYS,
    FOOD_GROUPS,
    ORIGIN_DAYS,
    ORIGIN_LINES,
    PublicOrigin,
    end_consent,
)
from foodtrace.publication.picture import LateYear, Picture, city_picture
from foodtrace.publication.projection import public_establishment, read_public_establishment
from foodtrace.publication.rulebook import Names, Rule, Rulebook, Scheme, parse_rulebook
from foodtrace.publication.rules import (
    Decision,
    Entry,
    PublicInspection,
    ResultState,
    RuleVersion,
    decide,
    known_rules,
    result_states,
)
from foodtrace.publication.scan_weeks import ScanWeek
from foodtrace.publication.search import (
    MAX_LIMIT,
    Page,
    each_public_establishment,
    search,
    zone_names,
)
from foodtrace.publication.shapes import PublicBasis, PublicEstablishment, PublicSticker
from foodtrace.publication.stats import SOON_DAYS, Count, Stats, stats
from foodtrace.publication.suppression import LEAST, suppress

__all__ = [
    "BOOK_DAYS",
    "BREAKDOWNS",
    "FOOD_GROUPS",
    "LEAST",
    "MAX_LIMIT",
    "ORIGIN_DAYS",
    "ORIGIN_LINES",
    "SCHEMES",
    "SOON_DAYS",
    "Breakdown",
    "Cell",
    "Count",
    "Decision",
    "Entry",
    "LateYear",
    "MonthCount",
    "Names",
    "Page",
    "Picture",
    "PublicBasis",
    "PublicEstablishment",
    "PublicInspection",
    "PublicOrigin",
    "PublicSticker",
    "PublishedInspection",
    "ResultState",
    "Rule",
    "RuleVersion",
    "Rulebook",
    "ScanCount",
    "ScanWeek",
    "Scheme",
    "StandingCount",
    "Stats",
    "breakdown",
    "city_picture",
    "decide",
    "each_public_establishment",
    "each_published_inspection",
    "end_consent",
    "known_rules",
    "parse_rulebook",
    "public_establishment",
    "published_result",
    "read_public_establishment",
    "result_states",
    "rule_versions",
    "search",
    "stats",
    "suppress",
    "zone_names",
]
