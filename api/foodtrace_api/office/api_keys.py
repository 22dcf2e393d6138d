"""Keys of integrators: added with the rights they need, shown once, revoked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foodtrace.access import KEY_RIGHTS, Right, add_key, list_keys, revoke_key
from foodtrace.errors import InvalidRequest
from litestar import Request
from litestar.params import FromPath

from foodtrace_api.answer import Answer
from foodtrace_api.office.bounds_form import choices_of
from foodtrace_api.office.form import Form
from foodtrace_api.office.guard import office_get, office_post, who_of

if TYPE_CHECKING:
    from litestar.handlers import BaseRouteHandler

    from foodtrace_api.office.desk import Office

__all__ = ["handlers"]

_MANAGE = Right.MANAGE_KEYS
_DAY = 86_400
_LASTS = (30, 90, 365, 0)


def handlers(office: Office) -> list[BaseRouteHandler]:
    """/office/api-keys."""

    @office_get("/api-keys", _MANAGE)
    async def keys(request: Request[Any, Any, Any]) -> Answer:
        registry = await office.registry()
        return office.page(
            request,
            "office/api_keys.html",
            keys=await list_keys(registry),
            choices=await choices_of(registry),
        )

    async def new_page(
        request: Request[Any, Any, Any], form: Form, faults: dict[str, str], status: int = 200
    ) -> Answer:
        days = form.number("days")
        return office.page(
            request,
            "office/api_key_new.html",
            status=status,
            name=form.text("name")[:200],
            rights=form.texts("right"),
            zones=form.numbers("zone"),
            wards=form.numbers("ward"),
            days=365 if days is None else days,
            lasts=_LASTS,
            key_rights=KEY_RIGHTS,
            faults=faults,
            choices=await choices_of(await office.registry()),
        )

    @office_get("/api-keys/new", _MANAGE, fresh=True)
    async def new(request: Request[Any, Any, Any]) -> Answer:
        return await new_page(request, Form(), {})

    @office_post("/api-keys/new", _MANAGE, fresh=True)
    async def add(request: Request[Any, Any, Any]) -> Answer:
        form, w = await office.form(request), office.words(request)
        days = form.number("days")
        if days not in _LASTS:
            return await new_page(request, form, {"days": w("key_ends")}, 422)
        wanted = form.texts("right")
        try:
            _, token = await add_key(
                await office.registry(),
                form.text("name"),
                [right for right in KEY_RIGHTS if right in wanted],
                zones=form.numbers("zone"),
                wards=form.numbers("ward"),
                ends_at=office.now() + days * _DAY if days else None,
                actor=who_of(request).actor,
                now=office.now(),
            )
        except InvalidRequest as error:
            field = "name" if error.code == "key_name" else "right"
            return await new_page(request, form, {field: w(error.code)}, 422)
        return office.page(request, "office/api_key_made.html", token=token, name=form.text("name"))

    @office_post("/api-keys/{number:int}/revoke", _MANAGE, fresh=True)
    async def revoke(request: Request[Any, Any, Any], number: FromPath[int]) -> Answer:
        await office.form(request)
        await revoke_key(
            await office.registry(), number, actor=who_of(request).actor, now=office.now()
        )
        return office.see_other("/office/api-keys")

    return [keys, new, add, revoke]
