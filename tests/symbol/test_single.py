"""One symbol as SVG, PNG and PDF: decoded by a reader of another house, its quiet zone measured."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from foodtrace.errors import InvalidRequest
from foodtrace.symbol import Level, symbol_matrix, symbol_pdf, symbol_png, symbol_svg
from PIL import Image
from symbol.doors import link
from symbol.paper import opened, pages, read, size_mm, texts

_CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.mark.parametrize("level", ["Q", "M"])
@pytest.mark.parametrize("module_px", [2, 3, 8])
def test_a_png_decodes_to_its_link(level: Level, module_px: int) -> None:
    image = opened(symbol_png(link(), level, module_px=module_px))
    assert texts(image) == [link()]
    assert image.mode == "1"
    assert image.size == ((len(symbol_matrix(link(), level)) + 8) * module_px,) * 2


def test_the_quiet_zone_of_a_png_is_four_modules_of_white() -> None:
    image = opened(symbol_png(link(), module_px=5))
    assert _ink(image) == (20, 20, image.width - 20, image.height - 20)


@pytest.mark.parametrize(("level", "size", "modules"), [("Q", 60.0, 65), ("M", 45.0, 57)])
def test_a_pdf_is_as_large_as_the_symbol_and_its_quiet_zone(
    level: Level, size: float, modules: int
) -> None:
    pdf = symbol_pdf(link(), level)
    side = size * (modules + 8) / modules
    assert size_mm(pdf) == pytest.approx((side, side), abs=0.01)
    (image,) = pages(pdf, dpi=300)
    quiet = 4 * size / modules * 300 / 25.4
    assert _ink(image) == pytest.approx(
        (quiet, quiet, image.width - quiet, image.height - quiet), abs=1.5
    )


@pytest.mark.parametrize("dpi", [100, 150, 300])
@pytest.mark.parametrize("level", ["Q", "M"])
def test_a_pdf_decodes_to_its_link(level: Level, dpi: int) -> None:
    (image,) = pages(symbol_pdf(link(), level), dpi)
    assert texts(image) == [link()]


def test_an_svg_is_small_and_names_its_printed_size() -> None:
    svg = symbol_svg(link()).decode("ascii")
    assert len(svg) < 8 * 1024
    assert 'viewBox="0 0 73 73"' in svg
    assert re.search(r'width="67\.385mm"', svg), svg[:120]  # 60 mm and the quiet zone round it


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.skipif(_CHROMIUM is None, reason="chromium is not installed")
@pytest.mark.parametrize("zoom", [1.0, 2.37])
def test_an_svg_drawn_by_a_browser_decodes_to_its_link(tmp_path: Path, zoom: float) -> None:
    assert _CHROMIUM is not None
    (tmp_path / "symbol.svg").write_bytes(symbol_svg(link()))
    (tmp_path / "page.html").write_text(
        f'<body style="margin:0"><img src="symbol.svg" style="width:{292 * zoom}px">'
    )
    subprocess.run(
        [
            _CHROMIUM,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--allow-file-access-from-files",
            f"--user-data-dir={tmp_path / 'profile'}",
            f"--screenshot={tmp_path / 'shot.png'}",
            "--window-size=800,800",
            (tmp_path / "page.html").as_uri(),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    image = Image.open(tmp_path / "shot.png").convert("L")
    (found,) = read(image)
    assert found.text == link()
    assert found.ec_level == "Q"
    quiet = 16 * zoom
    left, top, _, _ = _ink(image)
    assert (left, top) == pytest.approx((quiet, quiet), abs=1)


@pytest.mark.parametrize("size", [29.9, 0.0, -60.0, float("nan"), float("inf"), 1001.0])
def test_a_symbol_under_thirty_millimetres_is_refused(size: float) -> None:
    for draw in (symbol_svg, symbol_pdf):
        with pytest.raises(InvalidRequest) as refused:
            draw(link(), size_mm=size)
        assert refused.value.code == "symbol_size"


@pytest.mark.parametrize("module_px", [0, -1, 65])
def test_a_module_without_a_sensible_size_is_refused(module_px: int) -> None:
    with pytest.raises(InvalidRequest) as refused:
        symbol_png(link(), module_px=module_px)
    assert refused.value.code == "symbol_module_px"


def test_a_rerun_gives_the_same_bytes() -> None:
    for draw in (symbol_svg, symbol_png, symbol_pdf):
        assert draw(link()) == draw(link())


def _ink(image: Image.Image) -> tuple[int, int, int, int]:
    """The box of everything darker than half grey."""
    dark = image.convert("L").point(lambda grey: 255 if grey < 128 else 0)
    box = dark.getbbox()
    assert box is not None
    return box
