"""People of the office: added, given another role or bounds, a new link, revoked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from foodtrace.access import (
    LINK_SECONDS,
    Account,
    Right,
    Role,
    account_events,
    account_of,
    add_account,
    change_account,
    end_sessions,
    list_accounts,
    make_link,
    names_of_actors,
    office_origin,
    revoke_account,
    sign_up_address,
)
from foodtrace.errors import Conflict, InvalidRequest
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

_MANAGE = Right.MANAGE_USERS


class _Typed(msgspec.Struct, frozen=True):
    name: str = ""
    role: str = ""
    zones: tuple[int, ...] = ()
    wards: tuple[int, ...] = ()
    seen: int = 0

    @classmethod
    def of(cls, form: Form) -> _Typed:
        return cls(
            form.text("name")[:200],
            form.text("role"),
            tuple(form.numbers("zone")),
            tuple(form.numbers("ward")),
            form.number("seen") or 0,
        )

    @classmethod
    def as_it_is(cls, found: Account) -> _Typed:
        zones, wards = sorted(found.zones), sorted(found.wards)
        return cls(found.name, str(found.role), tuple(zones), tuple(wards), found.version)


def handlers(office: Office) -> list[BaseRouteHandler]:
    """/office/users and /office/users/{number}."""

    @office_get("/users", _MANAGE)
    async def users(request: Request[Any, Any, Any]) -> Answer:
        registry = await office.registry()
        return office.page(
            request,
            "office/users.html",
            accounts=await list_accounts(registry),
            choices=await choices_of(registry),
        )

    async def new_page(
        request: Request[Any, Any, Any], typed: _Typed, faults: dict[str, str], status: int = 200
    ) -> Answer:
        registry = await office.registry()
        return office.page(
            request,
            "office/user_new.html",
            status=status,
            typed=typed,
            faults=faults,
            roles=list(Role),
            choices=await choices_of(registry),
        )

    @office_get("/users/new", _MANAGE, fresh=True)
    async def new(request: Request[Any, Any, Any]) -> Answer:
        return await new_page(request, _Typed(role="viewer"), {})

    @office_post("/users/new", _MANAGE, fresh=True)
    async def add(request: Request[Any, Any, Any]) -> Answer:
        form, w = await office.form(request), office.words(request)
        registry, typed, actor = await office.registry(), _Typed.of(form), who_of(request).actor
        if typed.role not in list(Role):
            return await new_page(request, typed, {"role": w("user_role_needed")}, 422)
        try:
            number = await add_account(
                registry,
                typed.name,
                Role(typed.role),
                zones=typed.zones,
                wards=typed.wards,
                actor=actor,
                now=office.now(),
            )
        except (Conflict, InvalidRequest) as error:
            status = 409 if isinstance(error, Conflict) else 422
            return await new_page(request, typed, {"name": w(error.code)}, status)
        return await link_page(request, number)

    async def link_page(request: Request[Any, Any, Any], number: int) -> Answer:
        registry = await office.registry()
        origin = office_origin(office.env, registry.authority.host)
        token = await make_link(registry, number, actor=who_of(request).actor, now=office.now())
        return office.page(
            request,
            "office/user_link.html",
            account=await account_of(registry, number),
            link=sign_up_address(origin, token),
            until=office.now() + LINK_SECONDS,
        )

    async def user_page(
        request: Request[Any, Any, Any],
        number: int,
        typed: _Typed | None = None,
        *,
        fault: str = "",
        status: int = 200,
    ) -> Answer:
        registry = await office.registry()
        found = await account_of(registry, number)
        return office.page(
            request,
            "office/user.html",
            status=status,
            account=found,
            typed=typed or _Typed.as_it_is(found),
            fault=fault,
            moved=fault == "changed_meanwhile",
            roles=list(Role),
            choices=await choices_of(registry),
            events=await account_events(registry, number),
            names=await names_of_actors(registry),
            done=request.query_params.get("done", ""),
        )

    @office_get("/users/{number:int}", _MANAGE, fresh=True)
    async def user(request: Request[Any, Any, Any], number: FromPath[int]) -> Answer:
        return await user_page(request, number)

    @office_post("/users/{number:int}", _MANAGE, fresh=True)
    async def change(request: Request[Any, Any, Any], number: FromPath[int]) -> Answer:
        typed = _Typed.of(await office.form(request))
        if typed.role not in list(Role):
            return await user_page(request, number, typed, fault="user_role_needed", status=422)
        try:
            await change_account(
                await office.registry(),
                number,
                role=Role(typed.role),
                zones=typed.zones,
                wards=typed.wards,
                seen=typed.seen,
                actor=who_of(request).actor,
                now=office.now(),
            )
        except Conflict as error:
            return await user_page(request, number, typed, fault=error.code, status=409)
        return office.see_other(f"/office/users/{number}", done="changed")

    @office_post("/users/{number:int}/link", _MANAGE, fresh=True)
    async def link(request: Request[Any, Any, Any], number: FromPath[int]) -> Answer:
        await office.form(request)
        return await link_page(request, number)

    @office_post("/users/{number:int}/sessions", _MANAGE, fresh=True)
    async def end(request: Request[Any, Any, Any], number: FromPath[int]) -> Answer:
        await office.form(request)
        registry = await office.registry()
        await account_of(registry, number)
        await end_sessions(registry, number, actor=who_of(request).actor, now=office.now())
        return office.see_other(f"/office/users/{number}", done="ended")

    @office_post("/users/{number:int}/revoke", _MANAGE, fresh=True)
    async def revoke(request: Request[Any, Any, Any], number: FromPath[int]) -> Answer:
        form = await office.form(request)
        try:
            await revoke_account(
                await office.registry(),
                number,
                seen=form.number("seen"),
                actor=who_of(request).actor,
                now=office.now(),
            )
        except Conflict as error:
            return await user_page(request, number, fault=error.code, status=409)
        return office.see_other("/office/users")

    return [users, new, add, user, change, link, end, revoke]
