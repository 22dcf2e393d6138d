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


class _PublicKey(click.ParamType):
    name = "KEY"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> bytes:
        from foodtrace.keystore import describe_key
        from foodtrace.trust import check_public_key

        if isinstance(value, bytes):
            return value
        text = str(value)
        is_hex = len(text) == 64 and not text.lower().strip("0123456789abcdef")
        try:
            public = bytes.fromhex(text) if is_hex else describe_key(Path(text)).public
            check_public_key(public)
        except FoodtraceError as error:
            self.fail(f"expected a key file or 64 hexadecimal digits: {error}", param, ctx)
        return public


PUBLIC_KEY: Final = _PublicKey()


class Kid(click.ParamType):
    """Eight hexadecimal digits, as `foodtrace trust show` prints them."""

    name = "KID"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> bytes:
        text = str(value).lower()
        if isinstance(value, bytes):
            return value
        if len(text) != 8 or text.strip("0123456789abcdef"):
            self.fail(f"expected a kid of 8 hexadecimal digits, found {value!r}", param, ctx)
        return bytes.fromhex(text)
