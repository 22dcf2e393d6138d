"""A finished HTTP answer as bytes, ready to be kept and sent again."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from litestar.types import Receive, Scope, Send

# Of answers that depend on the moment: a reload asks anew.
NO_STORE: Mapping[str, str] = {"cache-control": "no-store", "vary": "Accept-Encoding"}

# Below this a gzip frame saves nothing on the wire.
_WORTH_PACKING = 256


class Answer(msgspec.Struct, frozen=True, eq=False):
    """Status, headers and body; an ASGI application of its own, so that a kept answer costs no work.

    `packed` is the same body in gzip, made once. HEAD gets every header and no body (RFC 9110 9.3.2).
    """

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    packed: bytes | None = None

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
        pairs = [(b"content-type", media_type.encode())]
        pairs += [
            (name.encode(), value.encode("latin-1")) for name, value in (headers or {}).items()
        ]
        packed = gzip.compress(body, 9, mtime=0) if pack and len(body) >= _WORTH_PACKING else None
        return cls(status, tuple(pairs), body, packed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        headers = list(self.headers)
        body = self.body
        if self.packed is not None and _takes_gzip(scope):
            body = self.packed
            headers.append((b"content-encoding", b"gzip"))
        if self.status != 304:
            headers.append((b"content-length", b"%d" % len(body)))
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        sent = b"" if scope.get("method") == "HEAD" else body
        await send({"type": "http.response.body", "body": sent, "more_body": False})

    def to_asgi_response(self, *_: Any, **__: Any) -> Answer:
        """Lets an exception handler return an answer where the framework expects its own response."""
        return self


def _takes_gzip(scope: Scope) -> bool:
    for name, value in scope["headers"]:
        if name == b"accept-encoding":
            for part in value.lower().split(b","):
                coding, _, weight = part.partition(b";")
                if coding.strip() in (b"gzip", b"*"):
                    return weight.replace(b" ", b"") not in (
                        b"q=0",
                        b"q=0.0",
                        b"q=0.00",
                        b"q=0.000",
                    )
    return False
