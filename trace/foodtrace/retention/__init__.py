"""How long private data are kept, and their removal, export and erasure."""

from foodtrace.retention.items import ITEMS, Item
from foodtrace.retention.keeping import (
    LONGEST_DAYS,
    Removed,
    Time,
    retain,
    retention_times,
    set_retention_time,
)
from foodtrace.retention.particulars import erase_particulars, export_particulars

__all__ = [
    "ITEMS",
    "LONGEST_DAYS",
    "Item",
    "Removed",
    "Time",
    "erase_particulars",
    "export_particulars",
    "retain",
    "retention_times",
    "set_retention_time",
]
