"""What diners report, and how much of it is taken in a time; who sent it is not known here."""

from foodtrace.feedback.limits import allow, day_key, network_of
from foodtrace.feedback.reports import (
    CATEGORIES,
    KINDS,
    MAX_CONTACT,
    MAX_TEXT,
    Report,
    find_sending,
    list_reports,
    record_report,
    report_photo,
)

__all__ = [
    "CATEGORIES",
    "KINDS",
    "MAX_CONTACT",
    "MAX_TEXT",
    "Report",
    "allow",
    "day_key",
    "find_sending",
    "list_reports",
    "network_of",
    "record_report",
    "report_photo",
]
