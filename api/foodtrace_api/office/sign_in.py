"""Signing in and out."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from foodtrace.access import (
    KNOWN_SECONDS,
    Right,
    attempt_of,
    check_wait,
    end_session,
    find_session,
    forget_failures,
    know_browser,
    prove_password,
    start_session,
)
from foodtrace.errors import AccessDenied, LimitReached
from litestar import Request

from foodtrace_api.answer import Answer
from foodtrace_api.negotiate import header
from foodtrace_api.office.asking_in import sign_in_page
from foodtrace_api.office.cookies import BROWSER, SESSION, cookie_of, set_cookie
from foodtrace_api.office.form import Form, Kept
from foodtrace_api.office.guard import OPEN, keep_session, office_get, office_post, session_of
from foodtrace_api.office.paths import safe_next

if TYPE_CHECKING:
    from litestar.handlers import BaseRouteHandler

    from foodtrace_api.office.desk import Office

__all__ = ["begin", "handlers"]

_SCRIPT: Final = Answer.of(
    200,
    "text/javascript; charset=utf-8",
    (resources.files("foodtrace_api") / "static" / "office" / "passkey.js").read_bytes(),
    {"cache-control": "no-cache", "vary": "Accept-Encoding"},
    pack=True,
)


def handlers(office: Office) -> list[BaseRouteHandler]:
    """/office/sign-in and /office/sign-out."""

    @office_get("/sign-in", OPEN)
    async def sign_in(request: Request[Any, Any, Any]) -> Answer:
        why, onward = (request.query_params.get(name, "") for name in ("why", "next"))
        if session_of(request) is not None and why != "sign_in_fresh":
            return office.see_other(safe_next(onward))
        return await sign_in_page(office, request, onward=onward, why=why)

    @office_post("/sign-in", OPEN)
    async def take_sign_in(request: Request[Any, Any, Any]) -> Answer:
        form, w = await office.form(request), office.words(request)
        registry, now = await office.registry(), office.now()
        name, onward = form.text("name")[:200], form.text("next")
        kept = Kept.unpack(form.exact("kept"))
        secure = office.proxies.is_https(request.scope)
        attempt = await attempt_of(
            registry,
            name,
            office.proxies.sender(request.scope),
            browser=cookie_of(request, BROWSER, secure=secure),
            now=now,
        )
        try:
            await check_wait(registry, attempt, now=now)
            proven = await prove_password(registry, name, form.exact("password"))
        except LimitReached as error:
            wait = int(str(error.fields["retry_after"]))
            return await sign_in_page(
                office,
                request,
                status=429,
                headers={"retry-after": str(wait)},
                onward=onward,
                name=name,
                kept=kept,
                fault=w("sign_in_wait", wait=w.wait(wait)),
            )
        except AccessDenied:
            return await sign_in_page(
                office,
                request,
                status=401,
                onward=onward,
                name=name,
                kept=kept,
                fault=w("sign_in_wrong"),
            )
        await forget_failures(registry, attempt)
        if not proven.credentials:
            return await begin(office, request, proven.account_id, form)
        ceremony = await office.ceremony(request)
        return office.page(
            request,
            "office/second.html",
            script=True,
            next=safe_next(onward),
            kept="" if kept is None else kept.pack(),
            options=await ceremony.request_options(proven.account_id, proven.credentials),
            who=None,
        )

    @office_post("/sign-in/passkey", OPEN)
    async def take_passkey(request: Request[Any, Any, Any]) -> Answer:
        form, w = await office.form(request), office.words(request)
        ceremony = await office.ceremony(request)
        try:
            number = await ceremony.used(form.exact("credential"))
        except AccessDenied as error:
            cloned = error.code == "passkey_cloned"
            return await sign_in_page(
                office,
                request,
                status=401,
                onward=form.text("next"),
                kept=Kept.unpack(form.exact("kept")),
                fault=w("passkey_cloned" if cloned else "passkey"),
            )
        return await begin(office, request, number, form)

    @office_get("/passkey.js", OPEN)
    async def passkey_script() -> Answer:
        return _SCRIPT

    @office_post("/sign-out", Right.OWN_ACCOUNT)
    async def sign_out(request: Request[Any, Any, Any]) -> Answer:
        await office.form(request)
        found = session_of(request)
        if found is not None:
            who = found[0]
            await end_session(await office.registry(), who.who.id, who.number, now=office.now())
        secure = office.proxies.is_https(request.scope)
        gone = set_cookie(SESSION, "", secure=secure, seconds=0)
        return office.see_other("/office/sign-in", (gone,))

    return [sign_in, take_sign_in, take_passkey, passkey_script, sign_out]


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
    secure = office.proxies.is_https(request.scope)
    known = await know_browser(
        registry, account_id, cookie_of(request, BROWSER, secure=secure), now=office.now()
    )
    cookies = (
        set_cookie(SESSION, token, secure=secure),
        set_cookie(BROWSER, known, secure=secure, seconds=KNOWN_SECONDS),
    )
    kept = Kept.unpack(form.exact("kept"))
    if kept is None:
        return office.see_other(safe_next(form.text("next")), cookies)
    session = await find_session(registry, token, limits=office.limits, now=office.now())
    if session is None or safe_next(kept.path) != kept.path:
        return office.see_other("/office/", cookies)
    keep_session(request, (session, token))
    return office.send_again(request, kept, cookies=cookies)


def browser_of(agent: str) -> str:
    """The two words by which a person knows her own browser: "Firefox, Android"."""
    browsers = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"))
    systems = ("Android", "iPhone", "iPad", "Windows", "Macintosh", "CrOS", "Linux")
    name = next((shown for mark, shown in (*browsers, ("Safari", "Safari")) if mark in agent), "")
    system = next((each for each in systems if each in agent), "")
    return ", ".join(part for part in (name, system) if part)
