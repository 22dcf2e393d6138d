"""The small part of CBOR that foodtrace signs, written and read by position in shortest form (RFC 8949, 4.2.1).

A general decoder takes duplicate keys, long forms, indefinite lengths and trailing bytes silently. This
reader is told at each step what must come next, so each value has exactly one encoding that is accepted.
"""

from __future__ import annotations

from typing import NoReturn

_UINT, _NEGATIVE, _BYTES, _TEXT, _ARRAY, _MAP, _TAG, _SIMPLE = range(8)
_KIND_NAMES = (
    "an unsigned integer",
    "a negative integer",
    "a byte string",
    "a text",
    "an array",
    "a map",
    "a tag",
    "a simple value or float",
)
NULL = b"\xf6"


class CborError(Exception):
    """What was expected and what came; `part` names the field, or is cbor, order or trailing."""

    def __init__(self, part: str, message: str) -> None:
        super().__init__(message)
        self.part = part


def encode_head(major: int, value: int) -> bytes:
    """The shortest head of major type 0..7 with argument 0..2**64-1."""
    major <<= 5
    if value < 24:
        return bytes((major | value,))
    if value < 0x100:
        return bytes((major | 24, value))
    if value < 0x10000:
        return bytes((major | 25,)) + value.to_bytes(2, "big")
    if value < 0x1_0000_0000:
        return bytes((major | 26,)) + value.to_bytes(4, "big")
    return bytes((major | 27,)) + value.to_bytes(8, "big")


def encode_uint(value: int) -> bytes:
    return encode_head(_UINT, value)


def encode_negative(value: int) -> bytes:
    """A negative integer -1..-2**64."""
    return encode_head(_NEGATIVE, -1 - value)


def encode_bytes(value: bytes) -> bytes:
    return encode_head(_BYTES, len(value)) + value


def encode_text(value: str) -> bytes:
    raw = value.encode()
    return encode_head(_TEXT, len(raw)) + raw


def encode_array(*items: bytes) -> bytes:
    """An array of items that are already encoded."""
    return encode_head(_ARRAY, len(items)) + b"".join(items)


def encode_map(*pairs: tuple[bytes, bytes]) -> bytes:
    """A map of encoded pairs, put into deterministic order (bytewise by encoded key)."""
    ordered = sorted(pairs)
    return encode_head(_MAP, len(ordered)) + b"".join(key + value for key, value in ordered)


class Reader:
    """Reads one value after another from `raw`; every method raises CborError and nothing else."""

    __slots__ = ("at", "raw")

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.at = 0

    def _head(self, major: int, part: str) -> int:
        """The argument of the next head, which must be of `major` and shortest."""
        raw, at = self.raw, self.at
        if at >= len(raw):
            self._truncated(part)
        first = raw[at]
        if first >> 5 != major:
            came = _KIND_NAMES[first >> 5]
            raise CborError(part, f"{part} must be {_KIND_NAMES[major]}, found {came}")
        short = first & 31
        if short < 24:
            self.at = at + 1
            return short
        if short > 27:
            raise CborError(
                "cbor",
                f"{part} has an indefinite or reserved head 0x{first:02x}; only definite ones",
            )
        size = 1 << (short - 24)
        end = at + 1 + size
        if end > len(raw):
            self._truncated(part)
        value = int.from_bytes(raw[at + 1 : end], "big")
        if value < (24, 0x100, 0x10000, 0x1_0000_0000)[short - 24]:
            raise CborError("cbor", f"{part} is written longer than it needs; only shortest forms")
        self.at = end
        return value

    def _truncated(self, part: str) -> NoReturn:
        raise CborError("cbor", f"the bytes end inside {part}; they are cut short")

    def _take(self, size: int, part: str) -> bytes:
        at = self.at
        end = at + size
        if end > len(self.raw):
            self._truncated(part)
        self.at = end
        return self.raw[at:end]

    def uint(self, part: str, low: int, high: int) -> int:
        """An unsigned integer low..high."""
        value = self._head(_UINT, part)
        if not low <= value <= high:
            raise CborError(part, f"{part} must be {low}..{high}, found {value}")
        return value

    def octets(self, part: str, low: int, high: int) -> bytes:
        """A byte string of low..high bytes."""
        return self._take(self._sized(_BYTES, part, low, high), part)

    def text(self, part: str, low: int, high: int) -> str:
        """A text of low..high bytes of UTF-8."""
        raw = self._take(self._sized(_TEXT, part, low, high), part)
        try:
            return raw.decode()
        except UnicodeDecodeError:
            raise CborError(part, f"{part} must be UTF-8, found other bytes") from None

    def array(self, part: str, low: int, high: int) -> int:
        """The head of an array of low..high items; gives their number."""
        return self._sized(_ARRAY, part, low, high)

    def map(self, part: str, low: int, high: int) -> int:
        """The head of a map of low..high pairs; gives their number."""
        return self._sized(_MAP, part, low, high)

    def _sized(self, major: int, part: str, low: int, high: int) -> int:
        size = self._head(major, part)
        if not low <= size <= high:
            unit = "bytes" if major in (_BYTES, _TEXT) else "entries"
            raise CborError(part, f"{part} must have {low}..{high} {unit}, found {size}")
        return size

    def expect(self, encoded: bytes, part: str, what: str) -> None:
        """Exactly these bytes, described in messages by `what`; a fault is named `part`."""
        found = self.raw[self.at : self.at + len(encoded)]
        if found != encoded:
            if encoded.startswith(found):
                self._truncated(what)
            raise CborError(part, f"expected {what} (0x{encoded.hex()}), found 0x{found.hex()}")
        self.at += len(encoded)

    def null(self) -> bool:
        """True, and past it, where null comes next."""
        if self.raw[self.at : self.at + 1] == NULL:
            self.at += 1
            return True
        return False

    def uint_or_null(self, part: str, low: int, high: int) -> int | None:
        return None if self.null() else self.uint(part, low, high)

    def end(self) -> None:
        """Nothing may come after."""
        left = len(self.raw) - self.at
        if left:
            raise CborError("trailing", f"expected the end, found {left} more bytes")
