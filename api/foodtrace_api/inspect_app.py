"""The inspector's app as files of the package, at /inspect/: strong ETags, its own policy, nothing from elsewhere."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources
from typing import Annotated, Any, Final

from foodtrace.errors import NotFound
from litestar import HttpMethod, Request, Router, route
from litestar.openapi import ResponseSpec
from litestar.params import PathParameter

from foodtrace_api.answer import Answer
from foodtrace_api.negotiate import header, holds_already
from foodtrace_api.room import Room

__all__ = ["inspect_router"]

_READ: Final = [HttpMethod.GET, HttpMethod.HEAD]
_TYPES: Final = {
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "webmanifest": "application/manifest+json",
    "svg": "image/svg+xml",
    "png": "image/png",
    "wasm": "application/wasm",
    "txt": "text/plain; charset=utf-8",
}
# Already packed as they are; gzip would add to them.
_PACKED: Final = frozenset({"png"})
# The pages of the site run no script at all; only here may the app's own files run, and talk to this origin alone.
_POLICY: Final = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; "
    "img-src 'self' blob: data:; media-src 'self' blob:; worker-src 'self'; style-src 'self'; "
    "manifest-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
_PERMISSIONS: Final = (
    "accelerometer=(), camera=(self), display-capture=(), geolocation=(self), gyroscope=(), "
    "microphone=(), payment=(), usb=()"
)


@cache
def _read_files() -> dict[str, Answer]:
    """Every file of the built app with its answer made once; "" is the page itself."""
    answers = {}
    for file in (resources.files("foodtrace_api") / "static" / "inspect").iterdir():
        suffix = file.name.rpartition(".")[2]
        body = file.read_bytes()
        headers = {
            "etag": f'"{hashlib.sha256(body).hexdigest()[:32]}"',
            # The service worker keeps the files; a browser without one asks each time.
            "cache-control": "no-cache",
            "vary": "Accept-Encoding",
            "content-security-policy": _POLICY,
            "permissions-policy": _PERMISSIONS,
        }
        if file.name == "sw.js":
            headers["service-worker-allowed"] = "/inspect/"
        name = "" if file.name == "index.html" else file.name
        pack = suffix not in _PACKED
        answers[name] = Answer.of(200, _TYPES[suffix], body, headers, pack=pack)
    return answers


def inspect_router() -> Router:
    """Everything under /inspect/ but its API."""
    files = _read_files()

    def answer(request: Request[Any, Any, Any], name: str) -> Answer:
        found = files.get(name)
        if found is None:
            raise NotFound(f"The inspector's app has no file {name[:80]!r}; open /inspect/.")
        etag = dict(found.headers)[b"etag"].decode()
        if holds_already(header(request.scope, b"if-none-match"), etag):
            kept = tuple(pair for pair in found.headers if pair[0] != b"content-type")
            return Answer(304, kept, b"")
        return found

    @route(
        "/",
        http_method=_READ,
        sync_to_thread=False,
        responses={200: ResponseSpec(bytes, generate_examples=False, media_type="text/html")},
        summary="The inspector's app",
    )
    def page(request: Request[Any, Any, Any]) -> Answer:
        # Without the slash every relative address of the app would point beside it.
        if not request.scope["raw_path"].split(b"?")[0].endswith(b"/"):
            return Answer.of(308, "text/plain", b"", {"location": "/inspect/"})
        return answer(request, "")

    @route("/{name:str}", http_method=_READ, sync_to_thread=False, include_in_schema=False)
    def file(
        request: Request[Any, Any, Any],
        name: Annotated[str, PathParameter(description="A file of the app")],
    ) -> Answer:
        return answer(request, name)

    return Room("/inspect", route_handlers=[page, file], tags=["inspector"])
