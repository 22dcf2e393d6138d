"""One's own account: sessions, password and passkeys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foodtrace.access import (
    MIN_PASSWORD,
    Right,
    account_of,
    add_own_passkey,
    end_session,
    end_sessions,
    passkeys_of,
    remove_passkey,
    sessions_of,
    set_password,
)
from foodtrace.errors import AccessDenied, Conflict
from litestar import Request
from litestar.params import FromPath

from foodtrace_api.answer import Answer
from foodtrace_api.office.bounds_form import choices_of
from foodtrace_api.office.guard import office_get, office_post, signed_in, who_of
from foodtrace_api.office.passwords import chosen_password

if TYPE_CHECKING:
    from litestar.handlers import BaseRouteHandler

    from foodtrace_api.office.desk import Office

__all__ = ["handlers"]

_OWN = Right.OWN_ACCOUNT
_PAGE = "/office/account"
_KEYS = "/office/account/sign-in"


def handlers(office: Office) -> list[BaseRouteHandler]:
    """/office/account, and /office/account/sign-in for what one signs in with."""

    @office_get("/account", _OWN)
    async def account(request: Request[Any, Any, Any]) -> Answer:
        registry, who = await office.registry(), who_of(request)
        session, _ = signed_in(request)
        return office.page(
            request,
            "office/account.html",
            bounds=(await choices_of(registry)).shown(who.zones, who.wards),
            sessions=await sessions_of(registry, who.id, limits=office.limits, now=office.now()),
            mine=session.number,
            done=request.query_params.get("done", "") == "ended",
        )

    @office_post("/account/sessions", _OWN)
    async def end(request: Request[Any, Any, Any]) -> Answer:
        form, registry, who = await office.form(request), await office.registry(), who_of(request)
        _, token = signed_in(request)
        if form.has("others"):
            await end_sessions(
                registry, who.id, keep_session=token, actor=who.actor, now=office.now()
            )
        else:
            await end_session(registry, who.id, form.text("session"), now=office.now())
        return office.see_other(_PAGE, done="ended")

    async def keys_page(
        request: Request[Any, Any, Any], faults: dict[str, str], status: int
    ) -> Answer:
        registry, who = await office.registry(), who_of(request)
        ceremony = await office.ceremony(request)
        own = await account_of(registry, who.id)
        return office.page(
            request,
            "office/account_keys.html",
            status=status,
            script=True,
            own=own,
            passkeys=await passkeys_of(registry, who.id),
            faults=faults,
            least=MIN_PASSWORD,
            done=request.query_params.get("done", ""),
            options=await ceremony.creation_options(who.id, who.name),
        )

    @office_get("/account/sign-in", _OWN, fresh=True)
    async def keys(request: Request[Any, Any, Any]) -> Answer:
        return await keys_page(request, {}, 200)

    @office_post("/account/password", _OWN, fresh=True)
    async def password(request: Request[Any, Any, Any]) -> Answer:
        form, registry, who = await office.form(request), await office.registry(), who_of(request)
        w = office.words(request)
        own = await account_of(registry, who.id)
        chosen, faults = await chosen_password(form, who.name, w, beside_passkey=own.passkeys > 0)
        if chosen is None:
            return await keys_page(request, faults or {"password": w("nothing_typed")}, 422)
        _, token = signed_in(request)
        await set_password(registry, who.id, chosen, keep_session=token, now=office.now())
        return office.see_other(_KEYS, done="password")

    @office_post("/account/passkeys", _OWN, fresh=True)
    async def add(request: Request[Any, Any, Any]) -> Answer:
        form, registry, who = await office.form(request), await office.registry(), who_of(request)
        w = office.words(request)
        ceremony = await office.ceremony(request)
        try:
            made = await ceremony.made(who.id, form.exact("credential"), form.text("passkey_name"))
            await add_own_passkey(registry, who.id, made, now=office.now())
        except (AccessDenied, Conflict) as error:
            return await keys_page(request, {"passkey": w(error.code)}, 422)
        return office.see_other(_KEYS, done="passkey")

    @office_post("/account/passkeys/{number:int}/remove", _OWN, fresh=True)
    async def remove(request: Request[Any, Any, Any], number: FromPath[int]) -> Answer:
        await office.form(request)
        registry, who = await office.registry(), who_of(request)
        try:
            await remove_passkey(registry, who.id, number, now=office.now())
        except Conflict as error:
            return await keys_page(request, {"passkey": office.words(request)(error.code)}, 409)
        return office.see_other(_KEYS, done="removed")

    return [account, end, keys, password, add, remove]
