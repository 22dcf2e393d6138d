"""Output files: written beside, made durable, then renamed, so that none is ever seen half written."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO


@contextlib.contextmanager
def replacing(path: Path, *, private: bool = False) -> Iterator[BinaryIO]:
    """A binary file that takes the name `path` when the block ends well, and vanishes when it does not.

    Only its owner may ever read a `private` one. Raises OSError; the folder must exist.
    """
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    # Else the mode is left to the umask: what is written here is meant to be handed on.
    mode = 0o600 if private else 0o666
    try:
        with open(beside, "xb", opener=lambda name, how: os.open(name, how, mode)) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        if error.filename == str(beside) and error.filename2 is None:
            # Who asked for `path` never heard of the name beside it.
            error.filename = str(path)
        raise
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


def write_output(path: Path, raw: bytes, *, private: bool = False) -> None:
    """`raw` as the whole new content of `path`."""
    with replacing(path, private=private) as file:
        file.write(raw)
