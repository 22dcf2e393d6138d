"""The page of a product or a lot: its name, its numbers and the recalls that stand; nobody's business else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from foodtrace_api.answer import Answer
from foodtrace_api.front import page_headers
from foodtrace_api.render import render, site_of
from foodtrace_api.resolver.answers import CORS
from foodtrace_api.words import words_of

if TYPE_CHECKING:
    from foodtrace.resolver import KnownGoods

    from foodtrace_api.lookup import Lookup
    from foodtrace_api.render import Asked

__all__ = ["goods_json", "goods_page"]


def goods_json(goods: KnownGoods) -> Answer:
    """The same for programs: an empty `recalls` says that none stands."""
    headers = {**CORS, "cache-control": "no-store", "vary": "Accept, Accept-Encoding"}
    return Answer.of(200, "application/json", msgspec.json.encode(goods), headers)


def goods_page(goods: KnownGoods, lookup: Lookup, asked: Asked, now: int) -> Answer:
    w = words_of(asked.language, "gs1")
    if not goods.recalls:
        key = "gs1_not_recalled"
    else:
        key = "gs1_some_recalled" if goods.lot is None else "gs1_recalled"
    body = render(
        "gs1/goods.html",
        w,
        site_of(lookup.authority, lookup.held, asked, w),
        goods=goods,
        headline=w(key),
        subline=w(f"{key}_text"),
        # Officers write the reason in two languages.
        notices=[
            (each, each.reason_vi if asked.language == "vi" else each.reason_en)
            for each in goods.recalls
        ],
        checked_at=w("checked_at", datetime=w.moment(now)),
    )
    headers = {**CORS, **page_headers(asked.language)}
    return Answer.of(200, "text/html; charset=utf-8", body, headers, pack=True)
