"""The file that saves the honest stickers of a stolen key."""

from __future__ import annotations

import hashlib

import msgspec
import pytest
from foodtrace.errors import MalformedList, RefusedList
from foodtrace.trust import accept_issued_file, encode_issued_file
from trust.makers import STICKER_KEY

_DIGESTS = [hashlib.sha256(bytes((at,))).digest() for at in range(5)]
_FILE = encode_issued_file(_DIGESTS)
_KEY = msgspec.structs.replace(STICKER_KEY, revoked=1, issued=hashlib.sha256(_FILE).digest())


def test_the_file_is_the_sorted_list_of_truncated_hashes() -> None:
    assert b"".join(sorted(digest[:16] for digest in _DIGESTS)) == _FILE
    assert encode_issued_file([*reversed(_DIGESTS), _DIGESTS[0]]) == _FILE
    assert accept_issued_file(_KEY, _FILE) == {digest[:16] for digest in _DIGESTS}


def test_only_the_file_that_the_trust_list_names_is_heard() -> None:
    longer = encode_issued_file([*_DIGESTS, bytes(32)])
    for key, raw in ((_KEY, longer), (_KEY, b""), (STICKER_KEY, _FILE)):
        with pytest.raises(RefusedList) as refused:
            accept_issued_file(key, raw)
        assert refused.value.code == "issued_digest"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (_FILE[:-1], "issued_length"),
        (bytes(16 * (2**20 + 1)), "issued_length"),
        (_FILE[16:32] + _FILE[:16], "issued_order"),
        (_FILE[:16] * 2, "issued_order"),
    ],
)
def test_a_file_of_another_form_is_refused(raw: bytes, code: str) -> None:
    with pytest.raises(MalformedList) as refused:
        accept_issued_file(_KEY, raw)
    assert refused.value.code == code
