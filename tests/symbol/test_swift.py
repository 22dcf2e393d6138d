"""Symbols from tables are those of segno, module for module."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
import segno
from foodtrace.symbol import Matrix, swift, symbol_matrix
from foodtrace.symbol.penalty import Lattice
from foodtrace.symbol.swift import swift_symbol
from hypothesis import given, settings
from hypothesis import strategies as st
from segno import consts, encoder

HOSTS = ("q.vn", "qr.example.vn", "an-toan-thuc-pham.da-nang.example.gov.vn")


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables from the first symbol on."""
    monkeypatch.setattr(swift, "_WORTH_WHILE", 0)


def by_segno(prefix: str, digits: str, level: str) -> Matrix:
    segments = [(prefix, consts.MODE_BYTE), (digits, consts.MODE_NUMERIC)]
    made = segno.make(segments, error=level, boost_error=False, micro=False)  # type: ignore[arg-type]
    return tuple(bytes(row) for row in made.matrix)


def links(
    seed: int, count: int, *, shortest: int = 265, longest: int = 697
) -> Iterator[tuple[str, str, str]]:
    dice = random.Random(seed)
    for number in range(count):
        digits = "".join(dice.choices("0123456789", k=dice.randint(shortest, longest)))
        yield f"https://{HOSTS[number % 3]}/1/", digits, "QM"[number % 2]


@pytest.mark.usefixtures("at_once")
def test_symbols_are_those_of_segno() -> None:
    for prefix, digits, level in links(1, 30, shortest=370, longest=430):
        assert swift_symbol(prefix, digits, level) == by_segno(prefix, digits, level)


@pytest.mark.usefixtures("at_once")
def test_a_stream_that_ends_with_a_whole_codeword_is_padded_as_segno_pads_it() -> None:
    """Each length of two rounds of eight: two of them need no bit to fill the last codeword."""
    prefix = f"https://{HOSTS[1]}/1/"
    for count in range(380, 404):
        digits = "7" * count
        assert swift_symbol(prefix, digits, "M") == by_segno(prefix, digits, "M")


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("digit", "0369")
def test_digits_that_repeat_are_masked_as_segno_masks_them(digit: str) -> None:
    prefix = f"https://{HOSTS[0]}/1/"
    assert swift_symbol(prefix, digit * 386, "Q") == by_segno(prefix, digit * 386, "Q")


def test_tables_take_over_when_many_are_drawn_and_nothing_else_changes() -> None:
    drawn = list(links(2, 8, shortest=300, longest=300)) * 10
    for prefix, digits, level in drawn:
        assert symbol_matrix(prefix + digits, "Q" if level == "Q" else "M") == by_segno(
            prefix, digits, level
        )
    assert swift_symbol(*drawn[0]) is not None


@given(st.integers(21, 49).filter(lambda size: size % 4 == 1), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_penalties_are_those_of_segno_in_each_kind_of_picture(
    size: int, dice: random.Random
) -> None:
    """Noise, stripes and blocks, with the pattern of a finder strewn in: it overlaps itself and meets the border."""
    share = dice.choice((0.05, 0.3, 0.5, 0.7, 0.95))
    modules = [bytearray(int(dice.random() < share) for _ in range(size)) for _ in range(size)]
    for _ in range(dice.randrange(size)):
        line, start = dice.randrange(size), dice.randrange(size - 10)
        pattern = dice.choice(
            (b"\1\0\1\1\1\0\1", b"\1\0\1\1\1\0\1\1\1\0\1", b"\1\0\1\1\1\0\1\0\1\1\1\0\1")
        )
        modules[line][start : start + len(pattern)] = pattern[: size - start]
        if dice.random() < 0.5:
            modules = [bytearray(column) for column in zip(*modules, strict=True)]
    lattice = Lattice(size)
    rows = sum(
        lattice.bit(i, j)
        for i, line in enumerate(modules)
        for j, module in enumerate(line)
        if module
    )
    scored: Any = encoder.evaluate_mask
    assert lattice.rows(rows) == tuple(map(bytes, modules))
    assert lattice.penalty(rows, lattice.turned(rows)) == scored(modules, size, size)


@pytest.mark.campaign
@pytest.mark.usefixtures("at_once")
def test_ten_thousand_symbols_are_those_of_segno() -> None:
    for prefix, digits, level in links(3, 10_000):
        assert swift_symbol(prefix, digits, level) == by_segno(prefix, digits, level)
    print("10,000 symbols of both levels, each that of segno")
