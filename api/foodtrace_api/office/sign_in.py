"""Signing in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from foodtrace.access import Right, end_session, find_session, prove_password, start_session
from foodtrace.errors import AccessDenied
from litestar import Request

from foodtrace_api.answer import Answer
from foodtrace_api.negotiate import header
from foodtrace_api.office.cookies import SESSION, set_cookie
from foodtrace_api.office.desk import safe_next
from foodtrace_api.office.form import Form, Kept
from foodtrace_api.office.guard import OPEN, keep_session, office_get, office_post, session_of

if TYPE_CHECKING:
    from litestar.handlers import BaseRouteHandler

    from foodtrace_api.office.desk import Office

__all__ = ["begin", "handlers"]

_WHYS: Final = ("sign_in_first", "sign_in_fresh")


def handlers(office: Office) -> list[BaseRouteHandler]:
    """/office/sign-in and /office/sign-out."""

    def form_page(
        request: Request[Any, Any, Any],
        *,
        status: int = 200,
        onward: str = "",
        name: str = "",
        kept: Kept | None = None,
        fault: str = "",
        why: str = "",
    ) -> Answer:
        return office.page(
            request,
            "office/sign_in.html",
            status=status,
            script=True,
            next=safe_next(onward),
            kept="" if kept is None else kept.pack(),
            files=() if kept is None else kept.files,
            name=name[:100],
            why=why if why in _WHYS else "",
            fault=fault,
            who=None,
        )

    @office_get("/sign-in", OPEN)
    async def sign_in(request: Request[Any, Any, Any]) -> Answer:
        why, onward = (request.query_params.get(name, "") for name in ("why", "next"))
        if session_of(request) is not None and why != "sign_in_fresh":
            return office.see_other(safe_next(onward))
        return form_page(request, onward=onward, why=why)

    @office_post("/sign-in", OPEN)
    async def take_sign_in(request: Request[Any, Any, Any]) -> Answer:
        form = await office.form(request)
        registry = await office.registry()
        try:
            proven = await prove_password(registry, form.text("name"), form.exact("password"))
        except AccessDenied:
            return form_page(
                request,
                status=401,
                onward=form.text("next"),
                name=form.text("name"),
                kept=Kept.unpack(form.exact("kept")),
                fault="sign_in_wrong",
            )
        return await begin(office, request, proven.account_id, form)

    @office_post("/sign-out", Right.OWN_ACCOUNT)
    async def sign_out(request: Request[Any, Any, Any]) -> Answer:
        await office.form(request)
        found = session_of(request)
        if found is not None:
            await end_session(await office.registry(), found[0].who.id, found[0].number)
        secure = office.proxies.is_https(request.scope)
        gone = set_cookie(SESSION, "", secure=secure, seconds=0)
        return office.see_other("/office/sign-in", (gone,))

    return [sign_in, take_sign_in, sign_out]


async def begin(
    office: Office, request: Request[Any, Any, Any], account_id: int, form: Form
) -> Answer:
    """Start a session and go on to where it was asked for, or to what was typed before."""
    registry = await office.registry()
    before = session_of(request)
    token = await start_session(
        registry,
        account_id,
        browser=browser_of(header(request.scope, b"user-agent")),
        language=office.language(request) if request.query_params.get("lang") else None,
        instead_of=before[1] if before is not None else "",
        now=office.now(),
    )
    cookie = set_cookie(SESSION, token, secure=office.proxies.is_https(request.scope))
    kept = Kept.unpack(form.exact("kept"))
    if kept is None:
        return office.see_other(safe_next(form.text("next")), (cookie,))
    session = await find_session(registry, token, limits=office.limits, now=office.now())
    if session is None or safe_next(kept.path) != kept.path:
        return office.see_other("/office/", (cookie,))
    keep_session(request, (session, token))
    return office.send_again(request, kept, cookies=(cookie,))


def browser_of(agent: str) -> str:
    """The two words by which a person knows her own browser: "Firefox, Android"."""
    browsers = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"))
    systems = ("Android", "iPhone", "iPad", "Windows", "Macintosh", "CrOS", "Linux")
    name = next((shown for mark, shown in (*browsers, ("Safari", "Safari")) if mark in agent), "")
    system = next((each for each in systems if each in agent), "")
    return ", ".join(part for part in (name, system) if part)
