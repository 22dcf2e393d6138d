"""Forms with files (multipart/form-data, RFC 7578), read whole within limits, into memory and nowhere else."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl

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

__all__ = ["Part", "read_body", "read_form", "swallow_body"]

# A body that is refused is read to its end up to here and thrown away: a browser whose upload is cut
# off shows its own error, not the answer.
_SWALLOWED: Final = 80_000_000
# A phone on a poor network pauses; who sends nothing for so long has gone, and holds a connection.
_LONGEST_PAUSE: Final = 60


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
    plain: bool = False,
) -> list[Part]:
    """The fields of the form in their order. Raises HTTPException: 413 for a body of more than
    `most_bytes` or `most_parts` fields, 415 for another kind of body, 400 for a broken or cut-off one,
    408 for one that stopped coming.
    `plain` takes a form without files too (application/x-www-form-urlencoded).

    What came whole before a fault is left in `into`, so that a person need not type it again.
    """
    parts: list[Part] = [] if into is None else into
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if plain and kind == "application/x-www-form-urlencoded":
        parts += _plain_parts(await read_body(request, most_bytes), most_parts)
        return parts
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


async def read_body(request: Request[Any, Any, Any], most_bytes: int) -> bytes:
    """The whole body. Raises HTTPException: 413 for more than `most_bytes`, 400 for a body that was cut
    off, 408 for one that stopped coming."""
    return b"".join([chunk async for chunk in _body(request, most_bytes)])


async def swallow_body(request: Request[Any, Any, Any]) -> None:
    """Let the sender finish before it is told no."""
    async for _ in _body(request, _SWALLOWED):
        pass


def _plain_parts(body: bytes, most_parts: int) -> list[Part]:
    # Read as Latin-1, which every byte is, so that the bytes come out as they were sent.
    try:
        pairs = parse_qsl(
            body.decode("latin-1"), True, encoding="latin-1", max_num_fields=most_parts
        )
    except ValueError as error:
        raise HTTPException(status_code=413) from error
    return [
        Part(name.encode("latin-1").decode(errors="replace"), None, value.encode("latin-1"))
        for name, value in pairs
    ]


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
    """The body as it comes; raises 413 once too much of it came, after swallowing the rest, and 408
    when it stops coming.
    """
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > _SWALLOWED:
        raise HTTPException(status_code=413)
    seen = 0
    more = True
    while more:
        try:
            async with asyncio.timeout(_LONGEST_PAUSE):
                message = await request.receive()
        except TimeoutError as error:
            raise HTTPException(status_code=408) from error
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
