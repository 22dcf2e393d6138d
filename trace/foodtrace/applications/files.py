"""Papers that come with an application: photos are redrawn here, a PDF is kept as it came and never shown."""

from __future__ import annotations

import unicodedata
from typing import Final

import msgspec

from foodtrace.errors import InvalidRequest
from foodtrace.pictures import redraw_photo_aside

__all__ = ["MAX_FILE_BYTES", "Paper", "read_paper"]

MAX_FILE_BYTES: Final = 5_000_000
_LONGEST_NAME: Final = 100
# Behind the last mark of a PDF some programs leave a little.
_TAIL: Final = 2048


class Paper(msgspec.Struct, frozen=True):
    """A file fit to be kept: `kind` is pdf or jpeg, `name` a name to show and to save under."""

    kind: str
    name: str
    content: bytes


async def read_paper(raw: bytes, filename: str) -> Paper:
    """Judge a file by what it is, not by what it is called.

    Raises InvalidRequest: file_too_large, file_broken (a PDF that ends early), and the photo_... codes of
    `foodtrace.pictures`; photo_format is for whatever is neither.
    """
    if len(raw) > MAX_FILE_BYTES:
        raise InvalidRequest(
            f"expected a file of at most {MAX_FILE_BYTES // 1_000_000} MB, got {len(raw)} bytes; "
            "send a smaller one",
            code="file_too_large",
        )
    if raw.startswith(b"%PDF-"):
        if b"%%EOF" not in raw[-_TAIL:]:
            raise InvalidRequest(
                "the PDF cannot be read to its end; save it again, or send a photo of the paper",
                code="file_broken",
            )
        return Paper("pdf", _name(filename, "pdf"), raw)
    photo = await redraw_photo_aside(raw)
    return Paper("jpeg", _name(filename, "jpg"), photo.jpeg)


def _name(filename: str, ending: str) -> str:
    """The name without folders, controls and quotes, under the ending of what the file is."""
    base = unicodedata.normalize("NFC", filename).replace("\\", "/").rpartition("/")[2]
    stem = base.rpartition(".")[0] or base
    kept = "".join(each if each.isprintable() and each not in '"<>|:*?;%' else " " for each in stem)
    return f"{' '.join(kept.split())[:_LONGEST_NAME].strip(' .') or 'file'}.{ending}"
