"""Doors sort as a person walks along a street."""

import random

from foodtrace.places import door_order


def test_numbers_count_as_numbers_and_an_alley_lies_at_its_number() -> None:
    walked = [
        "Chợ Hàn",
        "Quầy 7 Chợ Hàn",
        "9 Hùng Vương",
        "12 Hùng Vương",
        "12A Hùng Vương",
        "K12/4 Hùng Vương",
        "Số 301 Hùng Vương",
        "319 Hùng Vương",
        "K337/4 Hùng Vương",
        "2 Hùng Vương nối dài",
        "5 Lê Duẩn",
    ]
    mixed = random.Random(1).sample(walked, len(walked))
    assert sorted(mixed, key=door_order) == walked


def test_the_spelling_of_tone_marks_does_not_part_a_street() -> None:
    assert door_order("3 Hoà Cường") == door_order("3 Hòa Cường")


def test_any_text_has_a_place_in_the_order() -> None:
    for text in ("", "   ", ",", "12", "số", "Kiệt 12", "K" * 400, "²³ ①", "鳳凰大街 7"):
        assert isinstance(door_order(text), str)
