"""Deterministic CBOR (RFC 8949 section 4.2.1) in plain Python: the few kinds that the format uses.

A reader for judging, shared with nothing under judgement: one value for one encoding, or `NotPlain`.
"""

from __future__ import annotations

from typing import Any


class NotPlain(Exception):
    """Bytes that are no deterministic CBOR of the kinds used here."""


class Cut(NotPlain):
    """Bytes that end before the item does."""


class WrongOrder(NotPlain):
    """A map whose keys are not in ascending order of their encodings, each once."""


class Odd:
    """A well-formed value of a kind that the format never uses: a boolean, a float, text not in UTF-8."""


class Tagged:
    """A tag and what it holds."""

    def __init__(self, tag: int, value: Any) -> None:
        self.tag = tag
        self.value = value


def read_one(raw: bytes, start: int = 0) -> tuple[Any, int]:
    """The item at `start` and where it ends."""
    if start >= len(raw):
        raise Cut("ends too early")
    kind, low = raw[start] >> 5, raw[start] & 31
    at = start + 1
    if low < 24:
        number = low
    elif low <= 27:
        width = 1 << (low - 24)
        if at + width > len(raw):
            raise Cut("ends inside a head")
        number = int.from_bytes(raw[at : at + width], "big")
        at += width
        if number < (24, 256, 65536, 2**32)[low - 24]:
            raise NotPlain("not the shortest form")
    else:
        raise NotPlain("indefinite length or reserved head")
    if kind == 0:
        return number, at
    if kind == 1:
        return -1 - number, at
    if kind in (2, 3):
        if at + number > len(raw):
            raise Cut("ends inside a string")
        chunk = raw[at : at + number]
        if kind == 2:
            return chunk, at + number
        try:
            return chunk.decode("utf-8"), at + number
        except UnicodeDecodeError:
            return Odd(), at + number
    if kind == 4:
        items = []
        for _ in range(min(number, len(raw) + 1)):
            item, at = read_one(raw, at)
            items.append(item)
        return items, at
    if kind == 5:
        pairs: dict[Any, Any] = {}
        before = b""
        for _ in range(min(number, len(raw) + 1)):
            key_at = at
            key, at = read_one(raw, at)
            encoded = raw[key_at:at]
            if encoded <= before:
                raise WrongOrder("keys out of order or twice")
            before = encoded
            if not isinstance(key, int | str):
                raise NotPlain("a key that is neither number nor text")
            pairs[key], at = read_one(raw, at)
        return pairs, at
    if kind == 6:
        inner, at = read_one(raw, at)
        return Tagged(number, inner), at
    if raw[start] == 0xF6:
        return None, at
    return Odd(), at


def read_whole(raw: bytes) -> Any:
    """The one item that is the whole of these bytes."""
    value, end = read_one(raw)
    if end != len(raw):
        raise NotPlain("bytes after the end")
    return value


def head(kind: int, number: int) -> bytes:
    """The shortest head of a kind 0..7 and its number."""
    if number < 24:
        return bytes([kind << 5 | number])
    for low, width in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if number < 1 << (8 * width):
            return bytes([kind << 5 | low]) + number.to_bytes(width, "big")
    raise ValueError(number)


def write(value: Any) -> bytes:
    """A value as deterministic CBOR; maps are sorted by their encoded keys."""
    if value is None:
        return b"\xf6"
    if isinstance(value, bool):
        return b"\xf5" if value else b"\xf4"
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        encoded = value.encode()
        return head(3, len(encoded)) + encoded
    if isinstance(value, list | tuple):
        return head(4, len(value)) + b"".join(write(item) for item in value)
    if isinstance(value, dict):
        pairs = sorted((write(key), write(item)) for key, item in value.items())
        return head(5, len(pairs)) + b"".join(key + item for key, item in pairs)
    if isinstance(value, Tagged):
        return head(6, value.tag) + write(value.value)
    raise TypeError(type(value))
