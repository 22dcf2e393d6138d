"""Arguments that need more than text: public keys, kids and files of a bounded size."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import rich_click as click
from foodtrace.errors import FoodtraceError, InvalidRequest

MAX_BYTES: Final = 64 << 20


def read_input(path: Path, most: int = MAX_BYTES) -> bytes:
    """The bytes of a file, at most `most`; raises InvalidRequest (`too_large`) or OSError."""
    with path.open("rb") as file:
        raw = file.read(most + 1)
    if len(raw) > most:
        raise InvalidRequest(
            f"{path} is larger than {most >> 20} MiB, which no file of this kind is.",
            code="too_large",
        )
    return raw


def public_key_option(text: str) -> bytes:
    """A public key (32 bytes): 64 hexadecimal digits, or the key file that holds its private half."""
    from foodtrace.keystore import describe_key
    from foodtrace.trust import check_public_key

    is_hex = len(text) == 64 and not text.lower().strip("0123456789abcdef")
    try:
        public = bytes.fromhex(text) if is_hex else describe_key(Path(text)).public
        check_public_key(public)
    except FoodtraceError as error:
        raise click.BadParameter(f"expected a key file or 64 hexadecimal digits: {error}") from None
    return public


def kid_option(text: str) -> bytes:
    """Eight hexadecimal digits, as `foodtrace trust show` prints them, as 4 bytes."""
    if len(text) != 8 or text.lower().strip("0123456789abcdef"):
        raise click.BadParameter(f"expected a kid of 8 hexadecimal digits, found {text!r}")
    return bytes.fromhex(text)
