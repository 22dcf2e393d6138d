"""The words of the console: the same in both languages, all there, and thu hồi never without its noun."""

from __future__ import annotations

import re
import string
from pathlib import Path

import foodtrace_api
from babel.messages.pofile import read_po
from foodtrace.doors import LIVES, STANDINGS, TASKS
from foodtrace.feedback import CATEGORIES, KINDS, STATES
from foodtrace_api.office.acting import ACTS
from foodtrace_api.words import words_of

PACKAGE = Path(foodtrace_api.__file__).parent
ROOMS = (
    *("home", "zones", "zone_export", "establishments", "establishment", "corrections"),
    *("particulars", "stickers", "feedback", "acting", "history", "lines", "place_form"),
)
PAGES = (
    *("home", "zones", "zone", "zone_rename", "establishments", "establishment", "correct", "add"),
    *("particulars", "close", "act", "acted", "feedback", "report", "doors", "place_fields"),
)


def _catalog(language: str) -> dict[str, str]:
    path = PACKAGE / "locale" / "office_console" / f"{language}.po"
    with path.open("rb") as file:
        return {str(each.id): str(each.string) for each in read_po(file) if each.id}


VI, EN = _catalog("vi"), _catalog("en")
ALL = words_of("vi", "office", "office_console").catalog


def _fields(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name is not None}


def test_both_languages_have_the_same_keys_and_placeholders() -> None:
    assert set(VI) == set(EN)
    assert len(VI) > 200
    for key in VI:
        assert VI[key].strip() == VI[key] != ""
        assert EN[key].strip() == EN[key] != ""
        assert _fields(VI[key]) == _fields(EN[key]), key


def test_every_key_that_pages_and_code_name_is_there() -> None:
    named = set()
    for page in PAGES:
        source = (PACKAGE / "templates" / "office" / f"{page}.html").read_text("utf-8")
        named |= set(re.findall(r'\bw\("([a-z_0-9]+)"\s*[,)]', source))
    for room in ROOMS:
        source = (PACKAGE / "office" / f"{room}.py").read_text("utf-8")
        named |= set(re.findall(r'\bw\(\s*"([a-z_0-9]+)"\s*[,)]', source))
    named |= {f"life_{each.replace(' ', '_')}" for each in LIVES}
    named |= {f"task_{each.replace(' ', '_')}" for each in TASKS}
    named |= {f"report_{each}" for each in STATES}
    named |= {f"report_kind_{each}" for each in KINDS}
    named |= {f"report_category_{each}" for each in CATEGORIES}
    for act in ACTS.values():
        key = act.verb.replace("-", "_")
        named |= {f"act_{key}", f"ask_{key}", f"means_{key}", f"do_{key}"}
        if act.change is not None:
            named.add(f"done_{key}")
            if not act.why:
                named.add(f"reason_{key}")
    assert len(STANDINGS) == 5
    assert len(named) > 150
    assert named <= set(ALL), sorted(named - set(ALL))


def test_thu_hoi_never_stands_without_its_noun() -> None:
    for key, words in VI.items():
        for found in re.finditer(r"thu hồi", words.lower()):
            near = words[max(0, found.start() - 60) : found.end() + 12].lower()
            assert re.search("tem|thực phẩm", near), key
