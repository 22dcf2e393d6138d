"""Pictures made here, and the marks that must not survive in them; no photo of a person."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

from PIL import Image

SECRET = b"CANARYPHOTO"


def half_and_half(width: int = 400, height: int = 200) -> Image.Image:
    """Red on the left, blue on the right."""
    picture = Image.new("RGB", (width, height), (200, 20, 20))
    picture.paste((20, 20, 200), (width // 2, 0, width, height))
    return picture


def encoded(picture: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def jpeg_with_everything(orientation: int = 1) -> bytes:
    """A JPEG with a position, a camera's owner, a comment, a profile, and bytes after its end."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0xA430] = SECRET.decode()
    exif[0x010E] = SECRET.decode()
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", (16.0, 4.0, 12.0)
    gps[3], gps[4] = "E", (108.0, 13.0, 5.0)
    gps[29] = SECRET.decode()
    raw = encoded(
        half_and_half(),
        exif=exif,
        comment=SECRET,
        icc_profile=SECRET * 4,
        dpi=(300, 300),
        quality=95,
    )
    assert raw.count(SECRET) >= 4
    return raw + b"<script>" + SECRET


def png_head(width: int, height: int, rows: bytes = b"") -> bytes:
    """A PNG that says it is so large, with as many bytes of pixels as given."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        crc = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", crc)

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
