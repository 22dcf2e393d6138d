"""The page that asks who is there, and how what was typed before comes along to it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from litestar.exceptions import HTTPException

from foodtrace_api.office.form import MOST_KEPT_BYTES, MOST_PARTS, Form, Kept
from foodtrace_api.office.paths import HOME, path_of, safe_next
from foodtrace_api.uploads import Part, read_form

if TYPE_CHECKING:
    from collections.abc import Mapping

    from litestar import Request

    from foodtrace_api.answer import Answer
    from foodtrace_api.office.desk import Office

__all__ = ["sign_in_first", "sign_in_page"]

_WHYS: Final = ("sign_in_first", "sign_in_fresh")


async def sign_in_page(
    office: Office,
    request: Request[Any, Any, Any],
    *,
    status: int = 200,
    onward: str = "",
    name: str = "",
    kept: Kept | None = None,
    fault: str = "",
    why: str = "",
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """The page that asks for name and password or a passkey; `fault` is in words."""
    ceremony = await office.ceremony(request)
    return office.page(
        request,
        "office/sign_in.html",
        status=status,
        headers=headers,
        script=True,
        next=safe_next(onward),
        kept="" if kept is None else kept.pack(),
        files=() if kept is None else kept.files,
        name=name[:100],
        why=why if why in _WHYS else "",
        fault=fault,
        options=await ceremony.request_options(),
        who=None,
    )


async def sign_in_first(office: Office, request: Request[Any, Any, Any], why: str) -> Answer:
    """To the page that signs in; what was typed into a form goes along."""
    path = path_of(request)
    if request.scope["method"] in ("GET", "HEAD"):
        query = {"next": "" if path == HOME else path, "why": why}
        return office.see_other("/office/sign-in", **{k: v for k, v in query.items() if v})
    parts: list[Part] = []
    with suppress(HTTPException):  # a body too large or torn: what came whole is kept
        await read_form(
            request,
            most_bytes=MOST_KEPT_BYTES,
            most_parts=MOST_PARTS,
            into=parts,
            plain=True,
        )
    kept = Form(tuple(parts)).kept(path)
    return await sign_in_page(office, request, status=401, kept=kept, why=why or "sign_in_first")
