"""Readers that had no part in drawing: pdfium turns a PDF into pixels and text, ZXing reads symbols."""

from __future__ import annotations

import io

import msgspec
import pypdfium2
import zxingcpp
from PIL import Image

MM = 25.4 / 72


class Letter(msgspec.Struct, frozen=True):
    """The ink of one character, mm from the top left of the page."""

    char: str
    left: float
    top: float
    right: float
    bottom: float


def pages(pdf: bytes, dpi: float = 150, *, grey: bool = False) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(pdf)
    drawn = [page.render(scale=dpi / 72, grayscale=grey).to_pil() for page in document]
    document.close()
    return drawn


def size_mm(pdf: bytes) -> tuple[float, float]:
    document = pypdfium2.PdfDocument(pdf)
    width, height = document[0].get_size()
    document.close()
    return width * MM, height * MM


def read(image: Image.Image) -> list[zxingcpp.Barcode]:
    """All QR symbols, in reading order."""
    found = zxingcpp.read_barcodes(
        image, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    )
    return sorted(
        found, key=lambda code: (code.position.top_left.y // 50, code.position.top_left.x)
    )


def texts(image: Image.Image) -> list[str]:
    return [code.text for code in read(image)]


def letters(pdf: bytes) -> list[list[Letter]]:
    """The ink of every character, page by page."""
    document = pypdfium2.PdfDocument(pdf)
    found = [_letters_of(page) for page in document]
    document.close()
    return found


def _letters_of(page: pypdfium2.PdfPage) -> list[Letter]:
    height = page.get_size()[1]
    text = page.get_textpage()
    found: list[Letter] = []
    for number in range(text.count_chars()):
        left, bottom, right, top = text.get_charbox(number, loose=False)
        if right > left:
            char = text.get_text_range(number, 1)
            found.append(
                Letter(char, left * MM, (height - top) * MM, right * MM, (height - bottom) * MM)
            )
    return found


def said(pdf: bytes, page: int = 0) -> str:
    """The page's words as a reader program copies them out, one space between any two."""
    document = pypdfium2.PdfDocument(pdf)
    text = document[page].get_textpage().get_text_range()
    document.close()
    return " ".join(text.split())


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png))
