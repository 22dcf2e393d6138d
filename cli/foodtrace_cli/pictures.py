"""Symbols in a photo or in the pages of a PDF, read back as text."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from foodtrace.barcodes import STICKERS, codes_in
from foodtrace.errors import InvalidRequest

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_FILE_BYTES: Final = 100 << 20
MAX_PIXELS: Final = 120_000_000  # a phone's 108-megapixel photo still fits
MAX_PAGES: Final = 200
_FORMATS: Final = ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF")
_PAGE_DPI: Final = 200


def read_symbols(path: Path) -> list[str]:
    """The texts of all QR symbols in the picture or PDF `path`, in reading order, each once.

    [] when there is none. Raises InvalidRequest (`picture`) for a file that is neither, or too large,
    and OSError when it cannot be read.
    """
    with path.open("rb") as file:
        opening = file.read(1024)
        size = file.seek(0, 2)
    if size > MAX_FILE_BYTES:
        raise _not_a_picture(
            path, f"it has {size >> 20} MiB, at most {MAX_FILE_BYTES >> 20} are read"
        )
    pages = _pdf_pages(path) if b"%PDF-" in opening else _photo(path)
    seen: dict[str, None] = {}
    for page in pages:
        seen.update(dict.fromkeys(code.text for code in codes_in(page, STICKERS)))
    return list(seen)


def _photo(path: Path) -> Iterator[Image]:
    from PIL import Image

    try:
        with warnings.catch_warnings():
            # Our own bounds stand below; a warning of pillow's would be a stray line.
            warnings.simplefilter("ignore")
            with Image.open(path, formats=_FORMATS) as image:
                if image.width * image.height > MAX_PIXELS:
                    raise _not_a_picture(path, f"it has more than {MAX_PIXELS // 10**6} megapixels")
                image.load()
                yield image.copy()
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError):
        raise _not_a_picture(path, "it is damaged or of another kind") from None


def _pdf_pages(path: Path) -> Iterator[Image]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError:
        raise _not_a_picture(path, "the PDF is damaged or locked") from None
    try:
        if len(document) > MAX_PAGES:
            raise _not_a_picture(
                path, f"it has {len(document)} pages, at most {MAX_PAGES} are read"
            )
        for page in document:
            width, height = page.get_size()
            scale = _PAGE_DPI / 72
            if width * height * scale * scale > MAX_PIXELS:
                raise _not_a_picture(path, "one of its pages is larger than a poster")
            image: Image = page.render(scale=scale, grayscale=True).to_pil()
            yield image
    except pypdfium2.PdfiumError:
        raise _not_a_picture(path, "the PDF is damaged") from None
    finally:
        document.close()


def _not_a_picture(path: Path, why: str) -> InvalidRequest:
    return InvalidRequest(
        f"{path} cannot be read as a picture: {why}; give a JPEG, PNG, WebP, TIFF or PDF "
        "(a HEIC photo: save it as JPEG first).",
        code="picture",
    )
