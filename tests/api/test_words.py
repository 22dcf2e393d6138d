"""The catalogs: the same keys and placeholders in all five languages, and every key that is used is there."""

from __future__ import annotations

import datetime as dt
import re
import string
from pathlib import Path

import foodtrace_api
import pytest
from api.street import NOW
from foodtrace_api.words import LANGUAGES, words_of

PACKAGE = Path(foodtrace_api.__file__).parent
VI = words_of("vi").catalog


def fields(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_key_and_the_same_placeholders(language: str) -> None:
    catalog = words_of(language).catalog
    assert set(catalog) == set(VI)
    assert len(catalog) > 150
    for key, words in catalog.items():
        assert words.strip() == words != ""
        assert fields(words) == fields(VI[key]), key


def test_every_key_the_templates_and_the_code_name_is_in_the_catalogs() -> None:
    named = set()
    for path in PACKAGE.glob("templates/*.html"):
        named |= set(re.findall(r'\bw\("([a-z_]*[a-z])"', path.read_text(encoding="utf-8")))
    for path in PACKAGE.glob("*.py"):
        source = path.read_text(encoding="utf-8")
        named |= set(re.findall(r'\bw\(\s*"([a-z_]+)"', source))
        prefixes = "headline|sub|cell|standing|genuine|summary|freshness|basis|fact|plate|footer|report_fault|report_wrong"
        named |= set(re.findall(rf'"((?:{prefixes})_[a-z_]+)"', source))
    assert len(named) > 100
    # The page on which an owner answers has a catalog of its own.
    assert named <= set(words_of("vi", "reply").catalog)


def test_thu_hoi_never_stands_without_its_noun() -> None:
    for key, words in VI.items():
        for found in re.finditer(r"thu hồi", words):
            near = words[max(0, found.start() - 60) : found.end() + 12].lower()
            assert re.search(r"tem|khóa|thực phẩm", near), key


def test_dates_are_written_as_each_language_writes_them() -> None:
    day = dt.date(2027, 7, 1)
    assert [words_of(language).date(day) for language in LANGUAGES] == [
        "01/07/2027", "1 Jul 2027", "2027. 7. 1.", "2027年7月1日", "2027年7月1日",
    ]  # fmt: skip
    assert [words_of(language).short_day(day) for language in LANGUAGES] == [
        "01/07", "1 Jul", "7. 1.", "7月1日", "7月1日",
    ]  # fmt: skip
    assert words_of("vi").moment(NOW) == "07:00 ngày 21/11/2026"
    assert words_of("en").moment(NOW) == "07:00, 21 Nov 2026"
    assert words_of("ko").moment(NOW - 7 * 3600 - 1) == "2026. 11. 20. 23:59"


def test_numbers_and_waits_are_written_as_each_language_writes_them() -> None:
    assert [words_of(language).number(1000) for language in LANGUAGES] == [
        "1.000", "1,000", "1,000", "1,000", "1,000",
    ]  # fmt: skip
    assert [words_of(language).wait(290) for language in LANGUAGES] == [
        "5 phút", "5 minutes", "5분", "5分钟", "5 分鐘",
    ]  # fmt: skip
    assert words_of("en").wait(1) == "1 minute"
    assert words_of("en").wait(9000) == "2 hours"
