"""A sticker that was photocopied badly, bleached, or photographed askew still decodes."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from foodtrace.symbol import Layout, sheets_pdf
from PIL import Image, ImageEnhance, ImageFilter
from symbol.doors import LONG, face
from symbol.paper import pages, texts


def _blurred(image: Image.Image) -> Image.Image:
    return image.filter(ImageFilter.GaussianBlur(2.2))


def _noisy(image: Image.Image) -> Image.Image:
    draw = random.Random(7)
    noise = Image.frombytes("L", image.size, draw.randbytes(image.width * image.height))
    return Image.blend(image, noise, 0.35)


def _bleached(image: Image.Image) -> Image.Image:
    return ImageEnhance.Brightness(ImageEnhance.Contrast(image).enhance(0.35)).enhance(1.3)


def _turned(image: Image.Image) -> Image.Image:
    return image.rotate(17, expand=True, fillcolor=200, resample=Image.Resampling.BICUBIC)


def _upside_down(image: Image.Image) -> Image.Image:
    return image.rotate(180)


def _askew(image: Image.Image) -> Image.Image:
    width, height = image.size
    upper_left, lower_left = (-0.12 * width, 0.06 * height), (0.02 * width, 1.1 * height)
    lower_right, upper_right = (1.15 * width, 0.97 * height), (0.96 * width, -0.08 * height)
    quad = (*upper_left, *lower_left, *lower_right, *upper_right)
    return image.transform(
        image.size, Image.Transform.QUAD, quad, Image.Resampling.BICUBIC, fillcolor=255
    )


def _copied(image: Image.Image) -> Image.Image:
    """Small, soft, then hard black and white, as an office copier makes it."""
    small = image.resize((image.width // 2, image.height // 2), Image.Resampling.BILINEAR)
    hard = small.filter(ImageFilter.GaussianBlur(0.8)).point(lambda grey: 255 if grey > 120 else 0)
    return _turned(hard.convert("L"))


def _scratched(image: Image.Image) -> Image.Image:
    torn = image.copy()
    middle = torn.height * 76 // 148 if torn.height > torn.width else torn.height // 2
    torn.paste(255, (0, middle, torn.width, middle + torn.width // 60))
    return torn


_HARMS: tuple[Callable[[Image.Image], Image.Image], ...] = (
    _blurred,
    _noisy,
    _bleached,
    _turned,
    _upside_down,
    _askew,
    _copied,
    _scratched,
)


@pytest.mark.parametrize("harm", _HARMS, ids=lambda harm: harm.__name__.strip("_"))
@pytest.mark.parametrize("layout", ["a6", "m45x8"])
def test_a_harmed_sticker_still_decodes(
    layout: Layout, harm: Callable[[Image.Image], Image.Image]
) -> None:
    one = face(*LONG)
    (sheet,) = pages(sheets_pdf([one], layout), 200, grey=True)
    if layout == "m45x8":
        sheet = sheet.crop((0, 0, sheet.width // 2, sheet.height // 4))
    assert texts(harm(sheet.convert("L"))) == [one.url]
