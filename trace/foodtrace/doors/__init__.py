"""Establishments as an office works on them: lists of doors, what is to be done, one record; reads only."""

from foodtrace.doors.counting import (
    count_doors,
    count_tasks,
    wards_of_zone,
    zone_lines,
    zone_named,
    zones_within,
)
from foodtrace.doors.exporting import doors_csv, doors_xlsx
from foodtrace.doors.listing import chosen_doors, list_doors, wanted_ids
from foodtrace.doors.record import door_record
from foodtrace.doors.shapes import (
    LIVES,
    STANDINGS,
    TASKS,
    Counts,
    Door,
    DoorPage,
    DoorRecord,
    StickerLife,
    Wanted,
    ZoneLine,
)
from foodtrace.doors.trail import Trail, trail_of

__all__ = [
    "LIVES",
    "STANDINGS",
    "TASKS",
    "Counts",
    "Door",
    "DoorPage",
    "DoorRecord",
    "StickerLife",
    "Trail",
    "Wanted",
    "ZoneLine",
    "chosen_doors",
    "count_doors",
    "count_tasks",
    "door_record",
    "doors_csv",
    "doors_xlsx",
    "list_doors",
    "trail_of",
    "wanted_ids",
    "wards_of_zone",
    "zone_lines",
    "zone_named",
    "zones_within",
]
