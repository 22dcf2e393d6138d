"""Photos from strangers: redrawn as plain JPEG files that carry nothing of the file that came."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from io import BytesIO
from typing import TYPE_CHECKING, Final, TypeVar

import msgspec

from foodtrace.errors import InvalidRequest

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL.Image import Image, Transpose

__all__ = [
    "MAX_PHOTO_BYTES",
    "MAX_SIDE",
    "Photo",
    "aside",
    "open_photo",
    "redraw_photo",
    "redraw_photo_aside",
]

Made = TypeVar("Made")

MAX_PHOTO_BYTES: Final = 5_000_000
MAX_SIDE: Final = 1600

# What is decoded in one piece, and what the JPEG decoder can shrink while it reads.
_MAX_PIXELS: Final = 16_000_000
_MAX_PIXELS_JPEG: Final = 64_000_000
# A progressive photo has about ten scans; thousands of empty ones cost minutes to decode.
_MAX_SCANS: Final = 64
_QUALITY: Final = 82
_FORMATS: Final = ("JPEG", "PNG", "WEBP")

# Pictures take memory and time: two at once in a process, whoever asks.
_POOL: Final = ThreadPoolExecutor(max_workers=2, thread_name_prefix="foodtrace-photo")


class Photo(msgspec.Struct, frozen=True):
    """A JPEG in sRGB without metadata, upright, at most MAX_SIDE pixels a side."""

    jpeg: bytes
    width: int
    height: int


async def redraw_photo_aside(raw: bytes) -> Photo:
    """`redraw_photo` in a thread, so that an event loop goes on."""
    return await aside(redraw_photo, raw)


async def aside(work: Callable[[bytes], Made], raw: bytes) -> Made:
    """Work on a picture, where pictures are worked on: two at once, beside the event loop."""
    return await asyncio.get_running_loop().run_in_executor(_POOL, work, raw)


def redraw_photo(raw: bytes) -> Photo:
    """Decode a JPEG, PNG or WebP of at most MAX_PHOTO_BYTES, turn it upright, shrink it, encode it anew.

    Only pixels survive: no EXIF, position, comment, thumbnail, profile or trailing bytes. Of several
    frames the first is taken. Raises InvalidRequest: photo_too_large (bytes), photo_format (not one of
    the three), photo_too_many_pixels, photo_broken (cut off or not decodable).
    """
    shown = open_photo(raw, MAX_SIDE)
    out = BytesIO()
    shown.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return Photo(out.getvalue(), shown.width, shown.height)


def open_photo(raw: bytes, side: int) -> Image:
    """The pixels alone, upright, at most `side` a side. Raises InvalidRequest as `redraw_photo` does."""
    if len(raw) > MAX_PHOTO_BYTES:
        raise InvalidRequest(
            f"expected a photo of at most {MAX_PHOTO_BYTES // 1_000_000} MB, got {len(raw)} bytes; "
            "send a smaller one",
            code="photo_too_large",
        )
    if raw[:3] == b"\xff\xd8\xff" and raw.count(b"\xff\xda") > _MAX_SCANS:
        raise _broken()
    try:
        return _pixels(raw, side)
    except InvalidRequest:
        raise
    except Exception as error:  # decoders fail in ways of their own: a file can provoke any of them
        raise _broken() from error


def _pixels(raw: bytes, side: int) -> Image:
    # Here and not above: it takes a tenth of a second that most commands need not wait for.
    from PIL import Image, UnidentifiedImageError

    try:
        source = Image.open(BytesIO(raw), formats=_FORMATS)
    except (UnidentifiedImageError, Image.DecompressionBombError) as error:
        if isinstance(error, Image.DecompressionBombError):
            raise _too_many_pixels() from error
        raise InvalidRequest(
            "expected a photo as JPEG, PNG or WebP, got something else; "
            "send it in one of these formats",
            code="photo_format",
        ) from error
    with source:
        # Only the head is read so far: a bomb is refused before anything is unpacked.
        limit = _MAX_PIXELS_JPEG if source.format in ("JPEG", "MPO") else _MAX_PIXELS
        if source.width * source.height > limit:
            raise _too_many_pixels()
        turned = _orientation(source)
        source.draft("RGB", (side, side))
        source.load()
        shown = _on_white(_shrunk(source, side))
    return shown if turned is None else shown.transpose(turned)


def _shrunk(source: Image, side: int) -> Image:
    """At most `side` a side; first of all, since every step after it costs memory by the pixel."""
    from PIL.Image import Resampling

    if source.mode.startswith("I"):
        # Sixteen bits a pixel would be cut off, not scaled.
        source = source.convert("I").point(lambda value: value / 256).convert("L")
    elif source.mode not in ("RGB", "RGBA", "L", "LA", "CMYK"):
        source = source.convert("RGBA" if source.has_transparency_data else "RGB")
    source.thumbnail((side, side), Resampling.LANCZOS, reducing_gap=3.0)
    return source


def _on_white(source: Image) -> Image:
    """The pixels alone, on a canvas of their own: what a decoder noted beside them stays behind."""
    from PIL import Image

    canvas = Image.new("RGB", source.size, "white")
    if source.has_transparency_data:
        seen = source.convert("RGBA")
        canvas.paste(seen, mask=seen.getchannel("A"))
    else:
        canvas.paste(source.convert("RGB"))
    return canvas


def _orientation(source: Image) -> Transpose | None:
    """How to turn the picture upright (EXIF tag 0x0112); an unreadable tag turns nothing."""
    from PIL.Image import Transpose

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    with suppress(Exception):
        return turns[source.getexif()[0x0112]]
    return None


def _too_many_pixels() -> InvalidRequest:
    return InvalidRequest(
        f"expected a photo of at most {_MAX_PIXELS_JPEG // 1_000_000} million pixels as JPEG, "
        f"{_MAX_PIXELS // 1_000_000} million as PNG or WebP; send a smaller one",
        code="photo_too_many_pixels",
    )


def _broken() -> InvalidRequest:
    return InvalidRequest(
        "the photo cannot be read to its end; take it again, or send another one",
        code="photo_broken",
    )
