"""The last picture that was counted, and the answers made from it; counted again only when it may have changed."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import TYPE_CHECKING, Any, Final

import msgspec
from foodtrace.applications import late_share
from foodtrace.publication import LEAST, LateYear, city_picture
from foodtrace.sticker import civil_day

from foodtrace_api.answer import Answer, etag_of, unless_held
from foodtrace_api.words import civil_moment

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from foodtrace.publication import Picture
    from foodtrace.registry import Registry
    from litestar import Request

    from foodtrace_api.keeper import Keeper
    from foodtrace_api.lookup import Lookup, Version

# After a change, the next count is made no sooner than this; without one, no later than that.
_SOONEST: Final = 30
_LATEST: Final = 600
# A cache may show it again for as long as the count itself may be old.
_KEEP: Final = f"public, max-age={_SOONEST}"


class Pictures:
    """One picture in a worker's memory with its finished answers; many who ask at once wait for one count."""

    def __init__(self, lookup: Lookup, keeper: Keeper, clock: Callable[[], int]) -> None:
        self._lookup = lookup
        self._keeper = keeper
        self._clock = clock
        self._picture: Picture | None = None
        self._version: Version | None = None
        self._answers: dict[tuple[object, ...], Answer] = {}
        self._counting = asyncio.Lock()

    async def current(self) -> Picture:
        """The picture as it may be shown now."""
        picture = self._still_good()
        if picture is None:
            async with self._counting:
                picture = self._still_good()
                if picture is None:
                    self._version = self._lookup.refresh()
                    registry = await self._keeper.open_registry()
                    picture = await _counted(registry, self._clock())
                    self._picture, self._answers = picture, {}
        return picture

    def _still_good(self) -> Picture | None:
        version, now = self._lookup.refresh(), self._clock()
        picture = self._picture
        if picture is None:
            return None
        made_at = picture.stats.as_of
        # Stickers end at midnights: a new day is another picture.
        if not made_at <= now < made_at + _LATEST or civil_day(now) != civil_day(made_at):
            return None
        if version != self._version and now >= made_at + _SOONEST:
            return None
        return picture

    async def answer(
        self,
        request: Request[Any, Any, Any],
        key: tuple[object, ...],
        make: Callable[[Picture], tuple[str, bytes, Mapping[str, str]]],
    ) -> Answer:
        """The answer of this key, made once of a picture (media type, body, headers), or its 304."""
        picture = await self.current()
        answer = self._answers.get(key)
        if answer is None:
            media_type, body, more = make(picture)
            headers = {"cache-control": _KEEP, "etag": etag_of(body), **more}
            answer = Answer.of(200, media_type, body, headers, pack=True)
            self._answers[key] = answer
        return unless_held(request.scope, answer)


async def _counted(registry: Registry, now: int) -> Picture:
    """The picture with the share of late applications of this year and the last."""
    picture = await city_picture(registry, now)
    today, late = civil_moment(now).date(), []
    for year in (today.year, today.year - 1):
        last = min(today, dt.date(year, 12, 31))
        found = await late_share(registry, dt.date(year, 1, 1), last, now=now)
        if found.decided + found.overdue >= LEAST:
            share = found.tenths / 10
            late.append(LateYear(str(year), found.decided, found.late, found.overdue, share))
    return msgspec.structs.replace(picture, late=tuple(late))
