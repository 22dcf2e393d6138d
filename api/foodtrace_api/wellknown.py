"""The signed lists, the bundle and the roots at their stable addresses, with strong ETags."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any, Final

from foodtrace.errors import NotFound, RegistryUnavailable
from foodtrace.registry import ROOTS_FILE
from foodtrace.trust import pack_bundle
from litestar import HttpMethod, Request, Router, route
from litestar.openapi import ResponseSpec
from litestar.params import PathParameter

from foodtrace_api.answer import Answer, etag_of, unless_held
from foodtrace_api.room import Room

if TYPE_CHECKING:
    from collections.abc import Callable

    from foodtrace_api.lookup import Lookup, Version

_READ: Final = [HttpMethod.GET, HttpMethod.HEAD]
_TRUST = "application/cbor-seq"
_STATUS = "application/statuslist+cwt"
_ISSUED = "application/octet-stream"
# A list may change at any moment: keep it, but ask each time. One numbered list never changes.
_ASK = "no-cache"
_FOREVER = "public, max-age=31536000, immutable"


class Shelf:
    """The files of one version of the register, each made when first asked for."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self._version: Version | None = None
        self._answers: dict[str, Answer] = {}

    def answer(self, name: str, media_type: str, keep: str, read: Callable[[], bytes]) -> Answer:
        version = self._lookup.refresh()
        if version != self._version:
            self._version, self._answers = version, {}
        answer = self._answers.get(name)
        if answer is None:
            body = read()
            headers = {"etag": etag_of(body), "cache-control": keep}
            answer = Answer.of(200, media_type, body, headers)
            self._answers[name] = answer
        return answer

    def latest_trust(self) -> bytes:
        files = self._lookup.reader.trust_files()
        if not files:
            raise NotFound("No trust list is published yet; the authority publishes the first one.")
        return files[max(files)]

    def trust(self, seq: int) -> bytes:
        try:
            return self._lookup.reader.trust_files()[seq]
        except KeyError:
            raise NotFound(
                f"There is no trust list {seq}; trust/latest.cose is the newest one."
            ) from None

    def status(self, kid: bytes) -> bytes:
        try:
            return self._lookup.reader.status_files()[kid]
        except KeyError:
            raise NotFound(f"There is no status list of a sticker key {kid.hex()}.") from None

    def issued(self, kid: bytes) -> bytes:
        trusted = self._lookup.reader.trusted()
        hashes = trusted.issued.get(kid) if trusted else None
        if hashes is None:
            raise NotFound(f"The trust list saves no stickers of a key {kid.hex()}.")
        return b"".join(sorted(hashes))

    def bundle(self) -> bytes:
        files = self._lookup.reader.trust_files()
        if not files:
            raise NotFound("No trust list is published yet, so there is no bundle.")
        return pack_bundle(files, self._lookup.reader.status_files())

    def roots(self) -> bytes:
        try:
            return (self._lookup.folder / ROOTS_FILE).read_bytes()
        except OSError as error:
            raise RegistryUnavailable("roots.pub cannot be read", code="no_roots") from error


def wellknown_router(lookup: Lookup) -> Router:
    """Everything under /.well-known/foodtrace."""
    shelf = Shelf(lookup)

    def file(media_type: str, what: str) -> dict[int, ResponseSpec]:
        return {
            200: ResponseSpec(
                bytes, generate_examples=False, description=what, media_type=media_type
            ),
            304: ResponseSpec(None, description="The caller holds these bytes already"),
        }

    @route(
        "/trust/{name:str}",
        http_method=_READ,
        sync_to_thread=False,
        responses=file(_TRUST, "A trust list: a CBOR sequence of COSE_Sign1"),
        summary="A trust list",
    )
    def trust_list(
        request: Request[Any, Any, Any],
        name: Annotated[str, PathParameter(description="latest.cose, or <seq>.cose for the chain")],
    ) -> Answer:
        if name == "latest.cose":
            return unless_held(request.scope, shelf.answer(name, _TRUST, _ASK, shelf.latest_trust))
        if not (match := re.fullmatch(r"(0|[1-9][0-9]{0,17})\.cose", name, re.ASCII)):
            raise NotFound("Expected trust/latest.cose or trust/<seq>.cose.")
        seq = int(match[1])
        return unless_held(
            request.scope, shelf.answer(name, _TRUST, _FOREVER, lambda: shelf.trust(seq))
        )

    @route(
        "/status/{kid:str}",
        http_method=_READ,
        sync_to_thread=False,
        responses=file(_STATUS, "A status list: an IETF Token Status List as CWT"),
        summary="The status list of a sticker key",
    )
    def status_list(
        request: Request[Any, Any, Any],
        kid: Annotated[
            str, PathParameter(description="The sticker key's kid, 8 lower-case hex digits")
        ],
    ) -> Answer:
        if not re.fullmatch(r"[0-9a-f]{8}", kid):
            raise NotFound("Expected status/<kid>, the kid as 8 lower-case hex digits.")
        of = bytes.fromhex(kid)
        return unless_held(
            request.scope, shelf.answer(f"status/{kid}", _STATUS, _ASK, lambda: shelf.status(of))
        )

    @route(
        "/issued/{kid:str}",
        http_method=_READ,
        sync_to_thread=False,
        responses=file(
            _ISSUED, "Sorted 16-byte hashes of the tokens that a stolen key honestly signed"
        ),
        summary="The honest stickers of a revoked sticker key",
    )
    def issued_file(
        request: Request[Any, Any, Any],
        kid: Annotated[
            str, PathParameter(description="The sticker key's kid, 8 lower-case hex digits")
        ],
    ) -> Answer:
        if not re.fullmatch(r"[0-9a-f]{8}", kid):
            raise NotFound("Expected issued/<kid>, the kid as 8 lower-case hex digits.")
        of = bytes.fromhex(kid)
        return unless_held(
            request.scope, shelf.answer(f"issued/{kid}", _ISSUED, _ASK, lambda: shelf.issued(of))
        )

    @route(
        "/bundle.zip",
        http_method=_READ,
        sync_to_thread=False,
        responses=file("application/zip", "Every list in one file, for checkers without a network"),
        summary="The offline bundle",
    )
    def bundle(request: Request[Any, Any, Any]) -> Answer:
        return unless_held(
            request.scope, shelf.answer("bundle.zip", "application/zip", _ASK, shelf.bundle)
        )

    @route(
        "/roots.pub",
        http_method=_READ,
        sync_to_thread=False,
        responses=file(
            "text/plain", "The pinned root keys; compare their fingerprints by another way"
        ),
        summary="The root keys",
    )
    def roots(request: Request[Any, Any, Any]) -> Answer:
        return unless_held(
            request.scope, shelf.answer("roots.pub", "text/plain; charset=utf-8", _ASK, shelf.roots)
        )

    return Room(
        "/.well-known/foodtrace",
        route_handlers=[trust_list, status_list, issued_file, bundle, roots],
        tags=["lists"],
    )
