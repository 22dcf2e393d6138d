"""Lab results and incidents, the recalls that start from them, and who was told: once each."""

from foodtrace.incidents.answering import OwnersRecall, answer_recall, owners_recall
from foodtrace.incidents.calling import mark_called, phones_of, send_again
from foodtrace.incidents.checking import check_draft
from foodtrace.incidents.following import (
    PLACE_STATES,
    Progress,
    RecallPlace,
    follow_recall,
)
from foodtrace.incidents.notices import PublicNotice, public_notices
from foodtrace.incidents.opening import (
    add_result,
    close_incident,
    note_incident,
    open_incident,
    tie_incident,
)
from foodtrace.incidents.ordering import TOLD_FIRST, Order, Preview, preview_recall, start_recall
from foodtrace.incidents.reading import incident_counts, incident_record, list_incidents
from foodtrace.incidents.shapes import (
    ANSWERS,
    SORTS,
    STATES,
    VERDICTS,
    Draft,
    Incident,
    IncidentRecord,
    LabResult,
    RecallLine,
    Step,
    Ties,
)
from foodtrace.incidents.standing import (
    lift_recall,
    publish_notice,
    run_recall,
    run_standing,
    widen_recall,
    withdraw_notice,
)
from foodtrace.incidents.telling import ANSWER_PATH

__all__ = [
    "ANSWERS",
    "ANSWER_PATH",
    "PLACE_STATES",
    "SORTS",
    "STATES",
    "TOLD_FIRST",
    "VERDICTS",
    "Draft",
    "Incident",
    "IncidentRecord",
    "LabResult",
    "Order",
    "OwnersRecall",
    "Preview",
    "Progress",
    "PublicNotice",
    "RecallLine",
    "RecallPlace",
    "Step",
    "Ties",
    "add_result",
    "answer_recall",
    "check_draft",
    "close_incident",
    "follow_recall",
    "incident_counts",
    "incident_record",
    "lift_recall",
    "list_incidents",
    "mark_called",
    "note_incident",
    "open_incident",
    "owners_recall",
    "phones_of",
    "preview_recall",
    "public_notices",
    "publish_notice",
    "run_recall",
    "run_standing",
    "send_again",
    "start_recall",
    "tie_incident",
    "widen_recall",
    "withdraw_notice",
]
