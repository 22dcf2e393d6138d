"""The demo's folder: made, recognised and cleared, and never anybody else's files touched."""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path
from typing import Final

import msgspec
from foodtrace.errors import Conflict

_MARK: Final = ".foodtrace-demo"
_OWN: Final = frozenset(
    {_MARK, "passphrase", "registry", "intake", "stickers", "print", "inspector", "receipts"}
)


class DemoFolder(msgspec.Struct, frozen=True):
    """Where each part of the demo lies under `root`."""

    root: Path
    cleared: bool = False

    @property
    def registry(self) -> Path:
        return self.root / "registry"

    @property
    def passphrase(self) -> Path:
        return self.root / "passphrase"

    @property
    def intake(self) -> Path:
        return self.root / "intake"

    @property
    def stickers(self) -> Path:
        return self.root / "stickers"

    @property
    def print(self) -> Path:
        return self.root / "print"

    @property
    def receipts(self) -> Path:
        """A delivery's invoice, to be taken in."""
        return self.root / "receipts"

    @property
    def inspector(self) -> Path:
        """What an inspector carries: bundle and roots, nothing else."""
        return self.root / "inspector"


def prepare_folder(root: Path) -> DemoFolder:
    """An empty demo folder at `root`; an earlier demo there is removed, anything else is refused.

    Raises Conflict (`demo_folder`).
    """
    found = {entry.name for entry in root.iterdir()} if root.is_dir() else set()
    if root.exists() and (not root.is_dir() or (found and _MARK not in found) or found - _OWN):
        strangers = sorted(found - _OWN) or [root.name]
        raise Conflict(
            f"{root} holds something that is not the demo's ({strangers[0]}); "
            "name an empty folder with --out",
            code="demo_folder",
        )
    for name in sorted(found - {_MARK}):
        path = root / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    folder = DemoFolder(root, cleared=len(found) > 1)
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    (root / _MARK).write_text("Made by `foodtrace demo`, which may remove what it made here.\n")
    for path in (folder.intake, folder.print, folder.inspector, folder.receipts):
        path.mkdir()
    return folder


def write_passphrase(folder: DemoFolder) -> None:
    """A new random passphrase, readable by nobody else from the first moment on."""
    descriptor = os.open(folder.passphrase, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(24) + "\n")
