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
from foodtrace.inspection.owners_word import (
    HOLD_BACK_REASONS,
    MAX_STATEMENT,
    check_reply,
    decide_appeal,
    file_appeal,
    file_reply,
)
from foodtrace.inspection.past_pages import past_establishment
from foodtrace.inspection.placing import place_visit
from foodtrace.inspection.records import (
    MAX_NOTES,
    MAX_PHOTOS,
    VisitRecord,
    VisitVerdict,
    parse_visit,
)
from foodtrace.inspection.reply_links import (
    LINK_DAYS,
    OwnersView,
    Statement,
    follow_reply_link,
    make_reply_link,
    owners_view,
    revoke_reply_links,
)
from foodtrace.inspection.results import (
    Works,
    correct_result,
    declare_result,
    on_weekdays,
    withdraw_result,
)
from foodtrace.inspection.rule_versions import (
    current_rules,
    example_rules,
    list_rule_versions,
    set_rules,
)
from foodtrace.inspection.visit_files import (
    SHOWN_VISITS,
    ListedVisit,
    VisitFile,
    list_visit_files,
    open_visit_file,
)
from foodtrace.inspection.visits import (
    FLAGS,
    RecordedVisit,
    record_visit,
)

__all__ = [
    "FLAGS",
    "HOLD_BACK_REASONS",
    "LAST_VISITS_PAGE",
    "LINK_DAYS",
    "MAX_LAST_NOTES",
    "MAX_NOTES",
    "MAX_PHOTOS",
    "MAX_STATEMENT",
    "SHOWN_VISITS",
    "TOKEN_RANDOM_BYTES",
    "Form",
    "Inspector",
    "Item",
    "Label",
    "LastVisit",
    "LastVisits",
    "ListedVisit",
    "Option",
    "OwnersView",
    "RecordedVisit",
    "Statement",
    "Visit",
    "VisitFile",
    "VisitRecord",
    "VisitVerdict",
    "Works",
    "add_inspector",
    "check_reply",
    "correct_result",
    "current_form",
    "current_rules",
    "decide_appeal",
    "declare_result",
    "example_rules",
    "file_appeal",
    "file_reply",
    "follow_reply_link",
    "last_visits",
    "list_inspectors",
    "list_rule_versions",
    "list_visit_files",
    "list_visits",
    "make_reply_link",
    "on_weekdays",
    "open_visit_file",
    "owners_view",
    "parse_form",
    "parse_visit",
    "past_establishment",
    "place_visit",
    "recognise_inspector",
    "record_visit",
    "revoke_inspector",
    "revoke_reply_links",
    "set_form",
    "set_rules",
    "visit_photo",
    "withdraw_result",
]
