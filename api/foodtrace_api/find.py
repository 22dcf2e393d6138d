"""/find: establishments by name, ward, zone or typed code, for whoever has no sticker at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from foodtrace.errors import InvalidRequest, NotFound
from foodtrace.places import fold, resolve_ward
from foodtrace.publication import Page as Found
from foodtrace.publication import search, zone_names
from foodtrace.sticker import civil_day
from litestar import HttpMethod, Request, Router, route
from litestar.openapi import ResponseSpec

from foodtrace_api.answer import Answer
from foodtrace_api.facts import ward_line
from foodtrace_api.front import asked_of, page_headers
from foodtrace_api.render import render, site_of
from foodtrace_api.room import Room
from foodtrace_api.words import words_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from foodtrace.publication import PublicEstablishment

    from foodtrace_api.keeper import Keeper
    from foodtrace_api.lookup import Lookup
    from foodtrace_api.render import Asked
    from foodtrace_api.words import Words

__all__ = ["find_router"]

_ON_A_PAGE: Final = 20
# A list to choose from is a help up to a length; beyond it the name is typed.
_MOST_ZONES: Final = 60
# Of a text that is too long to search for no link carries more than shows whose it is.
_LONGEST_SHOWN: Final = 200
# Outcomes of reading a text as a ward's name, old or new, that lead to units of today.
_WARD_NAMED: Final = ("resolved", "split", "ambiguous")


class Hit(msgspec.Struct, frozen=True):
    """One line of the list; `notice` is what stands against its sticker, for the list acquits nobody."""

    href: str
    name: str
    street: str
    ward: str
    code: str
    notice: str


class _Query(msgspec.Struct, frozen=True):
    q: str = ""
    ward: str = ""
    zone: str = ""
    after: str = ""

    @classmethod
    def of(cls, request: Request[Any, Any, Any]) -> _Query:
        asked = request.query_params
        return cls(**{name: asked.get(name, "").strip() for name in cls.__struct_fields__})

    def filled(self, *, after: str = "") -> dict[str, str]:
        """What a link to this search carries."""
        named = {"q": self.q[:_LONGEST_SHOWN], "ward": self.ward, "zone": self.zone, "after": after}
        return {name: value for name, value in named.items() if value}


class _Finder:
    def __init__(self, lookup: Lookup, keeper: Keeper, clock: Callable[[], int]) -> None:
        self._lookup = lookup
        self._keeper = keeper
        self._clock = clock

    async def page(self, query: _Query, asked: Asked) -> Answer:
        """The form, and under it what was found. A search for nothing finds nothing."""
        self._lookup.refresh()
        asked = asked.keeping(**query.filled(after=query.after))
        w = words_of(asked.language)
        registry = await self._keeper.open_registry()
        found, status, fault = None, 200, None
        if query.q or query.ward or query.zone:
            try:
                found = await search(
                    registry,
                    query.q,
                    now=self._clock(),
                    ward=_ward_code(query.ward),
                    zone=query.zone or None,
                    after=query.after or None,
                    limit=_ON_A_PAGE,
                )
            except NotFound:
                found = Found((), None)
            except InvalidRequest as error:
                status = 400
                key = "find_too_long" if error.code == "text" else "find_broken_list"
                fault = w(key)
        zones = await zone_names(registry)
        body = render(
            "find.html",
            w,
            site_of(self._lookup.authority, self._lookup.held, asked, w),
            query=query,
            wards=self._wards(w),
            zones=zones if len(zones) <= _MOST_ZONES else None,
            hits=None if found is None else [self._hit(each, asked, w) for each in found.items],
            more=asked.href("/find", **query.filled(after=found.next))
            if found is not None and found.next
            else None,
            first=asked.href("/find", **query.filled()) if query.after else None,
            areas=self._areas(query, zones, asked, w) if found is not None else [],
            fault=fault,
        )
        headers = page_headers(asked.language)
        return Answer.of(status, "text/html; charset=utf-8", body, headers, pack=True)

    def _areas(
        self, query: _Query, zones: tuple[str, ...], asked: Asked, w: Words
    ) -> list[tuple[str, str]]:
        """Links to the wards and food streets that the text names: people type where a name is asked."""
        typed = fold(query.q)
        if not typed or query.ward or query.zone or query.after:
            return []
        areas = [(asked.href("/find", zone=name), name) for name in zones if typed == fold(name)]
        authority = self._lookup.authority
        read = resolve_ward(query.q, authority.province) if authority is not None else None
        if read is None or read.outcome not in _WARD_NAMED:
            return areas
        today = civil_day(self._clock())
        units = read.candidates if read.unit is None else (read.unit,)
        return areas + [
            (
                asked.href("/find", ward=f"{unit.code:05d}"),
                ward_line(unit.code, today, self._lookup.held, w),
            )
            for unit in units
        ]

    def _hit(self, record: PublicEstablishment, asked: Asked, w: Words) -> Hit:
        return Hit(
            href=asked.href(f"/c/{record.typed_code}"),
            name=record.name,
            street=record.street,
            ward=ward_line(record.ward, civil_day(self._clock()), self._lookup.held, w),
            code=record.typed_code,
            notice=_notice(record, w),
        )

    def _wards(self, w: Words) -> list[tuple[str, str]]:
        """Code and name of every unit in force today, as the trust list has them."""
        trusted, today = self._lookup.held, civil_day(self._clock())
        if trusted is None:
            return []
        codes = {
            ward.code for ward in trusted.trust.wards if trusted.trust.ward_name(ward.code, today)
        }
        named = [(f"{code:05d}", ward_line(code, today, trusted, w)) for code in codes]
        return sorted(named, key=lambda each: fold(each[1]))


def _notice(record: PublicEstablishment, w: Words) -> str:
    if record.closed_on is not None:
        return w("headline_moved" if record.moved_to else "headline_closed")
    standing = record.standing
    if standing == "in force":
        return ""
    known = standing in ("revoked", "suspended", "expired", "replaced")
    return w(f"headline_{standing}" if known else "find_no_sticker")


def _ward_code(asked: str) -> int | None:
    """A ward as the form sends it; what is no code stands for a ward in which nothing lies."""
    if not asked:
        return None
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= 5 else 0


def find_router(lookup: Lookup, keeper: Keeper, clock: Callable[[], int]) -> Router:
    finder = _Finder(lookup, keeper, clock)

    @route(
        "/find",
        http_method=[HttpMethod.GET, HttpMethod.HEAD],
        responses={200: ResponseSpec(str, generate_examples=False, media_type="text/html")},
        summary="Find an establishment without a sticker",
    )
    async def find(request: Request[Any, Any, Any]) -> Answer:
        return await finder.page(_Query.of(request), asked_of(request))

    return Room("/", route_handlers=[find], tags=["pages"])
