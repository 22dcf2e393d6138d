"""A folder of key files: how they are named, listed and found by role and kid."""

from __future__ import annotations

import os
import shlex
import stat
from pathlib import Path

from foodtrace.errors import KeyUnavailable
from foodtrace.keystore.envelope import KeyInfo
from foodtrace.keystore.files import describe_key


def key_filename(role: str, kid: bytes) -> str:
    """`<role>-<kid hex>.key`, for example sticker-873e646a.key."""
    return f"{role}-{kid.hex()}.key"


def create_key_folder(folder: Path) -> None:
    """Make `folder` with mode 0700; one that others may enter is refused (`key_folder_mode`)."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        mode = stat.S_IMODE(folder.stat().st_mode)
    except OSError as error:
        raise KeyUnavailable(
            f"The key folder {folder} cannot be made ({error.strerror}): check the path and its owner.",
            code="key_unwritable",
        ) from None
    if os.name == "posix" and mode & 0o077:
        raise KeyUnavailable(
            f"Others on this machine can enter {folder} (mode {mode:04o}, expected 0700): "
            f"run  chmod 700 {shlex.quote(str(folder))}  and try again.",
            code="key_folder_mode",
        )


def list_keys(folder: Path, role: str | None = None) -> list[tuple[Path, KeyInfo]]:
    """Every `*.key` file directly in `folder` (of `role`), by name; [] when there is no folder.

    Raises what `describe_key` raises: a damaged or readable-by-others file is not passed over.
    """
    # By name first: a damaged file of another role is no reason to stop.
    pattern = f"{role}-*.key" if role else "*.key"
    described = [(path, describe_key(path)) for path in sorted(folder.glob(pattern))]
    return [(path, info) for path, info in described if role in (None, info.role)]


def find_key(folder: Path, role: str, kid: bytes | None = None) -> tuple[Path, KeyInfo]:
    """The key of `role` (and `kid`) in `folder`; with several and no kid, the newest by its date.

    Raises KeyUnavailable (`key_missing`) when there is none.
    """
    found = [entry for entry in list_keys(folder, role) if kid in (None, entry[1].kid)]
    if not found:
        name = key_filename(role, kid) if kid is not None else f"{role}-*.key"
        raise KeyUnavailable(
            f"There is no {role} key {name} in {folder}: if it was taken offline, "
            "bring it back for this step.",
            code="key_missing",
            role=role,
        )
    return max(found, key=lambda entry: entry[1].created)
