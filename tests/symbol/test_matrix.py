"""What is inside a symbol: segments, level, version, and what is refused."""

from __future__ import annotations

import pytest
from foodtrace.errors import InvalidRequest
from foodtrace.symbol import Level, symbol_matrix, symbol_png
from symbol.doors import LONG, NAMES, door, link
from symbol.paper import opened, read
from symbol.stream import read_segments


@pytest.mark.parametrize(("level", "modules"), [("Q", 65), ("M", 57)])
def test_host_and_path_are_bytes_and_the_digits_numeric(level: Level, modules: int) -> None:
    url = link()
    matrix = symbol_matrix(url, level)
    assert len(matrix) == modules
    assert read_segments(matrix) == (
        level,
        [("byte", "https://qr.example.vn/1/"), ("numeric", url.rsplit("/", 1)[1])],
    )


@pytest.mark.parametrize("level", ["Q", "M"])
@pytest.mark.parametrize(("name", "street"), NAMES)
def test_error_correction_is_as_asked_and_never_raised(
    level: Level, name: str, street: str
) -> None:
    url = door(1, name, street).url
    (found,) = read(opened(symbol_png(url, level)))
    assert found.text == url
    assert found.ec_level == level
    assert isinstance(found.extra, dict)
    assert found.extra["Version"] == str((len(symbol_matrix(url, level)) - 17) // 4)


def test_the_same_link_gives_the_same_symbol() -> None:
    assert symbol_matrix(link()) == symbol_matrix(link())


def test_a_longer_link_gives_a_larger_symbol() -> None:
    assert len(symbol_matrix(door(0, *LONG).url)) > len(symbol_matrix(link()))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://qr.example.vn/1/",
        "https://qr.example.vn/1/" + "1" * 264,
        "https://qr.example.vn/1/" + "1" * 698,
        "https://qr.example.vn/2/" + "1" * 300,
        "HTTPS://QR.EXAMPLE.VN/1/" + "1" * 300,
        "http://qr.example.vn/1/" + "1" * 300,
        "https://qr.example.vn/1/" + "1" * 300 + "\n",
        "https://qr.example.vn/1/" + "١" * 300,
        "https://qr.example.vn:443/1/" + "1" * 300,
    ],
)
def test_only_a_sticker_link_is_drawn(url: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        symbol_matrix(url)
    assert refused.value.code == "symbol_link"


@pytest.mark.parametrize("level", ["L", "H", "q", ""])
def test_another_error_correction_is_refused(level: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        symbol_matrix(link(), level)  # type: ignore[arg-type]  # a caller without types
    assert refused.value.code == "symbol_level"
