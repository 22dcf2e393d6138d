"""A photo from a stranger comes out as pixels alone, or is refused with a code of its own."""

from __future__ import annotations

import asyncio
import random
import zlib
from io import BytesIO

import pytest
from foodtrace.errors import InvalidRequest
from foodtrace.pictures import (
    MAX_PHOTO_BYTES,
    MAX_SIDE,
    Photo,
    redraw_photo,
    redraw_photo_aside,
)
from pictures.made import SECRET, encoded, half_and_half, jpeg_with_everything, png_head
from PIL import Image

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
# The first boxes of a HEIC file, as a phone writes them.
HEIC = b"\x00\x00\x00\x24ftypheic\x00\x00\x00\x00mif1MiHEMiPrmiafMiHBheic" + bytes(400)


def opened(photo: Photo) -> Image.Image:
    picture = Image.open(BytesIO(photo.jpeg))
    picture.load()
    assert (picture.format, picture.mode) == ("JPEG", "RGB")
    assert picture.size == (photo.width, photo.height)
    return picture


def outcome(raw: bytes) -> Photo | str:
    """The photo, or the code of its refusal; any other end is a failure."""
    try:
        return redraw_photo(raw)
    except InvalidRequest as error:
        return error.code


def refused(raw: bytes) -> str:
    with pytest.raises(InvalidRequest) as error:
        redraw_photo(raw)
    assert "\n" not in error.value.message
    return error.value.code


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_of_each_kind_comes_out_as_jpeg(kind: str) -> None:
    picture = opened(redraw_photo(encoded(half_and_half(), kind)))
    red, blue = picture.getpixel((50, 100)), picture.getpixel((350, 100))
    assert isinstance(red, tuple)
    assert isinstance(blue, tuple)
    assert red[0] > 150 > blue[0]
    assert blue[2] > 150 > red[2]


def test_nothing_of_the_file_but_its_pixels_survives() -> None:
    photo = redraw_photo(jpeg_with_everything())
    assert SECRET not in photo.jpeg
    assert b"Exif" not in photo.jpeg
    assert b"ICC_PROFILE" not in photo.jpeg
    assert b"script" not in photo.jpeg
    picture = opened(photo)
    assert dict(picture.getexif()) == {}
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert photo.jpeg.endswith(b"\xff\xd9")


def test_text_inside_a_png_does_not_survive() -> None:
    from PIL.PngImagePlugin import PngInfo

    notes = PngInfo()
    notes.add_text("Author", SECRET.decode())
    notes.add_itxt("Place", SECRET.decode(), zip=True)
    raw = encoded(half_and_half(), "PNG", pnginfo=notes)
    assert SECRET in raw
    assert SECRET not in redraw_photo(raw).jpeg


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stands_upright_however_the_phone_was_held(orientation: int) -> None:
    upright = half_and_half(400, 200)
    undo = {
        1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_270,
    }[orientation]  # fmt: skip
    held = upright if undo is None else upright.transpose(undo)
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = opened(redraw_photo(encoded(held, exif=exif, quality=95)))
    assert picture.size == (400, 200)
    pixel = picture.getpixel((50, 100))
    assert isinstance(pixel, tuple)
    assert pixel[0] > 150


def test_a_large_photo_is_shrunk_and_a_small_one_is_left_its_size() -> None:
    large = redraw_photo(encoded(half_and_half(4000, 3000)))
    assert (large.width, large.height) == (MAX_SIDE, 1200)
    tall = redraw_photo(encoded(half_and_half(900, 3200)))
    assert (tall.width, tall.height) == (450, MAX_SIDE)
    small = redraw_photo(encoded(half_and_half(40, 30)))
    assert (small.width, small.height) == (40, 30)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "LA", "CMYK", "I;16"])
def test_every_kind_of_pixel_becomes_plain_colour(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    if mode == "I;16":
        picture = Image.new("I;16", (60, 40), 65535)
    else:
        picture = Image.new("RGB", (60, 40), "white").convert(mode)
    pixel = opened(redraw_photo(encoded(picture, kind))).getpixel((30, 20))
    assert isinstance(pixel, tuple)
    assert min(pixel) > 240


def test_what_is_see_through_lies_on_white() -> None:
    pixel = opened(redraw_photo(encoded(Image.new("RGBA", (9, 9), (0, 0, 0, 0)), "PNG"))).getpixel(
        (4, 4)
    )
    assert isinstance(pixel, tuple)
    assert min(pixel) > 240


def test_of_a_moving_picture_the_first_frame_is_taken() -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    for kind in ("WEBP", "PNG"):
        raw = encoded(frames[0], kind, save_all=True, append_images=frames[1:])
        pixel = opened(redraw_photo(raw)).getpixel((10, 10))
        assert isinstance(pixel, tuple)
        assert pixel[0] > 200 > pixel[2]


def test_a_phone_photo_with_a_second_picture_inside_is_taken() -> None:
    raw = encoded(half_and_half(), "MPO", save_all=True, append_images=[half_and_half()])
    assert opened(redraw_photo(raw)).size == (400, 200)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"not a picture",
        SVG,
        HEIC,
        b"%PDF-1.7\n" + bytes(100),
        b"PK\x03\x04" + bytes(100),
        encoded(half_and_half(), "GIF"),
        encoded(half_and_half(), "TIFF"),
        encoded(half_and_half(), "BMP"),
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    ],
    ids=["empty", "text", "svg", "heic", "pdf", "zip", "gif", "tiff", "bmp", "eps"],
)
def test_what_is_no_photo_says_which_formats_are(raw: bytes) -> None:
    assert refused(raw) == "photo_format"


def test_a_page_in_the_clothes_of_a_photo_leaves_its_clothes_behind() -> None:
    raw = encoded(half_and_half(), comment=SVG) + b"PK\x03\x04" + SVG
    assert b"<svg" not in redraw_photo(raw).jpeg
    gif_and_page = b"GIF89a/*" + SVG
    assert refused(gif_and_page) == "photo_format"


def test_a_bomb_is_refused_by_its_head() -> None:
    assert refused(png_head(60_000, 60_000)) == "photo_too_many_pixels"
    assert refused(png_head(2**31 - 1, 2**31 - 1)) == "photo_too_many_pixels"
    # Honest about its size, and all zeros: 64 million pixels in 60 kB.
    bomb = png_head(8000, 8000, bytes(8001) * 8000)
    assert len(bomb) < 100_000
    assert refused(bomb) == "photo_too_many_pixels"
    jpeg = bytearray(encoded(half_and_half()))
    at = jpeg.index(b"\xff\xc0")
    jpeg[at + 5 : at + 9] = b"\xff\xff\xff\xff"
    assert refused(bytes(jpeg)) == "photo_too_many_pixels"


def test_a_text_that_unpacks_to_a_gigabyte_is_refused() -> None:
    squeezed = zlib.compress(bytes(200_000_000), 9)
    chunk = b"zTXt" + b"k\x00\x00" + squeezed
    raw = png_head(9, 9, bytes(10) * 9)
    raw = raw[:33] + len(chunk[4:]).to_bytes(4) + chunk + zlib.crc32(chunk).to_bytes(4) + raw[33:]
    assert len(raw) < 400_000
    assert refused(raw) == "photo_broken"


def test_a_photo_of_endless_scans_is_refused_before_it_is_decoded() -> None:
    raw = encoded(half_and_half(), progressive=True)
    start = raw.index(b"\xff\xda")
    end = raw.index(b"\xff", start + 20)
    scan = raw[start:end]
    assert refused(raw[:end] + scan * 5000 + raw[end:]) == "photo_broken"
    assert redraw_photo(raw).width == 400


def test_a_photo_of_more_than_five_megabytes_is_refused_unread() -> None:
    assert refused(bytes(MAX_PHOTO_BYTES + 1)) == "photo_too_large"
    fits = encoded(half_and_half())
    assert redraw_photo(fits + bytes(MAX_PHOTO_BYTES - len(fits))).width == 400


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_cut_off_anywhere_is_refused_or_whole(kind: str) -> None:
    raw = encoded(half_and_half(120, 80), kind)
    whole = redraw_photo(raw)
    for end in range(0, len(raw), max(1, len(raw) // 60)):
        found = outcome(raw[:end])
        # Only what follows the last pixel may be missing.
        assert found in ("photo_format", "photo_broken") or (
            found == whole and end > len(raw) * 0.8
        )


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:.*EXIF.*:UserWarning")
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_spoiled_photo_never_ends_in_anything_but_a_photo_or_a_refusal(kind: str) -> None:
    drawn = random.Random(kind)
    source = jpeg_with_everything(6) if kind == "JPEG" else encoded(half_and_half(60, 40), kind)
    for _ in range(1500):
        raw = bytearray(source)
        for _ in range(drawn.randint(1, 6)):
            raw[drawn.randrange(len(raw))] = drawn.randrange(256)
        found = outcome(bytes(raw))
        if isinstance(found, Photo):
            assert max(found.width, found.height) <= MAX_SIDE
        else:
            assert found.startswith("photo_")


async def test_many_at_once_all_come_out() -> None:
    raw = encoded(half_and_half())
    photos = await asyncio.gather(*(redraw_photo_aside(raw) for _ in range(8)))
    assert len({photo.jpeg for photo in photos}) == 1
