"""Papers are judged by what they are; their names are made harmless."""

from __future__ import annotations

from io import BytesIO

import pytest
from foodtrace.applications import MAX_FILE_BYTES, read_paper
from foodtrace.errors import InvalidRequest
from PIL import Image

_PDF = b"%PDF-1.7\n1 0 obj<</S/JavaScript/JS(app.alert(1))>>endobj\ntrailer\n%%EOF\n"


def _png() -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), "blue").save(out, "PNG")
    return out.getvalue()


async def test_a_pdf_is_kept_as_it_came() -> None:
    paper = await read_paper(_PDF, "cam kết.pdf")
    assert (paper.kind, paper.name, paper.content) == ("pdf", "cam kết.pdf", _PDF)


async def test_a_photo_is_redrawn_whatever_it_is_called() -> None:
    paper = await read_paper(_png(), "giấy.pdf")
    assert (paper.kind, paper.name) == ("jpeg", "giấy.jpg")
    assert paper.content.startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "photo_format"),
        (b"<html><script>alert(1)</script>", "photo_format"),
        (b"PK\x03\x04 a workbook", "photo_format"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "photo_format"),
        (b"%PDF-1.7 and no end", "file_broken"),
        (_png()[:60], "photo_broken"),
        (b"%PDF-" + b" " * (MAX_FILE_BYTES - 4) + b"%%EOF", "file_too_large"),
    ],
)
async def test_what_is_not_what_it_says_is_refused(raw: bytes, code: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        await read_paper(raw, "giấy.pdf")
    assert refused.value.code == code


async def test_a_file_of_exactly_five_megabytes_is_taken() -> None:
    raw = b"%PDF-" + b" " * (MAX_FILE_BYTES - 10) + b"%%EOF"
    assert len(raw) == MAX_FILE_BYTES
    assert (await read_paper(raw, "x.pdf")).kind == "pdf"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\a\\giấy.pdf", "giấy.pdf"),
        ('a"; filename=evil.html', "a filename=evil.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie x=1.pdf"),
        ("\u202egnp.exe", "gnp.pdf"),
        ("", "file.pdf"),
        ("...", "file.pdf"),
        ("🍜" * 300 + ".pdf", "🍜" * 100 + ".pdf"),
    ],
)
async def test_a_name_is_a_name_and_nothing_else(given: str, kept: str) -> None:
    assert (await read_paper(_PDF, given)).name == kept
