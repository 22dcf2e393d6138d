"""GS1 at the edge: what a scanner read of a supplier's label, and the links of lots and places; pure."""

from foodtrace.gs1.keys import check_gln, check_gtin, check_lot, check_sscc, gtin_in
from foodtrace.gs1.links import gln_link, gtin_link
from foodtrace.gs1.reading import MAX_SCAN, read_request, read_scan
from foodtrace.gs1.scanned import Measure, Scanned

__all__ = [
    "MAX_SCAN",
    "Measure",
    "Scanned",
    "check_gln",
    "check_gtin",
    "check_lot",
    "check_sscc",
    "gln_link",
    "gtin_in",
    "gtin_link",
    "read_request",
    "read_scan",
]
