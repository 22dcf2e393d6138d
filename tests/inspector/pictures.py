"""What a phone's camera sees of printed stickers: final PDFs drawn as video frames, clean and worn."""

from __future__ import annotations

import functools
import io
import math
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pypdfium2
import segno
from foodtrace.sticker import encode_typed_code, parse_claims, parse_sticker, shown_last_day
from foodtrace.symbol import StickerFace, sticker_pdf
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

HOST = "qr.example.vn"
FRAME = (1280, 720)
_WALL = (120, 112, 100)
Wear = Callable[[Image.Image], Image.Image]


def sticker_picture(link: str, dpi: int = 150) -> Image.Image:
    """The printed sticker of a link; any other text as the bare symbol of somebody else."""
    if f"https://{HOST}/1/" not in link:
        packed = io.BytesIO()
        segno.make(link, error="m").save(packed, kind="png", scale=16, border=30)
        return Image.open(packed).convert("RGB")
    claims = parse_claims(parse_sticker(link, {HOST}).payload)
    code, day = encode_typed_code(claims.id), shown_last_day(claims.exp)
    office = "Ban Quản lý An toàn thực phẩm"
    face = StickerFace(link, claims.name, claims.street, code, day, HOST, office)
    page = pypdfium2.PdfDocument(sticker_pdf(face))[0]
    drawn: Image.Image = page.render(scale=dpi / 72).to_pil()
    return drawn.convert("RGB")


def frame(picture: Image.Image | None) -> Image.Image:
    """A camera frame: the sticker on a wall, its symbol about half as high as the picture."""
    wall = Image.new("RGB", FRAME, _WALL)
    if picture is None:
        return wall
    # The symbol is 60 of 148 mm of the sticker's height and begins 47 mm from the top.
    scale = FRAME[1] * 0.62 / (picture.height * 60 / 148)
    paper = picture.resize((round(picture.width * scale), round(picture.height * scale)))
    top = FRAME[1] // 2 - round(paper.height * 77 / 148)
    wall.paste(paper, ((FRAME[0] - round(paper.width * 0.76)) // 2, top))
    return wall


def clean(seen: Image.Image) -> Image.Image:
    return seen


def blurred(seen: Image.Image) -> Image.Image:
    return seen.filter(ImageFilter.GaussianBlur(2.2))


def tilted(seen: Image.Image) -> Image.Image:
    """Turned by 14 degrees and seen from the side."""
    turned = seen.rotate(14, Image.Resampling.BICUBIC, fillcolor=_WALL)
    wide, high = turned.size
    corners = (0, 0, 0, high, wide, high * 0.86, wide, high * 0.14)
    return turned.transform(FRAME, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC)


def dark(seen: Image.Image) -> Image.Image:
    """A basement kitchen: a fifth of the light, and noise."""
    dim = ImageEnhance.Brightness(seen).enhance(0.22)
    noise = Image.effect_noise(FRAME, 14).convert("RGB")
    return Image.blend(dim, noise, 0.10)


def covered(seen: Image.Image) -> Image.Image:
    """15 % of the symbol's area under grease and scratches, none on the finder patterns."""
    worn = seen.copy()
    draw = ImageDraw.Draw(worn)
    chance = random.Random(15)
    side = FRAME[1] * 0.62
    radius = math.sqrt(0.15 * side * side / 9 / math.pi)
    for at in range(9):
        angle = at * 0.7
        x = FRAME[0] / 2 - side * 0.09 + math.cos(angle) * side * 0.2
        y = FRAME[1] / 2 + math.sin(angle) * side * 0.2
        tone = chance.choice(((30, 30, 30), (205, 200, 190)))
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=tone)
    return worn


WEAR: dict[str, Wear] = {
    "clean": clean,
    "blurred": blurred,
    "tilted": tilted,
    "dark": dark,
    "covered": covered,
}


def write_video(out: Path, links: Sequence[str | None], wear: Wear = clean) -> Path:
    """JPEG after JPEG, a frame a link, over and over; None is the bare wall."""
    with out.open("wb") as video:
        for link in links:
            video.write(_seen(link, wear))
    return out


@functools.cache
def _seen(link: str | None, wear: Wear) -> bytes:
    """A video shows the same door for a while."""
    picture = None if link is None else sticker_picture(link)
    packed = io.BytesIO()
    wear(frame(picture)).save(packed, "JPEG", quality=88)
    return packed.getvalue()
