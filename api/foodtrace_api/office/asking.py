"""What a list of the console is asked for by its address: filters that can be linked to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import msgspec
from foodtrace.access import Right
from foodtrace.doors import STANDINGS, TASKS, Wanted
from foodtrace.errors import MalformedSticker, NotFound
from foodtrace.sticker import parse_typed_code

if TYPE_CHECKING:
    from collections.abc import Callable

    from foodtrace.access import Who
    from litestar import Request

__all__ = ["Query", "establishment_id", "zone_query"]

_LONGEST = 200


class Query(msgspec.Struct, frozen=True):
    """The filters of a list as they were asked for; nonsense counts as not asked."""

    q: str = ""
    zone: str = ""
    ward: str = ""
    category: str = ""
    standing: str = ""
    task: str = ""

    @classmethod
    def of(cls, request: Request[Any, Any, Any], who: Who) -> Query:
        return cls.read(lambda name: request.query_params.get(name, ""), who)

    @classmethod
    def read(cls, get: Callable[[str], str], who: Who) -> Query:
        """From whatever gives a text by its name: an address or a form.

        Which doors somebody reported is for those who may read reports.
        """
        given = {name: get(name).strip()[:_LONGEST] for name in cls.__struct_fields__}
        for name in ("zone", "ward", "category"):
            if not (given[name].isascii() and given[name].isdecimal() and len(given[name]) < 9):
                given[name] = ""
        if given["standing"] not in (*STANDINGS, "closed"):
            given["standing"] = ""
        hidden = given["task"] == "reported" and not who.may(Right.READ_FEEDBACK)
        if given["task"] not in TASKS or hidden:
            given["task"] = ""
        return cls(**given)

    @property
    def is_empty(self) -> bool:
        return self == Query()

    def wanted(self) -> Wanted:
        return Wanted(
            text=self.q,
            zone_id=int(self.zone) if self.zone else None,
            ward=int(self.ward) if self.ward else None,
            category=int(self.category) if self.category else None,
            standing=self.standing or None,
            task=self.task or None,
        )

    def href(self, path: str, **other: str) -> str:
        """The address of the same list with some filters set or, by "", taken away."""
        given = {**msgspec.structs.asdict(self), **other}
        asked = {name: value for name, value in given.items() if value}
        return f"{path}?{urlencode(asked, quote_via=quote)}" if asked else path

    def fields(self) -> list[tuple[str, str]]:
        """The filters for hidden fields of a form."""
        return [(name, value) for name, value in msgspec.structs.asdict(self).items() if value]


def establishment_id(code: str) -> int:
    """The number that a typed code in an address means. Raises NotFound."""
    try:
        return parse_typed_code(code)
    except MalformedSticker:
        raise NotFound(
            "no establishment has such a code; check it against the sticker",
            code="establishment_not_found",
        ) from None


def zone_query(request: Request[Any, Any, Any], zone: int, who: Who) -> Query:
    """The filters of a list that stays in one zone."""
    asked = request.query_params

    def get(name: str) -> str:
        return str(zone) if name == "zone" else asked.get(name, "")

    return Query.read(get, who)
