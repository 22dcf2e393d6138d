"""A file of a dump as an answer that is read while it is sent: a city's register need not fit in memory."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

import msgspec

if TYPE_CHECKING:
    from pathlib import Path

    from litestar.types import Receive, Scope, Send

_CHUNK: Final = 256 * 1024


class FileAnswer(msgspec.Struct, frozen=True, eq=False):
    """An ASGI application of its own that sends the whole of one file; HEAD gets its headers alone."""

    path: Path
    size: int
    headers: tuple[tuple[bytes, bytes], ...]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        # Opened before the first byte goes out: a dump that was just removed is an error, not half a file.
        file = await asyncio.to_thread(self.path.open, "rb")
        try:
            length = (b"content-length", b"%d" % self.size)
            await send(
                {"type": "http.response.start", "status": 200, "headers": (*self.headers, length)}
            )
            left = 0 if scope.get("method") == "HEAD" else self.size
            while left:
                chunk = await asyncio.to_thread(file.read, min(left, _CHUNK))
                left = left - len(chunk) if chunk else 0
                await send({"type": "http.response.body", "body": chunk, "more_body": left > 0})
            if scope.get("method") == "HEAD":
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            file.close()

    def to_asgi_response(self, *_: Any, **__: Any) -> FileAnswer:
        """Lets a handler return it where the framework expects its own response."""
        return self
