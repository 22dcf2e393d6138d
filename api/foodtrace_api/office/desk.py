"""What every room of the office works with: the registry, the clock, its pages and its forms."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

from foodtrace.access import (
    Right,
    find_session,
    form_token,
    keep_language,
    office_origin,
)
from foodtrace.errors import AccessDenied, FoodtraceError, NotFound

from foodtrace_api.answer import Answer
from foodtrace_api.negotiate import header
from foodtrace_api.office.actors import actor_words
from foodtrace_api.office.asking_in import sign_in_first
from foodtrace_api.office.ceremony import Ceremony, Party
from foodtrace_api.office.cookies import SESSION, cookie_of
from foodtrace_api.office.form import CSRF, MOST_KEPT_BYTES, MOST_PARTS, Form, Kept
from foodtrace_api.office.frame import OFFICE_STYLE, page_headers, with_cookies
from foodtrace_api.office.guard import (
    Instead,
    comes_from_own_page,
    is_open,
    keep_session,
    mark_open,
    needs_fresh,
    right_of,
    session_of,
)
from foodtrace_api.office.limits import limits_of
from foodtrace_api.office.menu import MENU
from foodtrace_api.office.paths import page_of, path_of, room_of, with_language
from foodtrace_api.problems import problem_of
from foodtrace_api.render import render_plain
from foodtrace_api.uploads import read_form
from foodtrace_api.words import Words, choose_language, named_language, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from foodtrace.registry import Registry
    from litestar import Request

    from foodtrace_api.keeper import Keeper
    from foodtrace_api.lookup import Lookup
    from foodtrace_api.sender import Proxies

__all__ = ["Office"]

# No row has a greater number, and PostgreSQL could not look for one.
_LAST: Final = 2**31 - 1


class Office:
    """The dependencies of one server's office. Raises InvalidRequest for settings that cannot be used."""

    def __init__(
        self,
        lookup: Lookup,
        keeper: Keeper,
        clock: Callable[[], int],
        env: Mapping[str, str],
        proxies: Proxies,
    ) -> None:
        self.lookup = lookup
        self.keeper = keeper
        self.env = env
        self.proxies = proxies
        self.limits = limits_of(env)
        office_origin(env, "")  # a mistake is told when the server starts
        self._clock = clock

    def now(self) -> int:
        """Unix seconds."""
        return self._clock()

    async def registry(self) -> Registry:
        """The open registry. Raises RegistryUnavailable."""
        return await self.keeper.open_registry()

    def language(self, request: Request[Any, Any, Any]) -> str:
        """vi or en: what the link names, else what the session read last, else what the browser asks for."""
        named = request.query_params.get("lang", "")[:35]
        found = session_of(request)
        if not named_language(named) and found is not None and found[0].language:
            return found[0].language
        language = choose_language(named, header(request.scope, b"accept-language"))
        return language if language == "vi" else "en"

    def page(
        self,
        request: Request[Any, Any, Any],
        template: str,
        *,
        status: int = 200,
        words: str | tuple[str, ...] = (),
        headers: Mapping[str, str] | None = None,
        script: bool = False,
        **values: Any,
    ) -> Answer:
        """A page of the office; `words` names the catalogs of its room beside the office's own.

        The template has `w`, `who` (None before signing in), `csrf`, `menu`, `here`, `issuer`,
        `languages`, `path` and `actor` for who did something. `script`: the page may run our own script, for passkeys.
        """
        language, w = self.language(request), self.words(request, words)
        found = session_of(request)
        who, token = (None, "") if found is None else (found[0].who, found[1])
        path = page_of(request)
        authority = self.lookup.authority
        issuer = ""
        if authority is not None:
            issuer = authority.name if language == "vi" else authority.name_en or authority.name
        trusted = self.lookup.held
        frame = {
            "who": who,
            "csrf": form_token(token) if token else "",
            "menu": [each for each in MENU if who is not None and who.may(each.right)],
            "here": room_of(path),
            "path": path,
            "issuer": issuer,
            "specimen": trusted is not None and trusted.trust.is_specimen,
            "languages": [(code, with_language(request, code)) for code in ("vi", "en")],
            "style": OFFICE_STYLE,
            "now": self.now(),
            "actor": lambda actor, names: actor_words(actor, names, w),
            "Right": Right,
        }
        body = render_plain(template, w, **{**frame, **values})
        extra = {**page_headers(language, script=script), **(headers or {})}
        return Answer.of(status, "text/html; charset=utf-8", body, extra, pack=True)

    def see_other(self, path: str, cookies: tuple[str, ...] = (), /, **query: str) -> Answer:
        """To another page after a change, so that a reload does not repeat it."""
        location = f"{path}?{urlencode(query, quote_via=quote)}" if query else path
        return with_cookies(Answer.see_other(location), cookies)

    async def form(
        self,
        request: Request[Any, Any, Any],
        *,
        most_bytes: int = MOST_KEPT_BYTES,
        most_parts: int = MOST_PARTS,
    ) -> Form:
        """The form that was sent. Ends in a page that sends it again when its token is not this session's."""
        parts = await read_form(request, most_bytes=most_bytes, most_parts=most_parts, plain=True)
        form = Form(tuple(parts))
        found = session_of(request)
        if (
            found is not None
            and not is_open(request)
            and not hmac.compare_digest(form.text(CSRF).encode(), form_token(found[1]).encode())
        ):
            # Another session's form, such as a page from before signing in anew: it came from our own
            # page, as the guard saw, and its author may look at it and send it under the new one.
            raise Instead(self.send_again(request, form.kept(path_of(request)), status=403))
        return form

    def send_again(
        self,
        request: Request[Any, Any, Any],
        kept: Kept,
        *,
        status: int = 200,
        cookies: tuple[str, ...] = (),
    ) -> Answer:
        """The page that shows what was typed and sends it with one button."""
        # Names of fields and numbers of records say nothing to a person.
        shown = [
            text for _, value in kept.fields if (text := value.strip()) and not text.isdecimal()
        ]
        answer = self.page(request, "office/send_again.html", status=status, kept=kept, shown=shown)
        return with_cookies(answer, cookies)

    async def check(self, request: Request[Any, Any, Any], handler: Any) -> None:
        """The guard of every route: see `guard`."""
        self.lookup.refresh()
        unsafe = request.scope["method"] not in ("GET", "HEAD")
        if unsafe and not comes_from_own_page(request.scope):
            raise AccessDenied(
                "A form is taken only from a page of this server.", code="foreign_form"
            )
        right = right_of(handler)
        mark_open(request, right is None)
        secure = self.proxies.is_https(request.scope)
        token = cookie_of(request, SESSION, secure=secure)
        session = None
        if token:
            registry = await self.registry()
            session = await find_session(registry, token, limits=self.limits, now=self.now())
        if session is not None:
            keep_session(request, (session, token))
            await self._remember_language(request)
        if right is None:
            return
        if session is None:
            raise Instead(await sign_in_first(self, request, "sign_in_first" if token else ""))
        session.who.demand(right)
        if any(isinstance(each, int) and each > _LAST for each in request.path_params.values()):
            raise NotFound("nothing has such a number; see the list", code="number")
        if needs_fresh(handler) and not session.is_fresh(self.now(), self.limits):
            raise Instead(await sign_in_first(self, request, "sign_in_fresh"))

    def words(self, request: Request[Any, Any, Any], room: str | tuple[str, ...] = ()) -> Words:
        """The words of the office in the request's language, with those of a room."""
        rooms = (room,) if isinstance(room, str) else room
        return words_of(self.language(request), "office", *rooms)

    async def ceremony(self, request: Request[Any, Any, Any]) -> Ceremony:
        """Passkeys of this office; on localhost they are made for localhost, whatever the stickers name."""
        registry = await self.registry()
        host = header(request.scope, b"host")
        origin = office_origin(self.env, registry.authority.host)
        if host.partition(":")[0] == "localhost":
            secure = self.proxies.is_https(request.scope)
            origin = f"{'https' if secure else 'http'}://{host}"
        return Ceremony(registry, Party(origin, registry.authority.name), self.now())

    def error_page(self, request: Request[Any, Any, Any], error: Exception) -> Answer:
        """What went wrong, in words a person can act on."""
        plain = problem_of(error)
        code = error.code if isinstance(error, FoodtraceError) else ""
        status = 403 if isinstance(error, AccessDenied) else plain.status
        key = {403: "error_right", 404: "error_missing", 409: "error_conflict", 413: "error_size"}
        words = key.get(status, "error_server" if status >= 500 else "error_request")
        if code == "foreign_form":
            words = "error_foreign"
        # Our own sentences name nothing private, but they are in English: they stand beside the words.
        detail = error.message if isinstance(error, FoodtraceError) and status < 500 else ""
        kept = {k.decode(): v.decode() for k, v in plain.headers if k in (b"retry-after", b"allow")}
        return self.page(
            request, "office/error.html", status=status, headers=kept, error=words, detail=detail
        )

    async def _remember_language(self, request: Request[Any, Any, Any]) -> None:
        found = session_of(request)
        named = named_language(request.query_params.get("lang", "")[:35] or "-")
        if found is None or named not in ("vi", "en") or named == found[0].language:
            return
        await keep_language(await self.registry(), found[1], named)
