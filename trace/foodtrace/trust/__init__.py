"""Keys, trust lists, status lists and bundles: what a reader believes, from whom and since when; pure."""

from foodtrace.trust.bundle import Bundle, Trusted, open_bundle, pack_bundle, unpack_bundle
from foodtrace.trust.chain import accept_trust_file, walk_trust_chain
from foodtrace.trust.drafting import LIST_DAYS, ListChanges, draft_list, status_uri
from foodtrace.trust.held import Held, encode_held, encode_roots_file, parse_held, parse_roots_file
from foodtrace.trust.issued import accept_issued_file, digest_of_issued_file, encode_issued_file
from foodtrace.trust.keys import (
    check_public_key,
    fingerprint_of,
    kid_of,
    public_of,
    verify_signature,
)
from foodtrace.trust.status_list import (
    SignedStatusList,
    StatusList,
    accept_status_file,
    encode_status_list,
    pack_statuses,
    parse_status_list,
)
from foodtrace.trust.trust_file import (
    SignedTrustList,
    merge_trust_files,
    parse_trust_file,
    sign_trust_payload,
)
from foodtrace.trust.trust_list import (
    STATUS_ROLE,
    STICKER_ROLE,
    Category,
    Host,
    TrustKey,
    TrustList,
    Ward,
    is_specimen_host,
)
from foodtrace.trust.trust_payload import encode_trust_payload, parse_trust_payload

__all__ = [
    "LIST_DAYS",
    "STATUS_ROLE",
    "STICKER_ROLE",
    "Bundle",
    "Category",
    "Held",
    "Host",
    "ListChanges",
    "SignedStatusList",
    "SignedTrustList",
    "StatusList",
    "TrustKey",
    "TrustList",
    "Trusted",
    "Ward",
    "accept_issued_file",
    "accept_status_file",
    "accept_trust_file",
    "check_public_key",
    "digest_of_issued_file",
    "draft_list",
    "encode_held",
    "encode_issued_file",
    "encode_roots_file",
    "encode_status_list",
    "encode_trust_payload",
    "fingerprint_of",
    "is_specimen_host",
    "kid_of",
    "merge_trust_files",
    "open_bundle",
    "pack_bundle",
    "pack_statuses",
    "parse_held",
    "parse_roots_file",
    "parse_status_list",
    "parse_trust_file",
    "parse_trust_payload",
    "public_of",
    "sign_trust_payload",
    "status_uri",
    "unpack_bundle",
    "verify_signature",
    "walk_trust_chain",
]
