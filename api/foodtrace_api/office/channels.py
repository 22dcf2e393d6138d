"""Where alerts go: addresses and webhooks, what was sent there, and what nobody took."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, Final

from foodtrace.access import Right
from foodtrace.alerts import (
    KINDS,
    SECRET_BYTES,
    add_channel,
    channels_of,
    deliveries_of,
    end_channel,
    heading_of,
    revive_delivery,
)
from foodtrace.errors import Conflict, InvalidRequest, NotFound
from foodtrace.sticker import encode_typed_code
from litestar import Request
from litestar.params import FromPath

from foodtrace_api.answer import Answer
from foodtrace_api.office.asking import establishment_id
from foodtrace_api.office.guard import office_get, office_post, who_of

if TYPE_CHECKING:
    from litestar.handlers import BaseRouteHandler

    from foodtrace_api.office.desk import Office
    from foodtrace_api.office.form import Form

__all__ = ["handlers"]

_PATH: Final = "/office/channels"
_LAST: Final = 50
# A mail that has not been tried for so long has no server to go to.
_UNTRIED_SECONDS: Final = 900
# The refusals by their code, and the field that each is about.
_FAULTS: Final = {
    "channel_kind": "kind",
    "channel_address": "address",
    "channel_language": "language",
    "alert_kind": "alert_kinds",
    "channel_exists": "address",
    "establishment_not_found": "code",
}


def handlers(office: Office) -> list[BaseRouteHandler]:
    """/office/channels and the messages that went there."""

    async def show(
        request: Request[Any, Any, Any],
        *,
        status: int = 200,
        form: Form | None = None,
        fault: str = "",
        secret: str | None = None,
    ) -> Answer:
        registry = await office.registry()
        every, now = await channels_of(registry), office.now()
        messages = await deliveries_of(registry, limit=_LAST)
        dead = await deliveries_of(registry, state="dead", limit=_LAST)
        by_number = {each.id: each for each in every}
        language = office.language(request)
        mail = {each.id for each in every if each.kind == "email" and each.ended_at is None}
        waiting = await deliveries_of(registry, state="waiting", limit=_LAST)
        return office.page(
            request,
            "office/channels.html",
            status=status,
            words="office_alerts",
            channels=[each for each in every if each.ended_at is None],
            codes={
                each.id: encode_typed_code(each.establishment_id)
                for each in every
                if each.establishment_id is not None
            },
            headings={each: heading_of(each, language) for each in KINDS},
            messages=[(each, by_number[each.channel_id]) for each in messages],
            dead=[(each, by_number[each.channel_id]) for each in dead],
            mail_waits=any(
                each.channel_id in mail
                and not each.attempts
                and now - each.made_at > _UNTRIED_SECONDS
                for each in waiting
            ),
            typed={
                "kind": form.text("kind") if form else "email",
                "address": form.text("address") if form else "",
                "language": form.text("language") if form else language,
                "alert_kinds": form.texts("alert_kinds") if form else [],
                "code": form.text("code") if form else "",
            },
            faults={_FAULTS[fault]: f"fault_{fault}"} if fault else {},
            secret=secret,
        )

    @office_get("/channels", Right.MANAGE_CHANNELS)
    async def channels(request: Request[Any, Any, Any]) -> Answer:
        return await show(request)

    @office_post("/channels", Right.MANAGE_CHANNELS)
    async def add(request: Request[Any, Any, Any]) -> Answer:
        form = await office.form(request)
        try:
            code = form.text("code")[:20]
            _, secret = await add_channel(
                await office.registry(),
                form.text("kind"),
                form.text("address"),
                language=form.text("language"),
                alert_kinds=form.texts("alert_kinds"),
                establishment_id=establishment_id(code) if code else None,
                random=secrets.token_bytes(SECRET_BYTES),
                actor=who_of(request).actor,
                now=office.now(),
            )
        except (InvalidRequest, Conflict, NotFound) as error:
            if error.code not in _FAULTS:
                raise
            return await show(request, status=422, form=form, fault=error.code)
        if secret is None:
            return office.see_other(_PATH)
        # Shown in the answer itself, this once: a page to go to could be opened again.
        return await show(request, secret=secret)

    @office_post("/channels/{number:int}/end", Right.MANAGE_CHANNELS)
    async def end(request: Request[Any, Any, Any], number: FromPath[int]) -> Answer:
        await office.form(request)
        registry = await office.registry()
        await end_channel(registry, number, actor=who_of(request).actor, now=office.now())
        return office.see_other(_PATH)

    @office_post("/channels/messages/{number:int}/again", Right.MANAGE_CHANNELS)
    async def again(request: Request[Any, Any, Any], number: FromPath[int]) -> Answer:
        await office.form(request)
        registry = await office.registry()
        await revive_delivery(registry, number, actor=who_of(request).actor, now=office.now())
        return office.see_other(_PATH)

    return [channels, add, end, again]
