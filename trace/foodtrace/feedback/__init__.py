"""What diners report, and how much of it is taken in a time; who sent it is not known here."""

from foodtrace.feedback.handling import handle_report
from foodtrace.feedback.inbox import (
    STATES,
    Inbox,
    ReportLine,
    ReportRecord,
    Step,
    inbox,
    new_reports,
    photo_within,
    report_record,
    reports_of,
)
from foodtrace.feedback.limits import allow
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
    "STATES",
    "Inbox",
    "Report",
    "ReportLine",
    "ReportRecord",
    "Step",
    "allow",
    "find_sending",
    "handle_report",
    "inbox",
    "list_reports",
    "new_reports",
    "photo_within",
    "record_report",
    "report_photo",
    "report_record",
    "reports_of",
]
