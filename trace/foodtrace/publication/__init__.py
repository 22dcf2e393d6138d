"""The public projection: an allow-list; what is not named here does not leave the registry."""

from foodtrace.publication.inspections import (
    PublishedInspection,
    each_published_inspection,
    published_result,
    rule_versions,
)
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
    "Decision",
    "Entry",
    "Names",
    "Page",
    "PublicBasis",
    "PublicEstablishment",
    "PublicInspection",
    "PublicSticker",
    "PublishedInspection",
    "ResultState",
    "Rule",
    "RuleVersion",
    "Rulebook",
    "Scheme",
    "Stats",
    "decide",
    "each_public_establishment",
    "each_published_inspection",
    "known_rules",
    "parse_rulebook",
    "public_establishment",
    "published_result",
    "read_public_establishment",
    "result_states",
    "rule_versions",
    "search",
    "stats",
    "zone_names",
]
