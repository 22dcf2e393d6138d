"""From the demo's paper back to bits: a page as a picture, its first sticker cut out of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from foodtrace.symbol import ManifestRow, parse_manifest

if TYPE_CHECKING:
    from PIL.Image import Image

_DPI = 200


def cut_first_sticker(paper: Path, picture: Path) -> None:
    """The first sticker of the first A4 sheet in `paper`, as a PNG of 200 dots to the inch."""
    import pypdfium2

    document = pypdfium2.PdfDocument(paper)
    try:
        page: Image = document[0].render(scale=_DPI / 72).to_pil()
    finally:
        document.close()
    page.crop((0, 0, page.width // 2, page.height // 2)).save(picture)


def read_manifest(path: Path) -> list[ManifestRow]:
    """The rows of a pack's manifest."""
    return parse_manifest(path.read_bytes())
