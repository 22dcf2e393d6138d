"""Forms with files (multipart/form-data, RFC 7578), read whole within limits, into memory and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from litestar.exceptions import ClientException, HTTPException
from multipart import (  # type: ignore[import-untyped]
    MultipartError,
    MultipartSegment,
    ParserLimitReached,
    PushMultipartParser,
    parse_options_header,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from litestar import Request

__all__ = ["Part", "read_form", "swallow_body"]

# A body that is refused is read to its end up to here and thrown away: a browser whose upload is cut
# off shows its own error, not the answer.
_SWALLOWED: Final = 80_000_000


class Part(msgspec.Struct, frozen=True):
    """One field. `filename` is None for a text, and never to be used as a name of anything."""

    name: str
    filename: str | None
    content: bytes


async def read_form(
    request: Request[Any, Any, Any],
    *,
    most_bytes: int,
    most_parts: int,
    into: list[Part] | None = None,
) -> list[Part]:
    """The fields of the form in their order. Raises HTTPException: 413 for a body of more than
    `most_bytes` or `most_parts` fields, 415 for another kind of body, 400 for a broken or cut-off one.

    What came whole before a fault is left in `into`, so that a person need not type it again.
    """
    parts: list[Part] = [] if into is None else into
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != "multipart/form-data":
        await swallow_body(request)
        raise HTTPException(status_code=415)
    reader = _body(request, most_bytes)
    try:
        await _read_parts(reader, options.get("boundary", ""), most_parts, parts)
    except ParserLimitReached as error:
        await _rest_of(reader)
        raise HTTPException(status_code=413) from error
    except (MultipartError, UnicodeError) as error:
        await _rest_of(reader)
        raise ClientException from error
    return parts


async def swallow_body(request: Request[Any, Any, Any]) -> None:
    """Let the sender finish before it is told no."""
    async for _ in _body(request, _SWALLOWED):
        pass


async def _read_parts(
    reader: AsyncIterator[bytes], boundary: str, most_parts: int, parts: list[Part]
) -> None:
    with PushMultipartParser(boundary, max_segment_count=most_parts) as parser:
        segment: MultipartSegment | None = None
        content = bytearray()
        async for chunk in reader:
            for event in parser.parse(chunk):
                if isinstance(event, MultipartSegment):
                    segment, content = event, bytearray()
                elif event:
                    content += event
                elif segment is not None:
                    parts.append(Part(segment.name or "", segment.filename, bytes(content)))
                    segment = None


async def _body(request: Request[Any, Any, Any], most_bytes: int) -> AsyncIterator[bytes]:
    """The body as it comes; raises 413 once too much of it came, after swallowing the rest."""
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > _SWALLOWED:
        raise HTTPException(status_code=413)
    seen = 0
    more = True
    while more:
        message = await request.receive()
        if message["type"] != "http.request":
            raise ClientException  # gone: nobody reads the answer
        chunk, more = message.get("body", b""), message.get("more_body", False)
        seen += len(chunk)
        if seen > _SWALLOWED:
            break
        # To the parser an empty chunk is the end.
        if chunk and seen <= most_bytes:
            yield chunk
    if seen > most_bytes:
        raise HTTPException(status_code=413)


async def _rest_of(reader: AsyncIterator[bytes]) -> None:
    async for _ in reader:
        pass
