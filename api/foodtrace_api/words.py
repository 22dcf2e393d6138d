"""The words of the public pages: five catalogs, the choice between them, and dates as each language writes them."""

from __future__ import annotations

import datetime as dt
from functools import cache, lru_cache
from importlib import resources
from typing import Final

from babel.messages.pofile import read_po

LANGUAGES: Final = ("vi", "en", "ko", "zh-Hans", "zh-Hant")
DEFAULT_LANGUAGE: Final = "vi"
# Each language in its own words, and the letters that stand for it at the top of a page.
LANGUAGE_NAMES: Final = {
    "vi": "Tiếng Việt",
    "en": "English",
    "ko": "한국어",
    "zh-Hans": "简体中文",
    "zh-Hant": "繁體中文",
}
LANGUAGE_LETTERS: Final = (("vi", "VI"), ("en", "EN"), ("ko", "한"), ("zh-Hans", "中"))

_CIVIL_TIME = dt.timezone(dt.timedelta(hours=7))
_EPOCH = dt.date(1970, 1, 1)
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
# Regions that write Chinese in the traditional script (RFC 5646 tags as browsers send them).
_TRADITIONAL = frozenset({"hant", "tw", "hk", "mo"})


class Words:
    """One language: words by key, and dates, days and times as it writes them."""

    def __init__(self, language: str, catalog: dict[str, str]) -> None:
        self.language = language
        self.catalog = catalog

    def __call__(self, key: str, **fills: object) -> str:
        """The words of `key` with its placeholders filled; KeyError if the catalog lacks it."""
        words = self.catalog[key]
        return words.format(**fills) if fills else words

    def date(self, day: dt.date) -> str:
        """A civil day: 01/07/2027, 1 Jul 2027, 2027-07-01 or 2027年7月1日."""
        if self.language == "vi":
            return f"{day:%d/%m/%Y}"
        if self.language == "en":
            return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
        if self.language == "ko":
            return f"{day:%Y-%m-%d}"
        return f"{day.year}年{day.month}月{day.day}日"

    def short_day(self, day: dt.date) -> str:
        """A civil day without its year, for narrow cells."""
        if self.language == "vi":
            return f"{day:%d/%m}"
        if self.language == "en":
            return f"{day.day} {_MONTHS[day.month - 1]}"
        if self.language == "ko":
            return f"{day:%m-%d}"
        return f"{day.month}月{day.day}日"

    def moment(self, at: int) -> str:
        """Unix seconds as day and minute in UTC+7."""
        there = civil_moment(at)
        clock = f"{there:%H:%M}"
        if self.language == "vi":
            return f"{clock} ngày {self.date(there.date())}"
        if self.language == "en":
            return f"{clock}, {self.date(there.date())}"
        return f"{self.date(there.date())} {clock}"


def civil_moment(at: int) -> dt.datetime:
    """Unix seconds as the UTC+7 wall clock shows them."""
    return dt.datetime.fromtimestamp(at, _CIVIL_TIME)


def civil_date(day: int) -> dt.date:
    """A civil day number (days since 1970) as a date."""
    return _EPOCH + dt.timedelta(days=day)


@cache
def words_of(language: str) -> Words:
    """The words of one of LANGUAGES, read from its catalog once."""
    source = resources.files("foodtrace_api") / "locale" / f"{language}.po"
    with source.open("rb") as file:
        catalog = read_po(file, abort_invalid=True)
    return Words(language, {str(m.id): str(m.string) for m in catalog if m.id and m.string})


def named_language(tag: str) -> str | None:
    """The language a `?lang=` value or a language tag names, or None."""
    parts = tag.strip().lower().replace("_", "-").split("-")
    if parts[0] == "zh":
        return "zh-Hant" if _TRADITIONAL & set(parts[1:]) else "zh-Hans"
    return parts[0] if parts[0] in ("vi", "en", "ko") else None


@lru_cache(maxsize=512)
def _choose(accept_language: str) -> str:
    ranked: list[tuple[float, int, str]] = []
    for order, part in enumerate(accept_language.split(",")[:20]):
        tag, _, parameter = part.partition(";")
        language = named_language(tag)
        try:
            weight = float(parameter.strip().removeprefix("q=")) if parameter.strip() else 1.0
        except ValueError:
            weight = 0.0
        if language is not None and weight > 0:
            ranked.append((-weight, order, language))
    return min(ranked)[2] if ranked else DEFAULT_LANGUAGE


def choose_language(asked: str | None, accept_language: str) -> str:
    """The link's own `?lang=` first, then Accept-Language (RFC 9110 section 12.5.4), then Vietnamese."""
    if asked and (language := named_language(asked[:35])) is not None:
        return language
    if len(accept_language) > 200:
        accept_language = accept_language[:200]
    return _choose(accept_language)
