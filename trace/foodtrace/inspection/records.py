"""The record of one visit as a phone sends it: read from JSON, bounded, and nothing decided yet."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Annotated, Final, Literal

import msgspec

from foodtrace.errors import InvalidRequest
from foodtrace.plain_text import clean_text

__all__ = [
    "MAX_NOTES",
    "MAX_PHOTOS",
    "VisitRecord",
    "VisitVerdict",
    "content_digest",
    "parse_visit",
]

MAX_NOTES: Final = 4000
MAX_PHOTOS: Final = 3
# 2020-01-01 and 2100-01-01: outside of it no clock can be meant.
_EARLIEST, _LATEST = 1_577_836_800, 4_102_444_800

_Hex4 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{8}$")]
_Hex32 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
_Key = Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9_]{0,39}$")]


class VisitVerdict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The three answers that the phone gave, as `foodtrace.verdict` names them."""

    genuine: Literal["yes", "no", "key revoked", "unknown issuer", "unreadable", "not checked"]
    standing: Literal[
        "revoked",
        "replaced",
        "expired",
        "not yet in force",
        "suspended",
        "in force",
        "unknown",
    ]
    freshness: Literal["fresh", "stale", "missing"]


class VisitRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was seen at one door. `results` has an option for each item that was looked at.

    `visited_at` is unix seconds by the phone's clock; `kid` and `token_sha256` are lower-case hex.
    """

    verdict: VisitVerdict
    visited_at: Annotated[int, msgspec.Meta(ge=_EARLIEST, lt=_LATEST)]
    results: Annotated[dict[_Key, _Key], msgspec.Meta(max_length=40)]
    notes: str = ""
    kid: _Hex4 | None = None
    idx: Annotated[int, msgspec.Meta(ge=0, lt=2**20)] | None = None
    establishment_id: Annotated[int, msgspec.Meta(ge=1, lt=2**32)] | None = None
    token_sha256: _Hex32 | None = None
    typed_code: Annotated[str, msgspec.Meta(max_length=40)] | None = None


def parse_visit(raw: bytes) -> VisitRecord:
    """Read a visit from JSON. Raises InvalidRequest: visit (shape or a value), notes_too_long.

    Control characters are dropped from the notes rather than refused: nobody could take them out of a
    record that waits on a phone.
    """
    try:
        record = msgspec.json.decode(raw, type=VisitRecord)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        # The line names the field, and of the value its type at most.
        raise InvalidRequest(
            f"expected the record of a visit as JSON: {error}", code="visit"
        ) from error
    notes = clean_text(record.notes)
    if len(notes) > MAX_NOTES:
        raise InvalidRequest(
            f"expected notes of at most {MAX_NOTES} characters, got {len(notes)}; shorten them",
            code="notes_too_long",
        )
    return msgspec.structs.replace(record, notes=notes)


def content_digest(record: VisitRecord, photos: Sequence[bytes]) -> bytes:
    """SHA-256 that is the same for the same visit, however its JSON was spaced or ordered."""
    whole = hashlib.sha256(msgspec.json.encode(record, order="deterministic"))
    for photo in photos:
        whole.update(hashlib.sha256(photo).digest())
    return whole.digest()
