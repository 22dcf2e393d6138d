"""A finished HTTP answer as bytes, ready to be kept and sent again."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import msgspec

from foodtrace_api.negotiate import header, holds_already

if TYPE_CHECKING:
    from litestar.types import Receive, Scope, Send

# Of answers that depend on the moment: a reload asks anew.
NO_STORE: Mapping[str, str] = {"cache-control": "no-store", "vary": "Accept-Encoding"}

# Below this a gzip frame saves nothing on the wire.
_WORTH_PACKING = 256


Headers = tuple[tuple[bytes, bytes], ...]


class Answer(msgspec.Struct, frozen=True, eq=False):
    """Status, headers and body; an ASGI application of its own, so that a kept answer costs no work.

    `packed` is the same with the body in gzip, made once. HEAD gets every header and no body (RFC 9110
    section 9.3.2).
    """

    status: int
    headers: Headers
    body: bytes
    packed: tuple[Headers, bytes] | None = None

    @classmethod
    def of(
        cls,
        status: int,
        media_type: str,
        body: bytes,
        headers: Mapping[str, str] | None = None,
        *,
        pack: bool = False,
    ) -> Answer:
        common = [(b"content-type", media_type.encode())]
        common += [
            (name.encode(), value.encode("latin-1")) for name, value in (headers or {}).items()
        ]
        packed = None
        if pack and len(body) >= _WORTH_PACKING:
            small = gzip.compress(body, 9, mtime=0)
            packed = ((*common, (b"content-encoding", b"gzip"), _length(small)), small)
        return cls(status, (*common, _length(body)), body, packed)

    @classmethod
    def see_other(cls, location: str) -> Answer:
        """To another page; after a form, so that a reload does not send it again."""
        headers = {"location": location, "cache-control": "no-store"}
        return cls.of(303, "text/plain; charset=utf-8", b"", headers)

    def not_modified(self) -> Answer:
        """The 304 of this answer: what a cache must keep, without type and length."""
        dropped = (b"content-type", b"content-length")
        return Answer(304, tuple(pair for pair in self.headers if pair[0] not in dropped), b"")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        headers, body = self.headers, self.body
        if self.packed is not None and _takes_gzip(header(scope, b"accept-encoding")):
            headers, body = self.packed
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        sent = b"" if scope.get("method") == "HEAD" else body
        await send({"type": "http.response.body", "body": sent, "more_body": False})

    def to_asgi_response(self, *_: Any, **__: Any) -> Answer:
        """Lets an exception handler return an answer where the framework expects its own response."""
        return self


def etag_of(body: bytes) -> str:
    """A strong ETag: half of the SHA-256."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def unless_held(scope: Scope, answer: Answer) -> Answer:
    """The answer, which has an ETag; its 304 if the caller holds these bytes already."""
    etag = dict(answer.headers)[b"etag"].decode()
    held = holds_already(header(scope, b"if-none-match"), etag)
    return answer.not_modified() if held else answer


def _length(body: bytes) -> tuple[bytes, bytes]:
    return b"content-length", b"%d" % len(body)


@lru_cache(maxsize=256)
def _takes_gzip(accept_encoding: str) -> bool:
    for part in accept_encoding.lower().split(","):
        coding, _, weight = part.partition(";")
        if coding.strip() in ("gzip", "*"):
            return not re.fullmatch(r"\s*q=0(\.0*)?\s*", weight)
    return False
