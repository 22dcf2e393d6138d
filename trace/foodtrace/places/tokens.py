"""An address as words: tokens, the words for kinds of units, and known names at its end."""

from __future__ import annotations

import re
from collections.abc import Container
from functools import lru_cache

import msgspec

from foodtrace.places.folding import place_key

_WORD = re.compile(r"[^\W_]+")
# "P15", "Q1", "TPHCM" are written in one; the digits are the name.
_GLUED = re.compile(r"(p|q|f|phuong|quan|ward|district)(\d+)")
_SEPARATOR = re.compile(r"[,;()\[\]|\n]|\s[-–—]|[-–—]\s")
_FIRM_SEPARATOR = re.compile(r"[,;()\[\]|\n]")

WARD_KINDS = {
    ("phuong",): "phuong",
    ("p",): "phuong",
    ("f",): "phuong",
    ("ph",): "phuong",
    ("xa",): "xa",
    ("x",): "xa",
    ("thi", "tran"): "thitran",
    ("tt",): "thitran",
    ("dac", "khu"): "dackhu",
    ("ward",): "",
    ("w",): "",
    ("commune",): "",
}
DISTRICT_KINDS = {
    ("quan",): "quan",
    ("q",): "quan",
    ("huyen",): "huyen",
    ("h",): "huyen",
    ("thi", "xa"): "thixa",
    ("tx",): "thixa",
    ("thanh", "pho"): "thanhpho",
    ("tp",): "thanhpho",
    ("district",): "",
    ("dist",): "",
    ("d",): "",
    ("city",): "",
}
PROVINCE_KINDS = {("thanh", "pho"): "", ("tp",): "", ("tinh",): "", ("t",): "", ("city",): ""}
KIND_AFTER = {"ward": 0, "commune": 0, "district": 1, "dist": 1, "city": 2, "province": 2}
_MARKED_KIND_WORDS = {"phường", "xã", "trấn", "đặc", "quận", "huyện", "thị", "thành", "phố", "tỉnh"}
_ALL_KINDS = WARD_KINDS | DISTRICT_KINDS | PROVINCE_KINDS
LONGEST_NAME = 7  # words; "Văn Miếu - Quốc Tử Giám" has five


class Token(msgspec.Struct, frozen=True):
    """One word: its folded key, where it stands in the text, and what stands around it."""

    key: str
    start: int
    end: int
    after_separator: bool
    after_comma: bool  # a separator firmer than a dash, which also joins house numbers
    dotted: bool  # a full stop follows at once: "P."
    kind_word: bool  # could say a kind: "xã" and "xa" can, "xá" (as in "cư xá") and "quán" cannot


class Found(msgspec.Struct, frozen=True):
    """A name found among the tokens; `kind` is its folded kind, "" if none or an English one."""

    start: int  # index of the first token, its kind included
    name_start: int
    kind: str


@lru_cache(maxsize=65536)
def _key(word: str) -> str:
    return place_key(word)


def tokens_of(text: str, *, dash_is_firm: bool) -> list[Token]:
    """The words of a text, "P15" and "Q1" taken apart; `dash_is_firm` where a dash can only part."""
    tokens: list[Token] = []
    before = 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        gap = text[max(0, before - 1) : start] if tokens else ""
        separated = bool(_SEPARATOR.search(gap))
        comma = separated if dash_is_firm else bool(_FIRM_SEPARATOR.search(gap))
        dotted = text[end : end + 1] == "."
        key = _key(match[0])
        glued = _GLUED.fullmatch(key)
        if glued:
            cut = start + len(glued[1])
            tokens.append(Token(glued[1], start, cut, separated, comma, True, True))
            tokens.append(Token(_key(glued[2]), cut, end, False, False, dotted, False))
        else:
            tokens.append(Token(key, start, end, separated, comma, dotted, _may_be_kind(match[0])))
        before = end
    return tokens


@lru_cache(maxsize=65536)
def _may_be_kind(word: str) -> bool:
    return word.isascii() or word.casefold() in _MARKED_KIND_WORDS


def kind_before(
    tokens: list[Token], at: int, kinds: dict[tuple[str, ...], str]
) -> tuple[int, str] | None:
    """Start and kind of the words for a kind that end just before token `at`, nothing between them."""
    if at == 0 or not tokens[at - 1].kind_word:
        return None
    if at < len(tokens) and tokens[at].after_separator:
        return None
    if at > 1 and tokens[at - 2].key == "cu" and tokens[at - 1].key == "xa":
        return None  # "cu xa", a housing block
    if at > 1 and (tokens[at - 2].key, tokens[at - 1].key) in kinds:
        return at - 2, kinds[tokens[at - 2].key, tokens[at - 1].key]
    if (tokens[at - 1].key,) in kinds:
        return at - 1, kinds[(tokens[at - 1].key,)]
    return None


def name_at_end(
    tokens: list[Token],
    end: int,
    names: Container[str],
    kinds: dict[tuple[str, ...], str],
    *,
    level: int,
    bare: bool,
) -> Found | None:
    """The longest known name that ends at token `end`, with its kind before or after it.

    Without a kind it counts only where `bare` allows it and a separator, or nothing, stands before it.
    """
    after = False
    if (
        end > 1
        and KIND_AFTER.get(tokens[end - 1].key) == level
        and not tokens[end - 1].after_separator
    ):
        end, after = end - 1, True
    key = ""
    starts = []
    for start in range(end - 1, max(-1, end - LONGEST_NAME - 1), -1):
        key = tokens[start].key + key
        if key in names:
            starts.append(start)
        if tokens[start].after_comma:  # "Văn Miếu - Quốc Tử Giám" has a dash of its own
            break
    for start in reversed(starts):
        kind = kind_before(tokens, start, kinds)
        if kind:
            return Found(kind[0], start, kind[1])
        if kind_before(tokens, start, _ALL_KINDS):
            continue
        if after or (bare and (start == 0 or _stands_alone(tokens, start))):
            return Found(start, start, "")
    return None


def _stands_alone(tokens: list[Token], start: int) -> bool:
    """Whether a name begins a part of its own. A dash parts only after a house number: "12 Lê Lợi - Hải Châu",
    not "Ngã ba Văn Thân - Bình Tiên"."""
    first = tokens[start]
    return first.after_comma or (first.after_separator and tokens[0].key[:1].isdigit())
