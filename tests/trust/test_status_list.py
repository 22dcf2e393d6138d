"""Status lists: the example byte for byte, counted inflation, and whose word counts."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable

import cbor2
import msgspec
import pytest
from foodtrace.errors import MalformedList, RefusedList
from foodtrace.trust import (
    StatusList,
    accept_status_file,
    encode_status_list,
    pack_statuses,
    parse_status_list,
)
from hypothesis import given
from hypothesis import strategies as st
from trust.makers import (
    DAY,
    ENTRIES,
    STATUS,
    STATUS_KEY,
    STATUS_URI,
    STICKER_KEY,
    TRUST,
    kid,
    seed,
    signed_status,
    status_list,
    trust_list,
)

_STREAM = bytes.fromhex(
    "78da0b4d600ec50a0065ac0807"
)  # of one zlib build; others pack the same list otherwise
_FILE = encode_status_list(STATUS, seed("status"), _STREAM)


def _code(action: Callable[[], object]) -> str:
    with pytest.raises(MalformedList) as refused:
        action()
    assert "\n" not in refused.value.message
    return refused.value.code


def _refusal(action: Callable[[], object]) -> str:
    with pytest.raises(RefusedList) as refused:
        action()
    assert "\n" not in refused.value.message
    return refused.value.code


def test_the_example_of_the_format_is_reproduced_byte_for_byte() -> None:
    assert hashlib.sha256(_FILE).hexdigest() == (
        "5e48d4f883f09bf9497abf4192f83bd1ea374b33ff31f6d90a290e4c32560ce5"
    )
    parsed = parse_status_list(_FILE)
    assert parsed.list == STATUS
    assert parsed.kid == kid("status")
    assert [STATUS.entry(idx) for idx in range(100)] == [ENTRIES.get(idx, 1) for idx in range(100)]
    assert STATUS.entry(100) is None
    assert STATUS.entry(-1) is None
    assert accept_status_file(TRUST, _FILE) == (kid("sticker"), STATUS)


def test_cbor2_reads_what_we_wrote_and_writes_the_same_bytes() -> None:
    part = cbor2.loads(_FILE)
    assert cbor2.dumps(part, canonical=True) == _FILE
    claims = cbor2.loads(part.value[2])
    assert claims == {
        2: STATUS_URI,
        4: STATUS.exp,
        6: STATUS.iat,
        65533: {"bits": 2, "lst": _STREAM},
        65534: 3600,
    }
    assert cbor2.dumps(claims, canonical=True) == part.value[2]


@given(st.dictionaries(st.integers(0, 999), st.integers(0, 3)), st.integers(1000, 1100))
def test_entries_come_back_and_what_was_not_issued_is_1(entries: dict[int, int], size: int) -> None:
    status = status_list(lst=pack_statuses(entries, size))
    read = parse_status_list(signed_status(status)).list
    assert all(read.entry(idx) == entries.get(idx, 1) for idx in range(size))
    assert read.entry(size + 4) is None


@pytest.mark.parametrize(("idx", "status"), [(-1, 0), (100, 0), (0, 4), (0, -1)])
def test_an_entry_out_of_bounds_is_not_packed(idx: int, status: int) -> None:
    assert _code(lambda: pack_statuses({idx: status}, 100)) == "status_entry"


def test_the_largest_list_and_one_more() -> None:
    largest = status_list(lst=pack_statuses({}, 2**20))
    assert len(largest.lst) == 262_144
    assert parse_status_list(signed_status(largest)).list.entry(2**20 - 1) == 1
    assert _code(lambda: pack_statuses({}, 2**20 + 1)) == "status_lst"
    assert _code(lambda: signed_status(status_list(lst=bytes(262_145)))) == "status_lst"
    assert _code(lambda: signed_status(status_list(lst=b""))) == "status_lst"


def test_a_bomb_is_stopped_while_inflating() -> None:
    bomb = zlib.compress(bytes(300_000_000), 9)
    assert len(bomb) < 300_000
    assert _code(lambda: encode_status_list(STATUS, seed("status"), bomb)) == "status_lst"


@pytest.mark.parametrize(
    "stream",
    [
        b"\x00",
        _STREAM[:-1],
        _STREAM[:-4],
        _STREAM + b"\x00",
        _STREAM + _STREAM,
        _STREAM[2:-4],  # raw deflate
        _STREAM[:-1] + b"\x08",  # wrong checksum
        zlib.compress(b""),
        b"\x1f\x8b" + bytes(20),
        b"\x78\xbb" + bytes(20),  # asks for a preset dictionary
    ],
)
def test_a_stream_that_is_not_one_whole_list_is_refused(stream: bytes) -> None:
    assert _code(lambda: encode_status_list(STATUS, seed("status"), stream)) == "status_lst"


def test_a_stream_of_another_list_is_not_signed() -> None:
    other = zlib.compress(b"\x55" * 25)
    assert _code(lambda: encode_status_list(STATUS, seed("status"), other)) == "status_lst"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"exp": STATUS.iat}, "status_exp"),
        ({"exp": STATUS.iat + 31 * DAY + 1}, "status_exp"),
        ({"ttl": 0}, "status_ttl"),
        ({"sub": ""}, "status_sub"),
        ({"sub": "a" * 256}, "status_sub"),
        ({"iat": 2**32}, "status_exp"),
    ],
)
def test_a_list_out_of_bounds_is_not_signed(changes: dict[str, object], code: str) -> None:
    if "iat" in changes:
        changes |= {"exp": 2**32 + 1}
    assert _code(lambda: signed_status(status_list(**changes))) == code


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("6462697473" + "02", "6462697473" + "01"),
        ("6462697473", "6462697453"),
        ("a2636c7374", "a3636c7374"),
        ("19fffd", "19fffc"),
        ("190e10", "1a00000e10"),
        ("a502", "a402"),
        ("d284", "d283"),
        ("781a", "7819"),
    ],
)
def test_every_other_encoding_is_refused(old: str, new: str) -> None:
    raw = _FILE.replace(bytes.fromhex(old), bytes.fromhex(new), 1)
    assert raw != _FILE
    assert _code(lambda: parse_status_list(raw)).startswith("status_")


def test_a_file_ends_where_it_ends() -> None:
    assert _code(lambda: parse_status_list(_FILE + b"\x00")) == "status_trailing"
    for end in range(len(_FILE)):
        assert _code(lambda: parse_status_list(_FILE[:end])) == "status_cbor"  # noqa: B023
    assert _code(lambda: parse_status_list(bytes(400_000))) == "status_length"


def test_every_flipped_bit_of_a_file_is_refused() -> None:
    for bit in range(8 * len(_FILE)):
        raw = bytearray(_FILE)
        raw[bit // 8] ^= 1 << bit % 8
        with pytest.raises((MalformedList, RefusedList)):
            accept_status_file(TRUST, bytes(raw))


def _trust_with(**changes: object) -> object:
    return trust_list(keys=(STICKER_KEY, msgspec.structs.replace(STATUS_KEY, **changes)))


def test_only_a_status_key_of_the_trust_list_is_heard() -> None:
    for signer, code in (("stranger", "unknown_status_key"), ("sticker", "wrong_role")):
        raw = signed_status(STATUS, signer)
        assert _refusal(lambda: accept_status_file(TRUST, raw)) == code  # noqa: B023
    assert _refusal(lambda: accept_status_file(trust_list(keys=(STICKER_KEY,)), _FILE)) == (
        "unknown_status_key"
    )


def test_a_revoked_status_key_is_not_heard() -> None:
    revoked = trust_list(keys=(STICKER_KEY, msgspec.structs.replace(STATUS_KEY, revoked=1)))
    assert _refusal(lambda: accept_status_file(revoked, _FILE)) == "key_revoked"


@pytest.mark.parametrize(
    ("nbf", "naf", "is_heard"),
    [
        (STATUS.iat, STATUS.iat + 1, True),
        (STATUS.iat + 1, STATUS.iat + 2, False),
        (STATUS.iat - 1, STATUS.iat, False),
    ],
)
def test_a_status_key_is_heard_inside_its_window(nbf: int, naf: int, is_heard: bool) -> None:
    trust = trust_list(keys=(STICKER_KEY, msgspec.structs.replace(STATUS_KEY, nbf=nbf, naf=naf)))
    if is_heard:
        assert accept_status_file(trust, _FILE)
    else:
        assert _refusal(lambda: accept_status_file(trust, _FILE)) == "outside_window"


def test_a_list_speaks_for_the_sticker_key_whose_address_it_names() -> None:
    other = msgspec.structs.replace(STICKER_KEY, status_uri="https://qr.example.vn/other")
    trust = trust_list(keys=(other, STATUS_KEY))
    assert _refusal(lambda: accept_status_file(trust, _FILE)) == "unknown_subject"
    # an address beside a status key is nobody's
    trust = trust_list(keys=(msgspec.structs.replace(STATUS_KEY, status_uri=STATUS_URI), other))
    assert _refusal(lambda: accept_status_file(trust, _FILE)) == "unknown_subject"


def test_a_forged_signature_is_refused() -> None:
    raw = bytearray(_FILE)
    raw[-1] ^= 1
    assert _refusal(lambda: accept_status_file(TRUST, bytes(raw))) == "bad_signature"


def test_iat_never_falls() -> None:
    assert accept_status_file(TRUST, _FILE, STATUS.iat)
    assert _refusal(lambda: accept_status_file(TRUST, _FILE, STATUS.iat + 1)) == "rollback"


def test_lists_of_many_entries_are_small() -> None:
    entries = {idx: int(idx % 97 == 0) for idx in range(131_072)}
    assert len(signed_status(status_list(lst=pack_statuses(entries, 131_072)))) < 4_096


def test_a_status_list_is_plain_to_build() -> None:
    status = StatusList(STATUS_URI, STATUS.iat, STATUS.exp, 60, pack_statuses({0: 3}, 1))
    assert [status.entry(idx) for idx in range(5)] == [3, 1, 1, 1, None]
