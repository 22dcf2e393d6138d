"""The registry: what an authority knows, kept so that it can be lost only with the disk."""

from foodtrace.registry.day_secrets import day_key, network_of
from foodtrace.registry.establishments import establishment_not_found
from foodtrace.registry.events import (
    EVENT_KINDS,
    Event,
    append_events,
    event_of,
    events_of,
    record_events,
)
from foodtrace.registry.lists import pinned_roots, trusted_from_files
from foodtrace.registry.scan_counts import CITY, ScanKey, add_scans
from foodtrace.registry.snapshot import HotReader
from foodtrace.registry.store import DATABASE_FILE, ROOTS_FILE, Authority, Registry
from foodtrace.registry.zones import find_zone

__all__ = [
    "CITY",
    "DATABASE_FILE",
    "EVENT_KINDS",
    "ROOTS_FILE",
    "Authority",
    "Event",
    "HotReader",
    "Registry",
    "ScanKey",
    "add_scans",
    "append_events",
    "day_key",
    "establishment_not_found",
    "event_of",
    "events_of",
    "find_zone",
    "network_of",
    "pinned_roots",
    "record_events",
    "trusted_from_files",
]
