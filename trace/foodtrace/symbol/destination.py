"""Where a pack is written: a folder or one zip, complete or not there, never half."""

from __future__ import annotations

import contextlib
import os
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

from foodtrace.errors import Conflict, InvalidRequest

try:
    import fcntl
except ImportError:  # Windows: two runs into one folder are then not kept apart
    fcntl = None  # type: ignore[assignment]  # the module or nothing

MANIFEST = "manifest.csv"

# The files that a pack may hold; a folder is cleared of no others.
_OURS = re.compile(
    r"(svg|png|pdf)/[0-9A-Z]{4}-[0-9A-Z]{4}(-[0-9a-f]{8}-[0-9]+)?\.\1"
    r"|(sheets|sheets-m45|a6)(-[0-9]+)?\.pdf"
)
_PART = ".part"


class Destination(Protocol):
    """Takes the files of a pack one by one; `close` writes the manifest and makes the pack whole."""

    def put(self, name: str, content: bytes) -> None: ...
    def close(self, manifest: bytes) -> None: ...


@contextlib.contextmanager
def destination(out: Path) -> Iterator[Destination]:
    """Open a folder, or a zip if the name ends so; a failure leaves no temporary file.

    Raises Conflict if another process writes the same pack, InvalidRequest if it cannot be written.
    """
    try:
        if out.suffix.lower() == ".zip":
            if out.is_dir():
                raise InvalidRequest(
                    f"expected {out} to be a file or not to exist, got a folder; choose another name",
                    code="output",
                )
            with _open_zip(out) as opened:
                yield opened
        else:
            if out.exists() and not out.is_dir():
                raise InvalidRequest(
                    f"expected {out} to be a folder or to end in .zip, got a file; "
                    "choose another name",
                    code="output",
                )
            with _open_folder(out) as opened:
                yield opened
    except OSError as error:
        raise InvalidRequest(
            f"expected to write the pack to {out}, got {error.strerror or error}; "
            "make room or choose another place, then run it again",
            code="output_unwritable",
        ) from error


@contextlib.contextmanager
def _open_folder(out: Path) -> Iterator[Destination]:
    out.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(out, os.O_RDONLY)
    try:
        _lock(descriptor, out)
        folder = _Folder(out)
        try:
            yield folder
        finally:
            folder.drop_parts()
    finally:
        os.close(descriptor)


class _Folder:
    def __init__(self, out: Path) -> None:
        self._out = out
        self._names: set[str] = set()

    def put(self, name: str, content: bytes) -> None:
        path = self._out / name
        part = path.with_name(f".{path.name}{_PART}")
        try:
            part.write_bytes(content)
        except FileNotFoundError:
            path.parent.mkdir(exist_ok=True)
            part.write_bytes(content)
        part.replace(path)
        self._names.add(name)

    def close(self, manifest: bytes) -> None:
        # The manifest says that every file is there, so they must outlive a power cut before it does.
        os.sync()
        self.put(MANIFEST, manifest)
        self._drop_left_over()

    def drop_parts(self) -> None:
        """What a killed run left; ours alone, since we hold the lock."""
        for pattern in (f".*{_PART}", f"svg/.*{_PART}", f"png/.*{_PART}", f"pdf/.*{_PART}"):
            for part in self._out.glob(pattern):
                part.unlink(missing_ok=True)

    def _drop_left_over(self) -> None:
        """A sticker that is no longer in force must not be printed from an earlier run's files."""
        for pattern in ("svg/*.svg", "png/*.png", "pdf/*.pdf", "*.pdf"):
            for path in self._out.glob(pattern):
                name = path.relative_to(self._out).as_posix()
                if name not in self._names and _OURS.fullmatch(name):
                    path.unlink(missing_ok=True)


@contextlib.contextmanager
def _open_zip(out: Path) -> Iterator[Destination]:
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(f".{out.name}{_PART}")
    with _sole(part, out) as file:
        whole = False
        try:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
                packed = _Zip(archive)
                yield packed
            if packed.whole:
                file.flush()
                os.fsync(file.fileno())
                part.replace(out)
                whole = True
        finally:
            if not whole:
                part.unlink(missing_ok=True)


@contextlib.contextmanager
def _sole(part: Path, out: Path) -> Iterator[BinaryIO]:
    """The temporary file, empty and ours alone; one that a killed run left is taken over."""
    while True:
        file = os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT, 0o666), "r+b")
        with file:
            _lock(file.fileno(), out)
            # Another run may have renamed or removed it between our open and our lock.
            with contextlib.suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(file.fileno()), part.stat()):
                    file.truncate()
                    yield file
                    return


class _Zip:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.whole = False

    def put(self, name: str, content: bytes) -> None:
        # A fixed date, so that a re-run gives the same bytes.
        entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
        entry.external_attr = 0o644 << 16
        self._archive.writestr(entry, content)

    def close(self, manifest: bytes) -> None:
        self.put(MANIFEST, manifest)
        self.whole = True


def _lock(descriptor: int, out: Path) -> None:
    """Hold the pack until the descriptor is closed, also by the death of this process."""
    if fcntl is None:
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Conflict(
            f"expected to be alone in writing {out}, but another run is writing it; "
            "wait until it ends, then run this again",
            code="output_busy",
        ) from None
