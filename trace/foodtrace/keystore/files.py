"""Key files on disk: created once and whole, readable by their owner alone."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shlex
import stat
from pathlib import Path

from foodtrace.errors import InvalidRequest, KeyUnavailable
from foodtrace.keystore.envelope import (
    KDF_INTERACTIVE,
    KDF_MODERATE,
    MAX_FILE_BYTES,
    ROLES,
    SEED_BYTES,
    Envelope,
    Kdf,
    KeyInfo,
    encode_envelope,
    parse_envelope,
    seal,
    unseal,
)
from foodtrace.keystore.passphrase import Passphrase, require_passphrase

_SALT_BYTES = 16


def create_key(
    path: Path,
    seed: bytes,
    passphrase: Passphrase | str | None,
    *,
    role: str,
    now: int,
    kdf: Kdf | None = None,
) -> KeyInfo:
    """Write the key file `path` (mode 0600) for a 32-byte Ed25519 `seed`; an existing file is never replaced.

    A missing folder is made with mode 0700. `role` is root, sticker or status; `now` unix seconds. The
    file appears whole or not at all. Raises KeyUnavailable (`no_passphrase`, `key_exists`, `key_unwritable`).
    """
    if role not in ROLES or len(seed) != SEED_BYTES:
        raise InvalidRequest(f"A key has a role ({', '.join(ROLES)}) and a {SEED_BYTES}-byte seed.")
    secret = require_passphrase(passphrase, role)
    if kdf is None:
        kdf = KDF_INTERACTIVE if role == "status" else KDF_MODERATE
    if path.exists():
        raise _exists(path)
    envelope = seal(
        seed, secret, role=role, created=now, kdf=kdf, salt=secrets.token_bytes(_SALT_BYTES)
    )
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(path, encode_envelope(envelope), replace=False)
    except FileExistsError:
        raise _exists(path) from None
    except OSError as error:
        raise _unwritable(path, error) from None
    return envelope.info()


def read_key(path: Path, passphrase: Passphrase | str | None) -> bytes:
    """The 32-byte seed. Raises KeyUnavailable: `key_missing`, `key_file_mode`, `key_file_malformed`,
    `no_passphrase`, `wrong_passphrase`; in this order, so nothing is derived in vain."""
    envelope = _load(path)
    return unseal(envelope, require_passphrase(passphrase, envelope.role), str(path))


def describe_key(path: Path) -> KeyInfo:
    """What the file says in the clear. Not checked: that the sealed seed belongs to it (only opening tells)."""
    return _load(path).info()


def change_passphrase(path: Path, old: Passphrase | str | None, new: Passphrase | str) -> KeyInfo:
    """Seal the same seed under another passphrase, with the same work; the file is replaced in one step."""
    envelope = _load(path)
    seed = unseal(envelope, require_passphrase(old, envelope.role), str(path))
    fresh = seal(
        seed,
        require_passphrase(new, envelope.role),
        role=envelope.role,
        created=envelope.created,
        kdf=Kdf(envelope.passes, envelope.memory),
        salt=secrets.token_bytes(_SALT_BYTES),
    )
    try:
        _write(path, encode_envelope(fresh), replace=True)
    except OSError as error:
        raise _unwritable(path, error) from None
    return fresh.info()


def _load(path: Path) -> Envelope:
    try:
        with path.open("rb") as file:
            _check_mode(path, os.fstat(file.fileno()))
            raw = file.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError:
        raise KeyUnavailable(
            f"There is no key file {path}: if it was taken offline, bring it back or name where it is.",
            code="key_missing",
        ) from None
    except OSError as error:
        raise KeyUnavailable(
            f"The key file {path} cannot be read ({error.strerror}): check whose file it is.",
            code="key_missing",
        ) from None
    return parse_envelope(raw, str(path))


def _check_mode(path: Path, status: os.stat_result) -> None:
    mode = stat.S_IMODE(status.st_mode)
    # Windows has no such bits, and a folder is caught when it is read.
    if os.name == "posix" and mode & 0o077 and stat.S_ISREG(status.st_mode):
        raise KeyUnavailable(
            f"Others on this machine can read or change {path} (mode {mode:04o}, expected 0600): "
            f"run  chmod 600 {shlex.quote(str(path))}  and try again.",
            code="key_file_mode",
        )


def _write(path: Path, raw: bytes, *, replace: bool) -> None:
    """Write beside, make durable, then take the name: by rename, or by link, which refuses a taken one."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            beside.replace(path)
        else:
            _take_name(beside, path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            beside.unlink()
    _sync_folder(path.parent)


def _take_name(beside: Path, path: Path) -> None:
    try:
        path.hardlink_to(beside)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.ENOSYS):
            raise
        # A memory stick without hard links: reserve the name first, then put the whole file over it.
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        beside.replace(path)


def _sync_folder(folder: Path) -> None:
    # Some file systems refuse to sync a folder; the file itself is already durable.
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _exists(path: Path) -> KeyUnavailable:
    return KeyUnavailable(
        f"The key file {path} is already there and a key is never overwritten: choose another name.",
        code="key_exists",
    )


def _unwritable(path: Path, error: OSError) -> KeyUnavailable:
    return KeyUnavailable(
        f"The key file {path} cannot be written ({error.strerror}): check the folder and free space.",
        code="key_unwritable",
    )
