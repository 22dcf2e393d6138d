"""The use cases of an issuing authority; keys, time and who acts are arguments."""

from foodtrace.issuing.categories import CATEGORIES
from foodtrace.issuing.changing import Change
from foodtrace.issuing.closing import close_establishment
from foodtrace.issuing.correcting import SIGNED_FACTS, Corrected, correct_establishment
from foodtrace.issuing.drafts import draft_next_trust_list, draft_trust_list
from foodtrace.issuing.issue import issue
from foodtrace.issuing.life import mark_damaged, mark_printed, mark_sound, mark_taken_down
from foodtrace.issuing.numbering import Numbered, gln_of, set_gln
from foodtrace.issuing.particulars import Particulars, correct_particulars, read_particulars
from foodtrace.issuing.recording import (
    Recorded,
    known_establishments,
    random_id,
    record_intake,
    record_rows,
)
from foodtrace.issuing.selection import (
    MAX_IDS,
    LiveSticker,
    Selection,
    each_live_sticker,
    live_stickers,
)
from foodtrace.issuing.standing import reinstate, revoke, suspend
from foodtrace.issuing.status_lists import resign_status_lists, status_due
from foodtrace.issuing.succession import put_up, renew, replace
from foodtrace.issuing.trust_files import (
    current_trust,
    issued_file,
    publish_trust_file,
    published_bundle,
    published_trust_files,
    signing_kids,
)
from foodtrace.issuing.zoning import create_zone, move_to_zone, rename_zone
from foodtrace.registry.tax_codes import is_company_tax_code

__all__ = [
    "CATEGORIES",
    "MAX_IDS",
    "SIGNED_FACTS",
    "Change",
    "Corrected",
    "LiveSticker",
    "Numbered",
    "Particulars",
    "Recorded",
    "Selection",
    "close_establishment",
    "correct_establishment",
    "correct_particulars",
    "create_zone",
    "current_trust",
    "draft_next_trust_list",
    "draft_trust_list",
    "each_live_sticker",
    "gln_of",
    "is_company_tax_code",
    "issue",
    "issued_file",
    "known_establishments",
    "live_stickers",
    "mark_damaged",
    "mark_printed",
    "mark_sound",
    "mark_taken_down",
    "move_to_zone",
    "publish_trust_file",
    "published_bundle",
    "published_trust_files",
    "put_up",
    "random_id",
    "read_particulars",
    "record_intake",
    "record_rows",
    "reinstate",
    "rename_zone",
    "renew",
    "replace",
    "resign_status_lists",
    "revoke",
    "set_gln",
    "signing_kids",
    "status_due",
    "suspend",
]
