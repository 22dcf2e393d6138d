"""What inspectors bring back from their visits: who they are, what they are asked, what they found."""

from foodtrace.inspection.forms import (
    Form,
    Item,
    Label,
    Option,
    current_form,
    parse_form,
    set_form,
)
from foodtrace.inspection.inspectors import (
    TOKEN_RANDOM_BYTES,
    Inspector,
    add_inspector,
    list_inspectors,
    recognise_inspector,
    revoke_inspector,
)
from foodtrace.inspection.kept_visits import Visit, list_visits, visit_photo
from foodtrace.inspection.last_visits import (
    LAST_VISITS_PAGE,
    MAX_LAST_NOTES,
    LastVisit,
    LastVisits,
    last_visits,
)
from foodtrace.inspection.records import (
    MAX_NOTES,
    MAX_PHOTOS,
    VisitRecord,
    VisitVerdict,
    parse_visit,
)
from foodtrace.inspection.visits import (
    FLAGS,
    RecordedVisit,
    record_visit,
)

__all__ = [
    "FLAGS",
    "LAST_VISITS_PAGE",
    "MAX_LAST_NOTES",
    "MAX_NOTES",
    "MAX_PHOTOS",
    "TOKEN_RANDOM_BYTES",
    "Form",
    "Inspector",
    "Item",
    "Label",
    "LastVisit",
    "LastVisits",
    "Option",
    "RecordedVisit",
    "Visit",
    "VisitRecord",
    "VisitVerdict",
    "add_inspector",
    "current_form",
    "last_visits",
    "list_inspectors",
    "list_visits",
    "parse_form",
    "parse_visit",
    "recognise_inspector",
    "record_visit",
    "revoke_inspector",
    "set_form",
    "visit_photo",
]
