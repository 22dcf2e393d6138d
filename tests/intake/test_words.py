"""Every code is documented, and every code's words are complete in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from foodtrace.intake import FAULT_CODES, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, NOTE_CODES
from foodtrace.intake import messages as words

DOCS = Path(__file__).resolve().parents[2] / "docs" / "reference" / "intake.md"


@pytest.mark.parametrize("code", [*FAULT_CODES, *NOTE_CODES])
def test_every_code_is_in_the_reference(code: str) -> None:
    assert f"`{code}`" in DOCS.read_text(encoding="utf-8")


def test_the_limits_in_the_reference_are_the_limits() -> None:
    text = DOCS.read_text(encoding="utf-8")
    for limit in (MAX_ROWS, MAX_COLUMNS, MAX_CELLS):
        assert f"{limit:,} " in text


@pytest.mark.parametrize("code", [*words._FAULTS, *words._NOTES])
def test_both_languages_use_the_same_words_to_fill_in(code: str) -> None:
    vi, en = (words._FAULTS | words._NOTES)[code]
    assert set(re.findall(r"{(\w+)}", vi)) == set(re.findall(r"{(\w+)}", en))
    assert "sticker holds" not in vi
