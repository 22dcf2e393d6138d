"""JSON of strangers into a tree of plain values, within limits, no number through a float; pure."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NoReturn

from foodtrace.errors import InvalidRequest

__all__ = ["MAX_CAPTURE_BYTES", "read_json"]

#: A document larger than this is sent in parts.
MAX_CAPTURE_BYTES: Final = 4 * 1024 * 1024
_MOST_DEEP: Final = 40
_MOST_DIGITS: Final = 40


def read_json(raw: bytes) -> Any:
    """The tree; every number an int or a Decimal. Raises InvalidRequest (epcis_json)."""
    if len(raw) > MAX_CAPTURE_BYTES:
        raise _refused(f"at most {MAX_CAPTURE_BYTES:,} bytes", f"{len(raw):,}; send it in parts")
    try:
        tree = json.loads(
            raw.decode("utf-8-sig"),
            object_pairs_hook=_object,
            parse_float=_decimal,
            parse_int=_whole,
            parse_constant=_constant,
        )
    except UnicodeDecodeError as error:
        raise _refused("text in UTF-8", f"other bytes at {error.start}") from None
    except json.JSONDecodeError as error:
        raise _refused(
            "JSON", f"something else at line {error.lineno}, column {error.colno}: {error.msg}"
        ) from None
    except RecursionError:
        raise _too_deep() from None
    _check(tree)
    return tree


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                raise _refused("each name once in an object", f"{name[:60]!r} twice")
            seen.add(name)
    return found


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise _refused("a number", repr(text[:30])) from None
    if len(text) > _MOST_DIGITS or abs(number.adjusted()) > _MOST_DIGITS:
        raise _refused(f"a number of at most {_MOST_DIGITS} digits", repr(text[:30]))
    return number


def _whole(text: str) -> int | Decimal:
    # Beyond 64 bits JSON has no whole numbers that everybody reads alike.
    return int(text) if len(text) <= 18 else _decimal(text)


def _constant(text: str) -> NoReturn:
    raise _refused("a number", text)


def _check(tree: Any) -> None:
    level, deep = [tree], 0
    while level:
        deep += 1
        if deep > _MOST_DEEP:
            raise _too_deep()
        following: list[Any] = []
        for each in level:
            if isinstance(each, dict):
                for name in each:
                    _check_text(name)
                following += each.values()
            elif isinstance(each, list):
                following += each
            elif isinstance(each, str):
                _check_text(each)
        level = following


def _check_text(text: str) -> None:
    if "\0" in text or (not text.isascii() and any("\ud800" <= sign <= "\udfff" for sign in text)):
        raise _refused("text", f"a character that is none, in {text[:40]!a}")


def _too_deep() -> InvalidRequest:
    return _refused(f"objects and lists at most {_MOST_DEEP} deep", "more")


def _refused(expected: str, came: str) -> InvalidRequest:
    return InvalidRequest(f"expected {expected}, got {came}", code="epcis_json")
