"""Trust chain and status lists in one zip, for cable or messaging app, read under counted limits."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping

import msgspec

from foodtrace.errors import MalformedList, RefusedList
from foodtrace.trust.chain import walk_trust_chain
from foodtrace.trust.held import Held
from foodtrace.trust.status_list import FILE_MAX as STATUS_FILE_MAX
from foodtrace.trust.status_list import StatusList, accept_status_file
from foodtrace.trust.trust_file import FILE_MAX as TRUST_FILE_MAX
from foodtrace.trust.trust_file import parse_trust_file
from foodtrace.trust.trust_list import TrustList

BUNDLE_MAX = 8 << 20  # bytes as a file
INFLATED_MAX = 32 << 20  # bytes of all entries
ENTRIES_MAX = 1024
_TRUST_NAME = re.compile(r"trust/([1-9][0-9]{0,9})\.cose", re.ASCII)
_STATUS_NAME = re.compile(r"status/([0-9a-f]{8})\.cwt", re.ASCII)
_DIRECTORY_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 1
_NOT_A_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    ValueError,
    EOFError,
    OSError,
    OverflowError,
)


class Bundle(msgspec.Struct, frozen=True):
    """The files of a bundle, unverified: trust lists by seq, status lists by the sticker kid they are named for."""

    trust_files: dict[int, bytes]
    status_files: dict[bytes, bytes]


class Trusted(msgspec.Struct, frozen=True):
    """What a verdict may lean on: an accepted trust list and accepted status lists by sticker kid.

    `issued` holds, by kid, the truncated token hashes that rescue honest stickers of a revoked key.
    """

    trust: TrustList
    held: Held
    statuses: Mapping[bytes, StatusList]
    issued: Mapping[bytes, frozenset[bytes]] = {}


def pack_bundle(trust_files: Mapping[int, bytes], status_files: Mapping[bytes, bytes]) -> bytes:
    """A zip with trust/<seq>.cose and status/<kid hex>.cwt; the same files give the same bytes."""
    named = [(f"trust/{seq}.cose", trust_files[seq]) for seq in sorted(trust_files)]
    named += [(f"status/{kid.hex()}.cwt", status_files[kid]) for kid in sorted(status_files)]
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, raw in named:
            info = zipfile.ZipInfo(name)  # the date of 1980: no clock here
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = 0o644 << 16
            archive.writestr(info, raw)
    packed = target.getvalue()
    unpack_bundle(packed)
    return packed


def unpack_bundle(raw: bytes) -> Bundle:
    """The files in a bundle; MalformedList bundle_<part>. Nothing in them is looked at."""
    if len(raw) > BUNDLE_MAX:
        raise _fault("length", f"expected at most {BUNDLE_MAX} bytes, found {len(raw)}")
    # Counted before zipfile reads the directory into objects; a chance match in packed bytes is rare.
    if raw.count(_DIRECTORY_ENTRY) > 2 * ENTRIES_MAX:
        raise _fault("entries", f"expected at most {ENTRIES_MAX} files, found more")
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return _read(archive)
    except _NOT_A_ZIP:
        raise _fault("zip", "expected a whole zip file, found damage; fetch it again") from None


def open_bundle(held: Held, raw: bytes) -> Trusted:
    """Everything in a bundle, accepted from what is held; MalformedList or RefusedList if any part is not.

    The new `held` is what a reader keeps, or it could not notice a rollback.
    """
    bundle = unpack_bundle(raw)
    for seq, trust_file in bundle.trust_files.items():
        found = parse_trust_file(trust_file).list.seq
        if found != seq:
            raise _fault("name", f"trust/{seq}.cose holds list {found}")
    trust, held = walk_trust_chain(held, bundle.trust_files.values())
    statuses: dict[bytes, StatusList] = {}
    for name, status_file in bundle.status_files.items():
        kid, status = accept_status_file(trust, status_file, held.status_iat(name))
        if kid != name:
            raise RefusedList(
                f"status/{name.hex()}.cwt speaks for key {kid.hex()}; fetch it again",
                code="wrong_subject",
            )
        statuses[kid] = status
        held = held.with_status_iat(kid, status.iat)
    return Trusted(trust, held, statuses)


def _read(archive: zipfile.ZipFile) -> Bundle:
    entries = archive.infolist()
    if len(entries) > ENTRIES_MAX:
        raise _fault("entries", f"expected at most {ENTRIES_MAX} files, found {len(entries)}")
    trust_files: dict[int, bytes] = {}
    status_files: dict[bytes, bytes] = {}
    left = INFLATED_MAX
    for entry in entries:
        if entry.flag_bits & _ENCRYPTED or entry.compress_type not in (
            zipfile.ZIP_STORED,
            zipfile.ZIP_DEFLATED,
        ):
            raise _fault("zip", "expected plain stored or deflated files, found another kind")
        if match := _TRUST_NAME.fullmatch(entry.filename):
            content = _inflate(archive, entry, min(left, TRUST_FILE_MAX))
            trust_files[int(match[1])] = content
        elif match := _STATUS_NAME.fullmatch(entry.filename):
            content = _inflate(archive, entry, min(left, STATUS_FILE_MAX))
            status_files[bytes.fromhex(match[1])] = content
        else:
            raise _fault(
                "name",
                f"expected trust/<seq>.cose and status/<kid>.cwt, found {entry.filename[:80]!r}",
            )
        left -= len(content)
    if len(trust_files) + len(status_files) < len(entries):
        raise _fault("name", "expected each file once, found one twice")
    return Bundle(trust_files, status_files)


def _inflate(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int) -> bytes:
    """One file's bytes; never more than limit + 1 are inflated, whatever its header says."""
    with archive.open(entry) as source:
        content = source.read(limit + 1)
    if len(content) > limit:
        raise _fault("length", f"{entry.filename} inflates to more than {limit} bytes")
    return content


def _fault(part: str, message: str) -> MalformedList:
    return MalformedList(f"bundle: {message}", code=f"bundle_{part}")
