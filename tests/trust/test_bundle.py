"""Bundles: everything in one zip, read under counted limits, accepted as a whole or not at all."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from foodtrace.errors import MalformedList, RefusedList
from foodtrace.trust import bundle as bundle_module
from foodtrace.trust import open_bundle, pack_bundle, unpack_bundle
from trust.makers import (
    DAY,
    PIN,
    STATUS,
    TRUST,
    bundle,
    kid,
    public,
    signed_status,
    signed_trust,
    status_list,
    trust_list,
)

_KID = kid("sticker")


def _code(action: Callable[[], object], error: type[Exception] = MalformedList) -> str:
    with pytest.raises(error) as refused:
        action()
    message, code = refused.value.message, refused.value.code  # type: ignore[attr-defined]
    assert "\n" not in message
    assert isinstance(code, str)
    return code


def _zip(files: list[tuple[str, bytes]], method: int = zipfile.ZIP_STORED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return target.getvalue()


def test_a_bundle_comes_back_and_the_same_files_give_the_same_bytes() -> None:
    trust_files = {7: signed_trust(), 10: b"ten", 9: b"nine"}
    status_files = {_KID: signed_status(), bytes(4): b"other"}
    raw = pack_bundle(trust_files, status_files)
    unpacked = unpack_bundle(raw)
    assert unpacked.trust_files == trust_files
    assert unpacked.status_files == status_files
    assert pack_bundle(unpacked.trust_files, unpacked.status_files) == raw
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [
            "trust/7.cose",
            "trust/9.cose",
            "trust/10.cose",
            "status/00000000.cwt",
            "status/873e646a.cwt",
        ]


def test_an_ordinary_zip_tools_files_are_read() -> None:
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raw = _zip([("status/873e646a.cwt", b"s"), ("trust/1.cose", b"t")], method)
        assert unpack_bundle(raw).trust_files == {1: b"t"}


@pytest.mark.parametrize(
    "name",
    [
        "trust/0.cose",
        "trust/01.cose",
        "trust/-1.cose",
        "trust/1.COSE",
        "trust/1.cose.txt",
        "trust/\u0661.cose",
        "trust/12345678901.cose",
        "trust/",
        "/trust/1.cose",
        "../trust/1.cose",
        "trust/../1.cose",
        "status/873E646A.cwt",
        "status/873e646.cwt",
        "status/873e646a0.cwt",
        "status/873e646a.cwt\n",
        "readme.txt",
    ],
)
def test_any_other_name_is_refused(name: str) -> None:
    assert _code(lambda: unpack_bundle(_zip([(name, b"x")]))) in ("bundle_name", "bundle_zip")


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("content", [b"", b"x"])
def test_a_file_twice_is_refused(content: bytes) -> None:
    raw = _zip([("trust/1.cose", content), ("trust/1.cose", content)])
    assert _code(lambda: unpack_bundle(raw)) == "bundle_name"


def test_limits_are_counted_while_inflating() -> None:
    bomb = _zip([("trust/1.cose", bytes(100 << 20))], zipfile.ZIP_DEFLATED)
    assert len(bomb) < 200_000
    assert _code(lambda: unpack_bundle(bomb)) == "bundle_length"
    lied = bytearray(bomb)  # the headers may say what they like
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = lied.index(signature) + offset
        lied[at : at + 4] = (10).to_bytes(4, "little")
    assert _code(lambda: unpack_bundle(bytes(lied))) in ("bundle_length", "bundle_zip")
    many = [(f"trust/{at}.cose", bytes(3 << 20)) for at in range(1, 12)]
    assert _code(lambda: unpack_bundle(_zip(many, zipfile.ZIP_DEFLATED))) == "bundle_length"


def test_the_number_of_files_is_limited() -> None:
    most = bundle_module.ENTRIES_MAX
    assert (
        len(
            unpack_bundle(
                _zip([(f"trust/{at}.cose", b"") for at in range(1, most + 1)])
            ).trust_files
        )
        == most
    )
    for count in (most + 1, 5 * most):
        raw = _zip([(f"trust/{at}.cose", b"") for at in range(1, count + 1)])
        assert _code(lambda: unpack_bundle(raw)) == "bundle_entries"  # noqa: B023


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"PK",
        b"PK\x05\x06" + bytes(17),
        b"not a zip at all" * 10,
        bundle()[:-1],
        bundle()[:-30],
        bundle()[30:],
    ],
)
def test_what_is_no_whole_zip_is_refused(raw: bytes) -> None:
    assert _code(lambda: unpack_bundle(raw)) in ("bundle_zip", "bundle_name")


def test_other_packings_are_refused() -> None:
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        raw = _zip([("trust/1.cose", b"x" * 100)], method)
        assert _code(lambda: unpack_bundle(raw)) == "bundle_zip"  # noqa: B023
    encrypted = bytearray(_zip([("trust/1.cose", b"x" * 100)]))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        encrypted[encrypted.index(signature) + offset] |= 1
    assert _code(lambda: unpack_bundle(bytes(encrypted))) == "bundle_zip"
    assert _code(lambda: unpack_bundle(bytes((8 << 20) + 1))) == "bundle_length"


def test_a_bundle_opens_with_the_pin() -> None:
    trusted = open_bundle(PIN, bundle())
    assert trusted.trust == TRUST
    assert trusted.statuses == {_KID: STATUS}
    assert trusted.held.seq == 7
    assert trusted.held.status_iat(_KID) == STATUS.iat
    assert trusted.held.status_iat(b"none") == 0


def test_a_strangers_complete_bundle_does_not_open() -> None:
    own = trust_list(roots=(public("stranger1"), public("stranger2")))
    raw = pack_bundle({7: signed_trust(own, "stranger1", "stranger2")}, {_KID: signed_status()})
    assert _code(lambda: open_bundle(PIN, raw), RefusedList) == "not_enough_signatures"


def test_names_must_tell_the_truth() -> None:
    raw = pack_bundle({8: signed_trust()}, {})
    assert _code(lambda: open_bundle(PIN, raw)) == "bundle_name"
    raw = pack_bundle({7: signed_trust()}, {bytes(4): signed_status()})
    assert _code(lambda: open_bundle(PIN, raw), RefusedList) == "wrong_subject"


def test_neither_list_is_rolled_back_through_a_bundle() -> None:
    held = open_bundle(PIN, bundle()).held
    assert open_bundle(held, bundle()).held == held
    older = bundle(status=status_list(iat=STATUS.iat - 1))
    assert _code(lambda: open_bundle(held, older), RefusedList) == "rollback"
    newer = trust_list(seq=8, iat=TRUST.iat + DAY)
    held = open_bundle(held, bundle(newer)).held
    assert _code(lambda: open_bundle(held, bundle()), RefusedList) == "rollback"


def test_a_bundle_without_a_trust_list_is_refused() -> None:
    raw = pack_bundle({}, {_KID: signed_status()})
    assert _code(lambda: open_bundle(PIN, raw), RefusedList) == "no_trust_list"


def test_a_bundle_without_a_status_list_opens_and_says_nothing_of_standing() -> None:
    assert open_bundle(PIN, bundle(status=None)).statuses == {}
