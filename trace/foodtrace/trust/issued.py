"""The file that saves the honest stickers of a stolen key: sorted 16-byte truncated hashes of their tokens."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable

from foodtrace.errors import MalformedList, RefusedList
from foodtrace.trust.trust_list import TrustKey

HASH_BYTES = 16
FILE_MAX = HASH_BYTES << 20  # one hash for each number that a key can have


def encode_issued_file(digests: Iterable[bytes]) -> bytes:
    """The hashes of these SHA-256 token digests, truncated, sorted, each once, one after another.

    The SHA-256 of the result stands as `issued` beside the revoked key in the trust list.
    """
    return b"".join(sorted({digest[:HASH_BYTES] for digest in digests}))


def digest_of_issued_file(raw: bytes) -> bytes:
    """What stands as `issued` beside the key. Raises MalformedList (issued_length, issued_order)."""
    _hashes(raw)
    return hashlib.sha256(raw).digest()


def accept_issued_file(key: TrustKey, raw: bytes) -> frozenset[bytes]:
    """The truncated hashes; MalformedList issued_length or issued_order, RefusedList issued_digest."""
    hashes = _hashes(raw)
    if key.issued is None or hashlib.sha256(raw).digest() != key.issued:
        raise RefusedList(
            f"this is not the issued file that the trust list names for key {key.kid.hex()}",
            code="issued_digest",
        )
    return frozenset(hashes)


def _hashes(raw: bytes) -> list[bytes]:
    if len(raw) % HASH_BYTES or len(raw) > FILE_MAX:
        raise MalformedList(
            f"an issued file has a multiple of {HASH_BYTES} and at most {FILE_MAX} bytes, found {len(raw)}",
            code="issued_length",
        )
    hashes = [raw[at : at + HASH_BYTES] for at in range(0, len(raw), HASH_BYTES)]
    if any(a >= b for a, b in itertools.pairwise(hashes)):
        raise MalformedList("an issued file has its hashes sorted, each once", code="issued_order")
    return hashes
