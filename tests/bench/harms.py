"""What happens to a sticker between the printer and a reader: each harm is seeded and in millimetres."""

from __future__ import annotations

import io
import math
import random
from collections.abc import Callable
from functools import partial

import msgspec
from PIL import Image, ImageDraw, ImageFilter

_QUIET_LIGHT = 45  # the brightest grey of a sticker in a dark stairwell, of 255
_FINDER = 8 / 53  # the widest share of a side that a corner square and its border take (version 9)


class Seen(msgspec.Struct, frozen=True):
    """A sticker in grey, `scale` pixels to a millimetre; `box` is its symbol, left, top, side in pixels."""

    image: Image.Image
    scale: float
    box: tuple[float, float, float]


class Harm(msgspec.Struct, frozen=True):
    """`dpi` is how finely paper meets the reader before `apply` spoils it."""

    name: str
    means: str
    dpi: int
    apply: Callable[[Seen, random.Random], Image.Image]


def _clean(seen: Seen, chance: random.Random) -> Image.Image:
    return seen.image


def _blurred(seen: Seen, chance: random.Random) -> Image.Image:
    return seen.image.filter(ImageFilter.GaussianBlur(0.3 * seen.scale))


def _turned(seen: Seen, chance: random.Random) -> Image.Image:
    return seen.image.rotate(
        chance.uniform(8, 20), Image.Resampling.BICUBIC, expand=True, fillcolor=190
    )


def _tilted(seen: Seen, chance: random.Random) -> Image.Image:
    """The far edge three quarters as long as the near one."""
    turned = _turned(seen, chance)
    wide, high = turned.size
    quad = (-0.17 * wide, 0, 0, high, wide, high, 1.17 * wide, 0)
    return turned.transform(
        turned.size, Image.Transform.QUAD, quad, Image.Resampling.BICUBIC, fillcolor=190
    )


def _dark(seen: Seen, chance: random.Random) -> Image.Image:
    """Less light from left to right, and the sensor's noise over what is left."""
    size = seen.image.size
    fall = Image.linear_gradient("L").rotate(90).resize(size).point(lambda v: 255 - v // 2)
    lit = Image.composite(seen.image, Image.new("L", size, 0), fall)
    dim = lit.point(lambda v: 20 + v * _QUIET_LIGHT // 255)
    noise = Image.frombytes("L", size, chance.randbytes(size[0] * size[1]))
    return Image.blend(dim, noise, 0.06)


def _covered(seen: Seen, chance: random.Random, share: float) -> Image.Image:
    """One patch of grime or torn paper, anywhere but on the corner squares."""
    left, top, side = seen.box
    high = math.sqrt(share) * side * chance.uniform(0.8, 1.25)
    wide = share * side * side / high
    finder = _FINDER * side
    while True:
        x, y = chance.uniform(0, side - wide), chance.uniform(0, side - high)
        meets_left, meets_right = x < finder, x + wide > side - finder
        meets_top, meets_bottom = y < finder, y + high > side - finder
        if not ((meets_top and (meets_left or meets_right)) or (meets_bottom and meets_left)):
            break
    worn = seen.image.copy()
    patch = (left + x, top + y, left + x + wide, top + y + high)
    ImageDraw.Draw(worn).rectangle(patch, fill=chance.choice((40, 210)))
    return worn


def _copied(seen: Seen, chance: random.Random) -> Image.Image:
    """Soft, then hard black and white, laid a little askew on the glass."""
    soft = seen.image.filter(ImageFilter.GaussianBlur(0.12 * seen.scale))
    askew = soft.rotate(chance.uniform(-3, 3), Image.Resampling.BICUBIC, fillcolor=255)
    threshold = chance.randrange(105, 150)
    return askew.point(lambda v: 255 if v > threshold else 0)


def _squeezed(seen: Seen, chance: random.Random) -> Image.Image:
    """What a messaging app leaves of a picture."""
    out = io.BytesIO()
    seen.image.save(out, "JPEG", quality=15)
    return Image.open(out).convert("L")


HARMS = (
    Harm("300 dpi", "clean, as a scanner sees it", 300, _clean),
    Harm("150 dpi", "clean", 150, _clean),
    Harm("100 dpi", "clean, as a phone sees it from afar", 100, _clean),
    Harm("blur", "200 dpi, out of focus by 0.3 mm (one sigma)", 200, _blurred),
    Harm("tilt", "200 dpi, turned 8-20 degrees, far edge 3/4 of the near one", 200, _tilted),
    Harm(
        "dark",
        "200 dpi, white is 69 of 255 falling to 48, black 26, noise of 15 levels",
        200,
        _dark,
    ),
    Harm("8 % off", "200 dpi, one patch of the symbol covered", 200, partial(_covered, share=0.08)),
    Harm("15 % off", "the same, larger; corner squares free", 200, partial(_covered, share=0.15)),
    Harm("copy", "150 dpi photocopy: soft, askew, then black or white", 150, _copied),
    Harm("JPEG", "200 dpi, quality 15", 200, _squeezed),
)
