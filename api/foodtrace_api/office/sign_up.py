"""The page behind a sign-up link: choosing a password, a passkey, or both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foodtrace.access import MIN_PASSWORD, read_link, use_link
from foodtrace.errors import AccessDenied, Conflict
from litestar import Request
from litestar.params import FromPath

from foodtrace_api.answer import Answer
from foodtrace_api.office.form import Form
from foodtrace_api.office.guard import OPEN, office_get, office_post
from foodtrace_api.office.passwords import chosen_password
from foodtrace_api.office.sign_in import begin

if TYPE_CHECKING:
    from litestar.handlers import BaseRouteHandler

    from foodtrace_api.office.desk import Office

__all__ = ["handlers"]


def handlers(office: Office) -> list[BaseRouteHandler]:
    """/office/sign-up/{token}: looking at it uses nothing up, as programs that check mail do that."""

    async def page(
        request: Request[Any, Any, Any], token: str, faults: dict[str, str], status: int
    ) -> Answer:
        registry = await office.registry()
        try:
            account = await read_link(registry, token, now=office.now())
        except AccessDenied:
            return office.page(request, "office/link_over.html", status=410, who=None)
        ceremony = await office.ceremony(request)
        return office.page(
            request,
            "office/sign_up.html",
            status=status,
            script=True,
            account=account,
            faults=faults,
            least=MIN_PASSWORD,
            options=await ceremony.creation_options(account.id, account.name),
            who=None,
        )

    @office_get("/sign-up/{token:str}", OPEN)
    async def sign_up(request: Request[Any, Any, Any], token: FromPath[str]) -> Answer:
        return await page(request, token, {}, 200)

    @office_post("/sign-up/{token:str}", OPEN)
    async def take_sign_up(request: Request[Any, Any, Any], token: FromPath[str]) -> Answer:
        form = await office.form(request)
        registry = await office.registry()
        w = office.words(request)
        credential = form.exact("credential")
        made = None
        try:
            account = await read_link(registry, token, now=office.now())
            password, faults = await chosen_password(
                form, account.name, w, beside_passkey=bool(credential)
            )
            if not faults and password is None and not credential:
                faults = {"password": w("nothing_chosen")}
            if faults:
                return await page(request, token, faults, 422)
            if credential:
                ceremony = await office.ceremony(request)
                made = await ceremony.made(account.id, credential, form.text("passkey_name"))
            number = await use_link(
                registry, token, password=password, passkey_made=made, now=office.now()
            )
        except (AccessDenied, Conflict) as error:
            # `page` answers for a link that is over.
            return await page(
                request,
                token,
                {"": w("passkey_known" if error.code == "passkey_known" else "passkey")},
                422,
            )
        return await begin(office, request, number, Form())

    return [sign_up, take_sign_up]
