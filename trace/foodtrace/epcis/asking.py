"""What may be asked of events: the parameters of the simple query of EPCIS 2.0, read and checked; pure."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Final

import msgspec

from foodtrace.epcis.canonical import canonical
from foodtrace.epcis.terms import EVENT_TYPES, bare
from foodtrace.errors import InvalidRequest

__all__ = ["MATCHED", "MAX_PER_PAGE", "EventQuery", "parse_query", "wrong"]

MAX_PER_PAGE: Final = 500
_PER_PAGE: Final = 30
#: Fields of an event that hold what a parameter asks for.
MATCHED: Final[dict[str, tuple[str, ...]]] = {
    "MATCH_epc": ("epcList", "childEPCs"),
    "MATCH_parentID": ("parentID",),
    "MATCH_inputEPC": ("inputEPCList",),
    "MATCH_outputEPC": ("outputEPCList",),
    "MATCH_anyEPC": ("epcList", "childEPCs", "inputEPCList", "outputEPCList", "parentID"),
    "MATCH_epcClass": ("quantityList", "childQuantityList"),
    "MATCH_inputEPCClass": ("inputQuantityList",),
    "MATCH_outputEPCClass": ("outputQuantityList",),
    "MATCH_anyEPCClass": (
        "quantityList",
        "childQuantityList",
        "inputQuantityList",
        "outputQuantityList",
    ),
}
_EQUAL: Final = (
    *("eventType", "EQ_action", "EQ_bizStep", "EQ_disposition", "EQ_bizLocation", "EQ_readPoint"),
    "EQ_eventID",
)
_TIMES: Final = ("GE_eventTime", "LT_eventTime", "GE_recordTime", "LT_recordTime")
_FRAME: Final = ("orderBy", "orderDirection", "eventCountLimit", "perPage", "nextPageToken")
_MOST_VALUES: Final = 100


class EventQuery(msgspec.Struct, frozen=True):
    """What is asked for. `values` and `times` hold parameters of EPCIS; times are unix milliseconds."""

    values: dict[str, tuple[str, ...]] = {}
    times: dict[str, int] = {}
    order_by: str = "eventTime"
    falling: bool = True
    limit: int | None = None
    per_page: int = _PER_PAGE
    token: str | None = None


def parse_query(given: Iterable[tuple[str, str]]) -> EventQuery:
    """The query of these parameters. Raises InvalidRequest (epcis_parameter)."""
    values: dict[str, tuple[str, ...]] = {}
    times: dict[str, int] = {}
    frame: dict[str, str] = {}
    for name, text in given:
        if name in values or name in times or name in frame:
            raise wrong(name, "once, several values parted by |", "it twice")
        if name in _TIMES:
            times[name] = _moment(name, text)
        elif name in _FRAME:
            frame[name] = text
        elif name in _EQUAL or name in MATCHED:
            values[name] = _values(name, text)
        else:
            raise InvalidRequest(
                f"expected parameters that are answered here ({', '.join((*_EQUAL, *MATCHED, *_TIMES, *_FRAME))}), "
                f"got {name[:60]!r}",
                code="epcis_parameter",
            )
    order_by = frame.get("orderBy", "eventTime")
    if order_by not in ("eventTime", "recordTime"):
        raise wrong("orderBy", "eventTime or recordTime", order_by)
    direction = frame.get("orderDirection", "DESC")
    if direction not in ("ASC", "DESC"):
        raise wrong("orderDirection", "ASC or DESC", direction)
    return EventQuery(
        values,
        times,
        order_by,
        direction == "DESC",
        _whole("eventCountLimit", frame.get("eventCountLimit"), 10**9),
        min(_whole("perPage", frame.get("perPage"), 10**9) or _PER_PAGE, MAX_PER_PAGE),
        frame.get("nextPageToken"),
    )


def _values(name: str, text: str) -> tuple[str, ...]:
    parts = [part for part in text.split("|") if part]
    if not 1 <= len(parts) <= _MOST_VALUES:
        raise wrong(name, f"1 to {_MOST_VALUES} values parted by |", f"{len(parts)}")
    if any("\0" in part for part in parts):
        raise wrong(name, "text", "a character that is none")
    if name == "EQ_bizStep":
        return tuple(bare("bizStep", part) for part in parts)
    if name == "EQ_disposition":
        return tuple(bare("disposition", part) for part in parts)
    if name == "eventType" and not set(parts) <= set(EVENT_TYPES):
        raise wrong(name, f"types of {', '.join(EVENT_TYPES)}", text)
    if name in MATCHED or name in ("EQ_bizLocation", "EQ_readPoint"):
        return tuple(canonical(part) or part for part in parts)
    return tuple(parts)


def _moment(name: str, text: str) -> int:
    try:
        # In an address a plus that was not escaped is a blank.
        at = datetime.datetime.fromisoformat(text.strip().replace(" ", "+"))
        if at.tzinfo is None:
            raise ValueError(text)
        return int(at.timestamp() * 1000)
    except (ValueError, OverflowError):
        raise wrong(name, "a moment such as 2026-11-21T07:00:00+07:00", text) from None


def _whole(name: str, text: str | None, most: int) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 20 and 1 <= int(text) <= most):
        raise wrong(name, "a whole number from 1", text)
    return int(text)


def wrong(name: str, expected: str, came: str) -> InvalidRequest:
    """The error of a parameter."""
    return InvalidRequest(
        f"{name}: expected {expected}, got {came[:60]!r}", code="epcis_parameter", parameter=name
    )
