"""The use cases of an issuing authority; keys, time and who acts are arguments."""

from foodtrace.issuing.categories import CATEGORIES
from foodtrace.issuing.changing import Change
from foodtrace.issuing.closing import close_establishment
from foodtrace.issuing.drafts import draft_next_trust_list, draft_trust_list
from foodtrace.issuing.issue import issue
from foodtrace.issuing.recording import (
    Recorded,
    known_establishments,
    random_id,
    record_intake,
)
from foodtrace.issuing.selection import (
    LiveSticker,
    Selection,
    each_live_sticker,
    live_stickers,
)
from foodtrace.issuing.standing import reinstate, revoke, suspend
from foodtrace.issuing.status_lists import resign_status_lists, status_due
from foodtrace.issuing.succession import put_up, renew, replace
from foodtrace.issuing.tax_codes import is_company_tax_code
from foodtrace.issuing.trust_files import (
    current_trust,
    publish_trust_file,
    published_bundle,
    published_trust_files,
)

__all__ = [
    "CATEGORIES",
    "Change",
    "LiveSticker",
    "Recorded",
    "Selection",
    "close_establishment",
    "current_trust",
    "draft_next_trust_list",
    "draft_trust_list",
    "each_live_sticker",
    "is_company_tax_code",
    "issue",
    "known_establishments",
    "live_stickers",
    "publish_trust_file",
    "published_bundle",
    "published_trust_files",
    "put_up",
    "random_id",
    "record_intake",
    "reinstate",
    "renew",
    "replace",
    "resign_status_lists",
    "revoke",
    "status_due",
    "suspend",
]
