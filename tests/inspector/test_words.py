"""The app's words: complete in both languages, the same placeholders, and word for word the public pages' where shared."""

from __future__ import annotations

import json
import re

import pytest
from foodtrace_api.words import words_of
from inspector.typescript import SOURCE

_TABLES = re.compile(r"const (VI|EN)[^=]*= \{\n(.*?)\n\}", re.S)
_LINE = re.compile(r'^  ([a-z_0-9]+): (".*"),$', re.M)


def _tables() -> dict[str, dict[str, str]]:
    files = (SOURCE / "src" / "app").glob("words_*.ts")
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    return {
        name.lower(): {key: json.loads(said) for key, said in _LINE.findall(body)}
        for name, body in _TABLES.findall(text)
    }


def test_every_word_is_there_in_both_languages() -> None:
    vi, en = _tables()["vi"], _tables()["en"]
    assert len(vi) > 150
    assert vi.keys() == en.keys()
    assert [key for key in vi if not vi[key].strip() or not en[key].strip()] == []


def test_both_languages_have_the_same_placeholders() -> None:
    vi, en = _tables()["vi"], _tables()["en"]
    names = re.compile(r"\{[a-z]+\}")
    assert [k for k in vi if sorted(names.findall(vi[k])) != sorted(names.findall(en[k]))] == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_words_shared_with_the_public_pages_are_the_same(language: str) -> None:
    catalog = words_of(language).catalog
    said = _tables()[language]
    shared = said.keys() & catalog.keys()
    assert len(shared) > 70
    assert {key for key in shared if said[key] != catalog[key]} == set()


def test_every_word_is_used() -> None:
    sources = "".join(
        file.read_text(encoding="utf-8")
        for file in (SOURCE / "src").rglob("*.ts")
        if not file.name.startswith("words")
    )
    built_up = {f"visit_{state}" for state in ("draft", "waiting", "refused", "sent")}
    unused = [key for key in _tables()["vi"] if f'"{key}"' not in sources and key not in built_up]
    assert unused == []


def test_no_sentence_of_a_fault_is_without_a_way_on() -> None:
    """Each says what to do; most lead to the printed code."""
    en = _tables()["en"]
    for key in (
        "camera_refused",
        "camera_none",
        "camera_failed",
        "no_crypto",
        "something_failed",
        "photo_no_code",
        "photo_unreadable",
        "photo_too_large",
    ):
        assert "code" in en[key], key
