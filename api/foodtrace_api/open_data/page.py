"""/data/: what can be taken away, under which licence, and the files themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final

import msgspec
from babel.core import Locale
from babel.numbers import format_decimal
from foodtrace.errors import NotFound, RegistryUnavailable
from foodtrace.publication.open_data import CHECKSUMS, LICENCE, Dump, catalog, dump_path, dumps_in
from litestar import HttpMethod, Request, Router, route
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, PathParameter
from litestar.types import ASGIApp
from markupsafe import Markup

from foodtrace_api.answer import Answer, etag_of, unless_held
from foodtrace_api.front import asked_of
from foodtrace_api.headers import content_security_policy
from foodtrace_api.open_data.files import FileAnswer
from foodtrace_api.render import render, site_of, style_with
from foodtrace_api.room import Room
from foodtrace_api.words import words_of

if TYPE_CHECKING:
    from pathlib import Path

    from foodtrace.registry import Authority

    from foodtrace_api.lookup import Lookup
    from foodtrace_api.render import Asked
    from foodtrace_api.words import Words

_READ: Final = [HttpMethod.GET, HttpMethod.HEAD]
_STYLE: Final = style_with("data/style.css")
_POLICY: Final = content_security_policy(_STYLE)
_OPEN: Final = {"access-control-allow-origin": "*"}
# A numbered dump never changes, but it does not stay for ever.
_NUMBERED: Final = "public, max-age=86400, immutable"
_ASK: Final = "no-cache"
_LATEST: Final = "latest"
_LICENCE_LINK: Final = Markup('<a href="{}" rel="license noreferrer">CC BY 4.0</a>').format(LICENCE)
_ABOUT: Final = {
    "establishments.jsonl.gz": "data_file_lines",
    "csv.zip": "data_file_tables",
    "lives.zip": "data_file_lives",
}


class Line(msgspec.Struct, frozen=True):
    """One file of the newest dump as the page lists it."""

    href: str
    name: str
    about: str
    size: str
    sha256: str


class _Shelf:
    """The dumps that are there, looked at again when their folder has changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._changed_at: int | None = None
        self._dumps: tuple[Dump, ...] = ()

    def dumps(self) -> tuple[Dump, ...]:
        try:
            changed_at = (self._folder / "dumps").stat().st_mtime_ns
        except OSError:
            return ()
        if changed_at != self._changed_at:
            self._changed_at, self._dumps = changed_at, dumps_in(self._folder)
        return self._dumps

    def find(self, name: str) -> Dump:
        for dump in self.dumps():
            if name in (_LATEST, dump.name):
                return dump
        raise NotFound(f"There is no dump {name[:40]!r}; /data/ lists those there are.")

    def path(self, dump: Dump, name: str) -> Path:
        return dump_path(self._folder, dump, name)


def data_router(lookup: Lookup) -> Router:
    """Everything under /data/."""
    shelf = _Shelf(lookup.folder)

    @route(
        "/",
        http_method=_READ,
        sync_to_thread=False,
        responses={200: ResponseSpec(str, generate_examples=False, media_type="text/html")},
        summary="The open data's page",
    )
    def page(request: Request[Any, Any, Any]) -> Answer:
        asked = asked_of(request)
        if not request.scope["raw_path"].split(b"?")[0].endswith(b"/"):
            return Answer.of(308, "text/plain", b"", {"location": asked.href("/data/")})
        authority = _authority(lookup)
        body = _page(lookup, authority, shelf.dumps(), asked)
        headers = {
            "cache-control": _ASK,
            "content-language": asked.language,
            "vary": "Accept-Language, Accept-Encoding",
            "content-security-policy": _POLICY,
        }
        return _kept(request, "text/html; charset=utf-8", body, headers)

    @route(
        "/catalog.jsonld",
        http_method=_READ,
        sync_to_thread=False,
        responses={200: ResponseSpec(dict[str, Any], generate_examples=False)},
        summary="The description of the open data: DCAT 3 as JSON-LD",
    )
    def described(request: Request[Any, Any, Any]) -> Answer:
        body = msgspec.json.encode(catalog(_authority(lookup), shelf.dumps()))
        headers = {"cache-control": _ASK, "vary": "Accept-Encoding", **_OPEN}
        return _kept(request, "application/ld+json", body, headers)

    @route(
        "/{dump:str}/{name:str}",
        http_method=_READ,
        sync_to_thread=False,
        responses={
            200: ResponseSpec(bytes, generate_examples=False, media_type="application/zip"),
            304: ResponseSpec(None, description="The caller holds these bytes already"),
        },
        summary="A file of a dump",
    )
    def file(
        request: Request[Any, Any, Any],
        dump: Annotated[str, PathParameter(description="latest, or a dump by its name")],
        name: FromPath[str],
    ) -> ASGIApp:
        found = shelf.find(dump)
        keep = _ASK if dump == _LATEST else _NUMBERED
        headers = {"cache-control": keep, **_OPEN, "content-location": f"/data/{found.name}/{name}"}
        if name == CHECKSUMS:
            sums = shelf.path(found, name).read_bytes()
            return _kept(request, "text/plain; charset=utf-8", sums, headers)
        for each in found.files:
            if each.name == name:
                headers |= {"etag": f'"{each.sha256[:32]}"', "content-type": each.packed_type}
                pairs = tuple((key.encode(), value.encode()) for key, value in headers.items())
                known = unless_held(request.scope, Answer(200, pairs, b""))
                if known.status == 304:
                    return known
                return FileAnswer(shelf.path(found, name), each.bytes, pairs)
        raise NotFound(f"The dump {found.name} has no file {name[:40]!r}; /data/ lists them.")

    return Room("/data", route_handlers=[page, described, file], tags=["open data"])


def _authority(lookup: Lookup) -> Authority:
    lookup.refresh()
    if lookup.authority is None:
        raise RegistryUnavailable("the register cannot be read")
    return lookup.authority


def _page(lookup: Lookup, authority: Authority, dumps: tuple[Dump, ...], asked: Asked) -> bytes:
    w = words_of(asked.language, "data")
    site = site_of(authority, lookup.held, asked, w)
    newest = dumps[0] if dumps else None
    address = f"https://{authority.host}/data/"
    return render(
        "data/data.html",
        w,
        site,
        style=_STYLE,
        newest=newest,
        files=[] if newest is None else _lines(newest, w),
        older=dumps[1:],
        licence_words=Markup(w("data_licence_text")).format(licence=_LICENCE_LINK),  # noqa: S704
        attribution=f"{site.issuer}, {address}"
        if newest is None
        else w(
            "data_attribution", issuer=site.issuer, address=address, moment=w.moment(newest.as_of)
        ),
        checksums=CHECKSUMS,
    )


def _lines(dump: Dump, w: Words) -> list[Line]:
    return [
        Line(
            href=f"/data/{dump.name}/{file.name}",
            name=file.name,
            about=w(_ABOUT[file.name]) if file.name in _ABOUT else "",
            size=_size(file.bytes, w),
            sha256=file.sha256,
        )
        for file in dump.files
    ]


def _size(size: int, w: Words) -> str:
    unit, divisor = ("MB", 1e6) if size >= 1e6 else ("kB", 1e3)
    locale = Locale("vi" if w.language == "vi" else "en")
    return f"{format_decimal(size / divisor, '#,##0.0', locale=locale)}\u00a0{unit}"


def _kept(
    request: Request[Any, Any, Any], media_type: str, body: bytes, headers: dict[str, str]
) -> Answer:
    """The answer under its ETag, or its 304."""
    headers = {**headers, "etag": etag_of(body)}
    return unless_held(request.scope, Answer.of(200, media_type, body, headers, pack=True))
