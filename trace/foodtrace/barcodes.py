"""Codes in a picture, read as a scanner would send them: matrix and line codes alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from foodtrace.pictures import aside, open_photo

if TYPE_CHECKING:
    from PIL.Image import Image
    from zxingcpp import Barcode

__all__ = ["LABELS", "STICKERS", "codes_in", "read_codes"]

#: What a sticker bears, and what stands on goods and their boxes.
STICKERS: Final = ("QRCode",)
LABELS: Final = ("QRCode", "DataMatrix", "EANUPC", "ITF", "Code128", "DataBar")
# A phone's picture of a box: larger than what is kept of a photo, for the lines of a code are thin.
_SIDE: Final = 2400


async def read_codes(raw: bytes) -> list[str]:
    """The texts of the codes in a stranger's photo, each once, as a scanner sends them: with the sign of the
    symbology before it (ISO/IEC 15424), such as ]C1 for GS1-128. [] when there is none.

    Raises InvalidRequest: the photo_... codes of `foodtrace.pictures`.
    """
    return await aside(_read, raw)


def _read(raw: bytes) -> list[str]:
    found = codes_in(open_photo(raw, _SIDE), LABELS)
    texts = [f"{code.symbology_identifier}{code.bytes.decode(errors='replace')}" for code in found]
    return list(dict.fromkeys(texts))


def codes_in(image: Image, formats: Sequence[str]) -> list[Barcode]:
    """The codes of these formats in reading order."""
    import zxingcpp
    from PIL import ImageOps

    wanted = zxingcpp.BarcodeFormats([zxingcpp.barcode_format_from_str(each) for each in formats])
    grey = image.convert("L")
    found = zxingcpp.read_barcodes(grey, wanted)
    if not found:
        # A dim photo, or one whose modules are larger than the decoder's window.
        smaller = (max(1, grey.width // 2), max(1, grey.height // 2))
        dim = ImageOps.autocontrast(grey.resize(smaller), cutoff=2)
        found = zxingcpp.read_barcodes(dim, wanted)
    return _in_reading_order(found)


def _in_reading_order(found: Sequence[Barcode]) -> list[Barcode]:
    """Row by row: codes whose tops differ by less than half a code stand in one row."""
    rows: list[list[Barcode]] = []
    for code in sorted(found, key=lambda code: code.position.top_left.y):
        place = code.position
        half = abs(place.bottom_left.y - place.top_left.y) / 2
        if rows and place.top_left.y - rows[-1][0].position.top_left.y < half:
            rows[-1].append(code)
        else:
            rows.append([code])
    return [code for row in rows for code in sorted(row, key=lambda code: code.position.top_left.x)]
