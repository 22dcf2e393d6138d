"""The bar charts: rows sorted by count, each a bar of three parts with its numbers beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from foodtrace.publication import breakdown

from foodtrace_api.city.numbers import month, percent
from foodtrace_api.facts import category_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from foodtrace.publication import Count, Picture
    from foodtrace.trust import Trusted

    from foodtrace_api.words import Words

# The longest lists fold up after so many rows.
_FIRST: Final = 12
_MONTHS: Final = 12


class Bar(msgspec.Struct, frozen=True):
    """One row. `solid`, `hatch` and `outline` are parts of the chart's width in percent, one after another.

    `vietnamese` says that the name is a Vietnamese one on a page in any language.
    """

    name: str
    solid: float
    hatch: float
    outline: float
    cells: tuple[str, ...]
    vietnamese: bool = False


class Section(msgspec.Struct, frozen=True):
    """A chart with its table; `query` leads to the same numbers as JSON and CSV."""

    key: str
    heading: str
    note: str
    columns: tuple[str, ...]
    first: tuple[Bar, ...]
    rest: tuple[Bar, ...]
    legend: str
    query: str


def sections_of(picture: Picture, trusted: Trusted | None, w: Words) -> tuple[Section, ...]:
    """Every chart of the page in its order."""
    stats = picture.stats
    categories = [
        msgspec.structs.replace(count, name=category_name(int(count.key), trusted, w))
        for count in stats.by_category
    ]
    note_old = w("city_old_note")
    return (
        _counts("ward", stats.by_ward, w, "by=ward", vietnamese=True),
        _counts(
            "district", picture.by_old_district, w, "by=district", note=note_old, vietnamese=True
        ),
        _counts(
            "old_ward", picture.by_old_ward, w, "by=ward&scheme=old", note=note_old, vietnamese=True
        ),
        _counts("zone", stats.by_zone, w, "by=zone", vietnamese=True),
        _counts("category", categories, w, "by=category"),
        _standings(picture, w),
        _months(picture, w),
    )


def _counts(
    key: str,
    counts: Sequence[Count],
    w: Words,
    query: str,
    *,
    note: str = "",
    vietnamese: bool = False,
) -> Section:
    whole = sum(count.establishments for count in counts)
    # What is not known stands last, whatever its size, and does not set the scale.
    known = sorted((c for c in counts if c.key), key=lambda c: (-c.establishments, c.name))
    most = max((c.establishments for c in known), default=0)
    rows = [_bar(count, most, whole, w, vietnamese=vietnamese) for count in known]
    unknown = [
        msgspec.structs.replace(_bar(c, 0, whole, w), name=w("city_not_known"))
        for c in counts
        if not c.key
    ]
    first, rest = _fold(rows)
    return Section(
        key=key,
        heading=w(f"city_by_{key}"),
        note=note,
        columns=(w("city_column_count"), w("city_column_share"), w("city_column_in_force")),
        first=(*first, *(() if rest else unknown)),
        rest=(*rest, *unknown) if rest else (),
        legend="standing",
        query=query,
    )


def _bar(count: Count, most: int, whole: int, w: Words, *, vietnamese: bool = False) -> Bar:
    lasting = count.in_force - count.soon
    others = count.establishments - count.in_force
    return Bar(
        name=count.name,
        solid=_part(lasting, most),
        hatch=_part(count.soon, most),
        outline=_part(others, most),
        cells=(
            w.number(count.establishments),
            percent(count.establishments, whole, w),
            percent(count.in_force, count.establishments, w),
        ),
        vietnamese=vietnamese,
    )


def _standings(picture: Picture, w: Words) -> Section:
    total = picture.stats.total
    whole = total.establishments
    rows = []
    for item in breakdown(picture, "standing").items:
        key, count = str(getattr(item, "key", "")), int(getattr(item, "establishments", 0))
        in_force = key == "in_force"
        rows.append(
            Bar(
                name=w(f"city_standing_{key}"),
                solid=_part(count - total.soon, whole) if in_force else 0,
                hatch=_part(total.soon, whole) if in_force else 0,
                outline=0 if in_force else _part(count, whole),
                cells=(w.number(count), percent(count, whole, w)),
            )
        )
    return Section(
        key="standing",
        heading=w("city_by_standing"),
        note="",
        columns=(w("city_column_count"), w("city_column_share")),
        first=tuple(rows),
        rest=(),
        legend="standing",
        query="by=standing",
    )


def _months(picture: Picture, w: Words) -> Section:
    """The next months in which anything ends, and all that comes after them in one row."""
    expiring, renewed = picture.stats.expiring, picture.stats.renewed
    keys = sorted({*expiring, *renewed})
    counted = [(key, expiring.get(key, 0), renewed.get(key, 0)) for key in keys]
    near, later = counted[:_MONTHS], counted[_MONTHS:]
    most = max((due + done for _, due, done in near), default=0)
    rows = [
        Bar(month(key, w), _part(done, most), 0, _part(due, most), (w.number(due), w.number(done)))
        for key, due, done in near
    ]
    if later:
        # Many months in one row: a bar beside those of single ones would mislead.
        numbers = (sum(due for _, due, _ in later), sum(done for *_, done in later))
        rows.append(Bar(w("city_later"), 0, 0, 0, tuple(map(w.number, numbers))))
    return Section(
        key="month",
        heading=w("city_by_month"),
        note=w("city_month_note") if rows else w("city_no_month"),
        columns=(w("city_column_due"), w("city_column_renewed")),
        first=tuple(rows),
        rest=(),
        legend="month",
        query="by=month",
    )


def _fold(rows: list[Bar]) -> tuple[tuple[Bar, ...], tuple[Bar, ...]]:
    """The first rows, and the rest if it is worth a fold."""
    if len(rows) <= _FIRST + 2:
        return tuple(rows), ()
    return tuple(rows[:_FIRST]), tuple(rows[_FIRST:])


def _part(count: int, whole: int) -> float:
    return round(100 * count / whole, 2) if whole else 0.0
