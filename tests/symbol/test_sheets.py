"""Stickers on paper: every symbol decodes, nothing overflows, and the quiet zone stays white."""

from __future__ import annotations

import itertools
import random

import pytest
from foodtrace.errors import InvalidRequest
from foodtrace.symbol import Layout, Level, StickerFace, sheets_pdf, sticker_pdf, symbol_matrix
from PIL import Image
from symbol.doors import CAPITALS, HOST, NAMES, SHORT, WIDEST, WIDEST_CODE, face
from symbol.paper import Letter, letters, pages, read, said, size_mm, texts

_A6 = (105.0, 148.0)
_LEVEL: dict[str, Level] = {"a6": "Q", "a6x4": "Q", "m45x8": "M"}
_PER_SHEET = {"a6": 1, "a6x4": 4, "m45x8": 8}
_CELL = {"a6": (105.0, 148.0), "a6x4": (105.0, 148.5), "m45x8": (105.0, 74.25)}
# Where the symbol stands in its cell, and how wide it is.
_SYMBOL = {"a6": (9.5, 46.7, 60.0), "a6x4": (9.5, 46.7, 60.0), "m45x8": (9.9, 18.75, 45.0)}
_TRIM = {"a6": (105.0, 148.0), "a6x4": (105.0, 148.0), "m45x8": (105.0, 74.0)}
_LAYOUTS: tuple[Layout, ...] = ("a6", "a6x4", "m45x8")


def _faces(count: int, **fields: object) -> list[StickerFace]:
    names = itertools.cycle(NAMES)
    return [face(*next(names), idx=number, **fields) for number in range(count)]  # type: ignore[arg-type]  # passed on as they are


@pytest.mark.parametrize(
    "dpi", [100, *(pytest.param(dpi, marks=pytest.mark.slow) for dpi in (150, 300))]
)
@pytest.mark.parametrize("layout", _LAYOUTS)
def test_every_symbol_of_a_sheet_decodes_to_its_own_link(layout: Layout, dpi: int) -> None:
    faces = _faces(9 if layout == "a6" else _PER_SHEET[layout] + 1)
    sheets = pages(sheets_pdf(faces, layout), dpi)
    assert len(sheets) == -(-len(faces) // _PER_SHEET[layout])
    found = [code for sheet in sheets for code in read(sheet)]
    assert [code.text for code in found] == [one.url for one in faces]
    assert {code.ec_level for code in found} == {_LEVEL[layout]}


@pytest.mark.parametrize("layout", _LAYOUTS)
def test_every_symbol_decodes_in_greyscale(layout: Layout) -> None:
    faces = _faces(_PER_SHEET[layout])
    (sheet,) = pages(sheets_pdf(faces, layout), 150, grey=True)
    assert texts(sheet) == [one.url for one in faces]


def test_paper_is_a6_or_a4() -> None:
    assert size_mm(sticker_pdf(face())) == pytest.approx(_A6, abs=0.01)
    assert size_mm(sheets_pdf([face()], "a6x4")) == pytest.approx((210, 297), abs=0.01)
    assert size_mm(sheets_pdf([face()], "m45x8")) == pytest.approx((210, 297), abs=0.01)


@pytest.mark.parametrize("layout", ["a6", "m45x8"])
def test_the_symbol_has_its_size_and_four_white_modules_round_it(layout: Layout) -> None:
    px = 300 / 25.4
    left, top, size = _SYMBOL[layout]
    # The fewest modules, the usual ones, the most; and capitals whose marks reach up to the symbol.
    for name, street in (("A", "1"), SHORT, WIDEST, CAPITALS):
        one = face(name, street, specimen=True, typed_code=WIDEST_CODE)
        modules = len(symbol_matrix(one.url, _LEVEL[layout]))
        size_here = min(size, 3.95 * modules / 4) if layout == "a6" else size
        quiet = 4 * size_here / modules
        x, y = left + (size - size_here) / 2 - quiet, top + (size - size_here) / 2 - quiet
        side = size_here + 2 * quiet
        (sheet,) = pages(sheets_pdf([one], layout), 300, grey=True)
        zone = _cut(sheet, px, x, y, x + side, y + side)
        ink = zone.point(lambda grey: 255 if grey < 250 else 0).getbbox()
        expected = (quiet * px, quiet * px, (side - quiet) * px, (side - quiet) * px)
        assert ink == pytest.approx(expected, abs=2), one.name


def _cut(
    sheet: Image.Image, px: float, left: float, top: float, right: float, bottom: float
) -> Image.Image:
    return sheet.crop((round(left * px), round(top * px), round(right * px), round(bottom * px)))


@pytest.mark.parametrize("layout", _LAYOUTS)
def test_all_ink_stays_five_millimetres_inside_the_trim(layout: Layout) -> None:
    dpi = 300
    faces = _faces(_PER_SHEET[layout], specimen=True, typed_code=WIDEST_CODE)
    (sheet,) = pages(sheets_pdf(faces, layout), dpi, grey=True)
    px = dpi / 25.4
    for number in range(len(faces)):
        row, column = divmod(number, 1 if layout == "a6" else 2)
        x, y = column * _CELL[layout][0], row * _CELL[layout][1]
        width, height = _TRIM[layout]
        # The cutting marks lie on the trim itself and touch nothing inside it.
        cell = _cut(sheet, px, x + 0.3, y + 0.3, x + width - 0.3, y + height - 0.3)
        ink = cell.point(lambda grey: 255 if grey < 250 else 0).getbbox()
        assert ink is not None
        assert ink == pytest.approx(
            (4.7 * px, 4.7 * px, cell.width - 4.7 * px, cell.height - 4.7 * px), abs=1.6
        )


_ISSUERS = (
    ("Ban Quản lý An toàn thực phẩm Thành phố Đà Nẵng", "Da Nang Food Safety Management Board"),
    ("Demo food-safety board", None),
    ("CHI CỤC AN TOÀN VỆ SINH THỰC PHẨM TỈNH THỪA THIÊN HUẾ", "Hue Food Safety Office"),
    (
        "Ban Quản lý An toàn thực phẩm và Vệ sinh các khu công nghiệp tỉnh Bà Rịa - Vũng Tàu",
        "Food Safety and Hygiene Management Board of the Industrial Parks of Ba Ria - Vung Tau",
    ),
)


@pytest.mark.parametrize("layout", ["a6", "m45x8"])
@pytest.mark.parametrize("specimen", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_no_text_runs_over_a_frame_a_quiet_zone_or_another_text(
    layout: Layout, specimen: bool
) -> None:
    _check_rooms(
        [
            face(
                name,
                street,
                specimen=specimen,
                typed_code=WIDEST_CODE,
                issuer_vi=vi,
                issuer_en=en,
                host="an-toan-thuc-pham.da-nang.gov.example",
            )
            for (name, street), (vi, en) in [
                *zip(NAMES, itertools.cycle(_ISSUERS), strict=False),
                *itertools.product([WIDEST], _ISSUERS),
            ]
        ],
        layout,
    )


@pytest.mark.slow
@pytest.mark.parametrize("layout", ["a6", "m45x8"])
def test_names_of_any_make_stay_in_their_room(layout: Layout) -> None:
    draw = random.Random(20270701)
    pieces = [
        "Quán",
        "Ăn",
        "Bún",
        "Phở",
        "Mì",
        "Quảng",
        "Nguyễn",
        "Thị",
        "Cơm",
        "Gà",
        "ỄỄ",
        "W",
        "Ẫ",
        "g.",
        "12/3",
        "-",
        "&",
        "한",
        "국",
        "식",
        "당",
        "火",
        "鍋",
        "さ",
        "く",
    ]

    def text() -> str:
        drawn = draw.choice(pieces)
        while draw.random() > 0.04:
            more = drawn + draw.choice(["", " "]) + draw.choice(pieces)
            if len(more.encode()) > 80:
                break
            drawn = more
        return drawn

    _check_rooms([face(text(), text(), specimen=draw.random() < 0.5) for _ in range(40)], layout)


def _check_rooms(faces: list[StickerFace], layout: Layout) -> None:
    width, height = _CELL[layout]
    found = letters(sheets_pdf(faces, layout))
    for number, one in enumerate(faces):
        page, place = divmod(number, _PER_SHEET[layout])
        row, column = divmod(place, 2)
        x, y = column * width, row * height
        here = [
            Letter(item.char, item.left - x, item.top - y, item.right - x, item.bottom - y)
            for item in found[page]
            if x < item.left < x + width and y < item.top < y + height
        ]
        _check_room(here, layout, f"{one.name} / {one.street}")


def _check_room(found: list[Letter], layout: Layout, name: str) -> None:
    left, top, size = _SYMBOL[layout]
    height = _TRIM[layout][1]
    assert len(found) > 100
    for letter in found:
        where = f"{letter} of {name}"
        assert letter.left >= 5.5, where
        assert letter.right <= 99.5, where
        assert letter.top >= 5, where
        assert letter.bottom <= height - 5.5, where
        in_zone = (
            letter.right > left - 3.6
            and letter.left < left + size + 3.6
            and letter.bottom > top - 3.6
            and letter.top < top + size + 3.6
        )
        assert not in_zone, where
    for one, other in itertools.combinations(found, 2):
        across = min(one.right, other.right) - max(one.left, other.left)
        down = min(one.bottom, other.bottom) - max(one.top, other.top)
        # Letters of one word may stand a hair over each other, as in "Vă"; lines may not.
        assert across < 0.25 or down < 0.25, f"{one} and {other} of {name}"


def test_the_widest_typed_code_keeps_to_its_fifty_six_millimetres() -> None:
    (found,) = letters(sticker_pdf(face(typed_code=WIDEST_CODE)))
    large = [one for one in found if one.bottom - one.top > 4 and one.top > 125 and one.left < 66]
    assert "".join(letter.char for letter in large) == WIDEST_CODE.replace("-", "")
    assert large[0].left >= 9.5
    assert large[-1].right <= 9.5 + 56


def test_a_short_name_stands_on_one_line_and_a_long_one_on_two() -> None:
    assert _name_lines(*SHORT) == 1
    assert _name_lines("Bếp ăn bán trú Trường Tiểu học Nguyễn Văn Thoại", "1 A") == 2


def _name_lines(name: str, street: str) -> int:
    (page,) = letters(sticker_pdf(face(name, street)))
    found = [one for one in page if 106 < one.top < 122]
    # A line begins with a jump back to the left edge; the last jump leads to the street.
    return sum(after.left < before.left - 1 for before, after in itertools.pairwise(found))


def test_the_paper_says_what_a_passer_by_needs() -> None:
    words = said(sticker_pdf(face()))
    for text in (
        "Quét mã để xem thông tin an toàn thực phẩm",
        "Scan to check this venue's food-safety record",
        "Ban Quản lý An toàn thực phẩm",
        "Thành phố Đà Nẵng",
        "Không cần ứng dụng",
        "Bún Chả Cá Bà Lữ",
        "319 Hùng Vương",
        "Nếu mã QR bị rách, nhập mã tra cứu",
        "If the QR code is torn, type the code",
        HOST,
        "Có hiệu lực đến hết ngày",
        "01/07/2027",
        "1 Jul 2027",
    ):
        assert text in words, text
    assert "SPECIMEN" not in words


@pytest.mark.parametrize("layout", _LAYOUTS)
def test_a_specimen_says_so_beside_the_date(layout: Layout) -> None:
    # Upright letters: a reader program may give them one by one.
    words = said(sheets_pdf([face(specimen=True)], layout)).replace(" ", "")
    assert "MẪU/SPECIMEN" in words
    assert "SPECIMEN" not in said(sheets_pdf([face()], layout)).replace(" ", "")


@pytest.mark.parametrize(("name", "street"), NAMES)
def test_names_of_every_script_can_be_copied_out_of_the_pdf(name: str, street: str) -> None:
    words = said(sticker_pdf(face(name, street))).replace(" ", "")
    assert name.replace(" ", "") in words


def test_the_symbol_is_pure_black_ink_and_a_vector() -> None:
    (sheet,) = pages(sticker_pdf(face()), 300)
    corner = sheet.getpixel((round(10 * 300 / 25.4), round(47.2 * 300 / 25.4)))
    assert corner == (0, 0, 0)
    assert sheet.getpixel((round(50 * 300 / 25.4), round(6 * 300 / 25.4))) == (0x0B, 0x3B, 0x66)
    assert b"/Subtype /Image" not in sticker_pdf(face())


@pytest.mark.parametrize("layout", _LAYOUTS)
def test_a_rerun_gives_the_same_bytes(layout: Layout) -> None:
    faces = _faces(3)
    assert sheets_pdf(faces, layout) == sheets_pdf(faces, layout)


def test_a_sticker_at_q_costs_at_most_four_kibibytes_in_a_sheet() -> None:
    few, many = (len(sheets_pdf([face(idx=n) for n in range(count)])) for count in (8, 40))
    assert (many - few) / 32 <= 4096


def test_progress_is_told_sticker_by_sticker() -> None:
    told: list[tuple[int, int]] = []
    sheets_pdf(_faces(3), "a6x4", on_progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_no_sticker_is_no_sheet() -> None:
    with pytest.raises(InvalidRequest) as refused:
        sheets_pdf([], "a6x4")
    assert refused.value.code == "no_stickers"


def test_another_layout_is_refused() -> None:
    with pytest.raises(InvalidRequest) as refused:
        sheets_pdf([face()], "a5")  # type: ignore[arg-type]  # a caller without types
    assert refused.value.code == "sheet_layout"


def test_cutting_marks_lie_on_the_cutting_lines_alone() -> None:
    (sheet,) = pages(sheets_pdf(_faces(4), "a6x4"), 300, grey=True)
    px = 300 / 25.4

    def dark(x: float, y: float) -> bool:
        value = sheet.getpixel((round(x * px), round(y * px)))
        assert isinstance(value, int)
        return value < 128

    for x, y in ((105, 2), (105, 295), (2, 148.5), (208, 148.5), (105, 148.5), (101, 148.5)):
        assert dark(x, y), (x, y)
    for x, y in ((105, 12), (105, 70), (50, 148.5), (150, 148.5), (105, 220)):
        assert not dark(x, y), (x, y)
