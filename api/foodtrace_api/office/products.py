"""/office/goods/products: what deliveries name, for how many days each counts as at hand, and what food it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

from foodtrace.access import Right
from foodtrace.errors import InvalidRequest
from foodtrace.publication import FOOD_GROUPS
from foodtrace.supply import (
    DEFAULT_SHELF_LIFE_DAYS,
    MAX_SHELF_LIFE_DAYS,
    OTHER,
    food_group,
    list_products,
    set_food_group,
    set_shelf_life,
)
from litestar import Request
from litestar.params import FromPath

from foodtrace_api.answer import Answer
from foodtrace_api.office.acting import done_words
from foodtrace_api.office.form import whole_number
from foodtrace_api.office.guard import office_get, office_post, who_of
from foodtrace_api.office.recall import WORDS

if TYPE_CHECKING:
    from litestar.handlers import BaseRouteHandler

    from foodtrace_api.office.desk import Office

__all__ = ["handlers"]

_PATH: Final = "/office/goods/products"
_ON_A_PAGE: Final = 50


def handlers(office: Office) -> list[BaseRouteHandler]:
    """The list and its two changes."""

    async def listed(
        request: Request[Any, Any, Any], *, fault: str = "", status: int = 200
    ) -> Answer:
        get = request.query_params.get
        q, only_set = get("q", "").strip()[:200], get("set") == "1"
        after = whole_number(get("after", ""))
        found = await list_products(
            await office.registry(), q, only_set=only_set, after=after, limit=_ON_A_PAGE + 1
        )
        shown = found[:_ON_A_PAGE]
        kept = {name: text for name, text in (("q", q), ("set", "1" if only_set else "")) if text}
        first = f"{_PATH}?{urlencode(kept, quote_via=quote)}" if kept else _PATH
        more = urlencode({**kept, "after": str(shown[-1].id)}, quote_via=quote) if shown else ""
        w = office.words(request, WORDS)
        return office.page(
            request,
            "office/products.html",
            status=status,
            words=WORDS,
            q=q,
            only_set=only_set,
            products=shown,
            groups=(*FOOD_GROUPS, OTHER),
            told={each.id: food_group(each.name) for each in shown},
            default=DEFAULT_SHELF_LIFE_DAYS,
            most=MAX_SHELF_LIFE_DAYS,
            may_set=who_of(request).may(Right.MANAGE_RULES),
            fault=fault,
            done=done_words(request, w),
            before="" if after is None else first,
            after=f"{_PATH}?{more}" if len(found) > _ON_A_PAGE else "",
        )

    @office_get("/goods/products", Right.READ_GOODS)
    async def products(request: Request[Any, Any, Any]) -> Answer:
        return await listed(request)

    @office_post("/goods/products/{number:int}", Right.MANAGE_RULES)
    async def set_days(request: Request[Any, Any, Any], number: FromPath[int]) -> Answer:
        form = await office.form(request)
        w = office.words(request, WORDS)
        typed = form.text("days")
        days = whole_number(typed)
        if typed and days is None:
            return await listed(
                request, fault=w("products_fault", n=w.number(MAX_SHELF_LIFE_DAYS)), status=422
            )
        try:
            told = await set_shelf_life(
                await office.registry(), number, days, actor=who_of(request).actor, now=office.now()
            )
        except InvalidRequest:
            return await listed(
                request, fault=w("products_fault", n=w.number(MAX_SHELF_LIFE_DAYS)), status=422
            )
        return office.see_other(_PATH, q=told.name, done="shelf_life")

    @office_post("/goods/products/{number:int}/group", Right.MANAGE_RULES)
    async def set_group(request: Request[Any, Any, Any], number: FromPath[int]) -> Answer:
        form, registry = await office.form(request), await office.registry()
        group, actor = form.text("group") or None, who_of(request).actor
        try:
            name = await set_food_group(registry, number, group, actor=actor, now=office.now())
        except InvalidRequest as error:
            return await listed(request, fault=error.message, status=422)
        return office.see_other(_PATH, q=name, done="food_group")

    return [products, set_days, set_group]
