"""Symbols read back from photos and printed pages, and what is said of pictures that hold none."""

from __future__ import annotations

import io
import os
import struct
import zlib
from pathlib import Path

import msgspec
import pypdfium2
import pytest
from cli_shell import Shell
from foodtrace.errors import InvalidRequest
from foodtrace_cli.pictures import read_symbols
from PIL import Image, ImageEnhance, ImageFilter

pytestmark = pytest.mark.slow


class _Board(msgspec.Struct):
    """An authority whose three stickers are printed; `rows` are those of the manifest."""

    shell: Shell
    rows: list[dict[str, str]]


@pytest.fixture
def board(shell: Shell) -> _Board:
    shell.found()
    return _Board(shell, shell.issue_three())


def test_every_sticker_of_a_printed_sheet_is_read_and_checked(board: _Board) -> None:
    ran = board.shell.ok("verify", "--json", "stickers/sheets.pdf")
    assert [each["text"] for each in ran.json()] == [row["url"] for row in board.rows]


def test_a_photo_of_a_printed_sheet_is_checked(board: _Board) -> None:
    """Rendered, turned, blurred, dimmed and squeezed into a JPEG, as a phone would deliver it."""
    page = pypdfium2.PdfDocument("stickers/sheets.pdf")[0].render(scale=2.5).to_pil().convert("RGB")
    photo = page.rotate(8, expand=True, fillcolor="grey").filter(ImageFilter.GaussianBlur(0.8))
    ImageEnhance.Brightness(photo).enhance(0.6).save("photo.jpg", quality=60)
    ran = board.shell.ok("verify", "--json", "photo.jpg")
    assert {each["text"] for each in ran.json()} == {row["url"] for row in board.rows}


def test_one_bad_photo_among_good_ones_is_a_result_not_an_end(board: _Board) -> None:
    Image.new("RGB", (400, 300), "white").save("wall.png")
    Path("broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 not really")
    good = f"stickers/png/{board.rows[0]['typed_code']}.png"
    ran = board.shell.run("verify", "--json", "wall.png", "broken.jpg", good)
    assert ran.status == 23
    found = [(each["text"], each["reason"], each["green"]) for each in ran.json()]
    assert found[:2] == [("wall.png", "no_symbol", False), ("broken.jpg", "picture", False)]
    assert found[2][2]
    shown = board.shell.run("verify", "wall.png", "broken.jpg", "--lang", "vi").out
    assert "Không tìm thấy mã QR trong ảnh wall.png" in shown
    assert "HEIC" in shown


def test_a_symbol_that_is_no_sticker_is_unreadable_or_from_a_stranger(board: _Board) -> None:
    import segno

    segno.make("https://pay.example.com/x?y=\x1b[2J").save("other.png", scale=6)
    ran = board.shell.run("verify", "other.png")
    assert ran.status in (23, 24)
    assert "\x1b" not in ran.out


@pytest.mark.parametrize("name", ["empty.pdf", "cut.pdf", "cut.png", "text.png", "folder.tif"])
def test_what_is_no_picture_ends_in_one_line(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    whole = io.BytesIO()
    Image.effect_noise((300, 300), 90).save(whole, "PNG")
    content = {
        "empty.pdf": b"%PDF-1.7\n",
        "cut.pdf": b"%PDF-1.7\n1 0 obj\n<</Type",
        "cut.png": whole.getvalue()[:2000],
        "text.png": b"Kinh gui",
        "folder.tif": b"II*\0\xff\xff\xff\xff",
    }
    path.write_bytes(content[name])
    with pytest.raises(InvalidRequest) as error:
        read_symbols(path)
    assert error.value.code == "picture"
    assert "\n" not in error.value.message


def test_a_picture_of_too_many_points_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    """A PNG that says 60,000 x 60,000 in its first lines; whether the rest is there is never asked."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        checked = kind + body
        return struct.pack(">I", len(body)) + checked + struct.pack(">I", zlib.crc32(checked))

    path = tmp_path / "bomb.png"
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 1, 0, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(7501))) + chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + body)
    with pytest.raises(InvalidRequest):
        read_symbols(path)


def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "film.jpg"
    with path.open("wb") as file:
        os.truncate(file.fileno(), 300 << 20)
    with pytest.raises(InvalidRequest, match="300 MiB"):
        read_symbols(path)


def test_a_scanner_types_its_texts_line_by_line(
    board: _Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = "\n".join([board.rows[0]["url"], "", board.rows[1]["url"] + "  "])
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    assert len(board.shell.ok("verify", "-", "--json").json()) == 2
