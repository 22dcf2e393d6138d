"""Every kind of event has words for the people who read the history, in the console and in the command."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import foodtrace
import pytest
from foodtrace.access import ACCOUNT_EVENTS
from foodtrace.applications import Move
from foodtrace.registry import EVENT_KINDS
from foodtrace_api.words import words_of
from foodtrace_cli.words import known_word

CORE = Path(foodtrace.__file__).parent


def kinds_written() -> Iterator[str]:
    """Every kind that stands as a plain text where an event is made."""
    for path in sorted(CORE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id != "Event":
                continue
            for each in node.keywords:
                if each.arg == "kind":
                    yield from _texts(each.value)


def _texts(value: ast.expr) -> Iterator[str]:
    for node in [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_every_kind_that_is_written_is_listed() -> None:
    written = set(kinds_written())
    assert len(written) > 40
    assert written <= EVENT_KINDS
    assert set(ACCOUNT_EVENTS) <= EVENT_KINDS
    assert {f"application_{move}" for move in Move} <= EVENT_KINDS


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_console_has_words_for_every_kind(language: str) -> None:
    words = words_of(language, "office", "office_console").catalog
    assert [kind for kind in sorted(EVENT_KINDS) if f"event_{kind}" not in words] == []


def test_the_command_has_words_for_every_kind() -> None:
    assert [kind for kind in sorted(EVENT_KINDS) if not known_word(f"event_{kind}")] == []
