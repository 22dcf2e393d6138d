"""The words of the public pages: five catalogs, the choice between them, and dates as each language writes them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import cache, lru_cache
from importlib import resources
from typing import Final, Literal

from babel import Locale
from babel.dates import format_date, format_timedelta, get_day_names
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from foodtrace.sticker import CIVIL_TIME, civil_date

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

# A civil day in full and without its year, in the patterns of Unicode's CLDR; English puts the day first.
_LOCALES = {"vi": "vi_VN", "en": "en_GB", "ko": "ko_KR", "zh-Hans": "zh_CN", "zh-Hant": "zh_TW"}
_DAYS = {
    "vi": ("dd/MM/y", "dd/MM"),
    "en": ("d MMM y", "d MMM"),
    "ko": ("y. M. d.", "M. d."),
    "zh-Hans": ("y年M月d日", "M月d日"),
    "zh-Hant": ("y年M月d日", "M月d日"),
}
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
        """A civil day: 01/07/2027, 1 Jul 2027, 2027. 7. 1. or 2027年7月1日."""
        return _day(self.language, day, 0)

    def day_of(self, at: int) -> str:
        """The civil day (UTC+7) of unix seconds."""
        return self.date(civil_moment(at).date())

    def civil_day(self, day: int) -> str:
        """A civil day by its number (days since 1970)."""
        return self.date(civil_date(day))

    def short_day(self, day: dt.date) -> str:
        """A civil day without its year, for narrow cells."""
        return _day(self.language, day, 1)

    def weekdays(self, width: Literal["wide", "abbreviated"] = "wide") -> tuple[str, ...]:
        """Monday to Sunday."""
        names = get_day_names(width, locale=_locale(self.language))
        return tuple(names[day] for day in range(7))

    def number(self, number: int) -> str:
        """1.000 in vi, 1,000 elsewhere."""
        return format_decimal(number, locale=_locale(self.language))

    def quantity(self, quantity: Decimal) -> str:
        """An exact quantity as the language writes it: 1.234,5 in vi, 1,234.5 elsewhere."""
        locale = _locale(self.language)
        return format_decimal(quantity, "#,##0.######", locale=locale)

    def wait(self, seconds: int) -> str:
        """A time to wait, in its largest fitting unit: 5 minutes, 2시간."""
        minutes = max(1, -(-seconds // 60))
        return format_timedelta(
            dt.timedelta(minutes=minutes),
            granularity="minute",
            threshold=1.5,
            locale=_locale(self.language),
        )

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
    return dt.datetime.fromtimestamp(at, CIVIL_TIME)


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(_LOCALES[language])


@lru_cache(maxsize=2048)
def _day(language: str, day: dt.date, form: int) -> str:
    return format_date(day, _DAYS[language][form], locale=_locale(language))


@cache
def words_of(language: str, *rooms: str) -> Words:
    """The words of one of LANGUAGES, read from its catalog once; those of `rooms` go before them."""
    folder = resources.files("foodtrace_api") / "locale"
    words = dict(words_of(language, *rooms[:-1]).catalog) if rooms else {}
    source = (folder / rooms[-1] if rooms else folder) / f"{language}.po"
    with source.open("rb") as file:
        catalog = read_po(file, abort_invalid=True)
    words |= {str(m.id): str(m.string) for m in catalog if m.id and m.string}
    return Words(language, words)


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
