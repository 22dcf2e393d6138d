"""The catalogs: the same keys and placeholders in all five languages, and every key that is used is there."""

from __future__ import annotations

import ast
import datetime as dt
import re
import string
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import foodtrace
import foodtrace_api
import jinja2
import pytest
from api.street import NOW
from babel.messages.pofile import read_po
from foodtrace_api.words import LANGUAGES, words_of
from jinja2 import nodes

PACKAGE = Path(foodtrace_api.__file__).parent
CORE = Path(foodtrace.__file__).parent
VI = words_of("vi").catalog
ROOMS = ("", *sorted(each.name for each in (PACKAGE / "locale").iterdir() if each.is_dir()))


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


class Named(NamedTuple):
    """What sources say of keys: texts that stand there, texts with holes, and keys asked for outright."""

    texts: set[str]
    holes: set[str]
    asked: set[str]


def catalog_of(room: str, language: str) -> dict[str, str]:
    with (PACKAGE / "locale" / room / f"{language}.po").open("rb") as file:
        return {str(each.id): str(each.string) for each in read_po(file) if each.id}


def _in_code(path: Path) -> Named:
    named = Named(set(), set(), set())
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            named.texts.add(node.value)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            named.texts.add(node.target.id)  # a field of a struct
        elif isinstance(node, ast.JoinedStr):
            parts = (each.value if isinstance(each, ast.Constant) else None for each in node.values)
            named.holes.add(_with_holes(None if each is None else str(each) for each in parts))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "w":
            named.asked.update(_alternatives(node.args[0]))
    return named


def _alternatives(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from chain(_alternatives(node.body), _alternatives(node.orelse))
    elif isinstance(node, ast.Constant):
        yield str(node.value)


def _in_template(path: Path) -> Named:
    tree = jinja2.Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))
    named = Named({str(each.value) for each in tree.find_all(nodes.Const)}, set(), set())
    for joined in tree.find_all(nodes.Concat):
        parts = (each.value if isinstance(each, nodes.Const) else None for each in joined.nodes)
        named.holes.add(_with_holes(parts))
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "w" and call.args:
            each = call.args[0]
            found = [each.expr1, each.expr2] if isinstance(each, nodes.CondExpr) else [each]
            named.asked.update(str(one.value) for one in found if isinstance(one, nodes.Const))
    return named


def _with_holes(parts: Iterator[str | None]) -> str:
    return "".join("(.+)" if each is None else re.escape(each) for each in parts)


def _all_named() -> dict[Path, Named]:
    found = {path: _in_code(path) for path in PACKAGE.rglob("*.py")}
    return found | {path: _in_template(path) for path in PACKAGE.rglob("*.html")}


NAMED = _all_named()


def test_no_catalog_has_words_that_nothing_names() -> None:
    texts = set().union(*(each.texts for each in NAMED.values()))
    texts |= set().union(*(_in_code(path).texts for path in CORE.rglob("*.py")))
    # Values of the core become parts of keys: "to print" is in life_to_print.
    values = texts | {re.sub("[ -]", "_", each) for each in texts}
    found = set().union(*(each.holes for each in NAMED.values()))
    patterns = [re.compile(each) for each in found if re.search("[a-z]_|_[a-z]", each)]

    def is_named(key: str) -> bool:
        matches = (pattern.fullmatch(key) for pattern in patterns)
        return key in texts or any(m and values.issuperset(m.groups()) for m in matches)

    unused = {(room, key) for room in ROOMS for key in catalog_of(room, "vi") if not is_named(key)}
    assert not unused


def test_every_key_that_is_asked_for_is_in_a_catalog_of_its_own_part() -> None:
    missing = set()
    for path, named in NAMED.items():
        office = "office" in path.parts[len(PACKAGE.parts) :]
        rooms = ROOMS if office else [room for room in ROOMS if not room.startswith("office")]
        known = set(chain.from_iterable(catalog_of(room, "vi") for room in rooms))
        missing |= {(path.name, key) for key in named.asked - known}
    assert not missing
    assert sum(len(named.asked) for named in NAMED.values()) > 1000


@pytest.mark.parametrize("room", [room for room in ROOMS if room])
def test_every_room_has_the_same_keys_in_its_languages_and_repeats_no_words(room: str) -> None:
    before = VI | (catalog_of("office", "vi") if room.startswith("office_") else {})
    own = catalog_of(room, "vi")
    assert not {key for key in own if before.get(key) == own[key]}
    for path in (PACKAGE / "locale" / room).glob("*.po"):
        words = catalog_of(room, path.stem)
        assert set(words) == set(own), path.stem
        for key, each in words.items():
            assert each.strip() == each != "", (path.stem, key)
            assert fields(each) == fields(own[key]), (path.stem, key)


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
