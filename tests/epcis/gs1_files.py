"""GS1's JSON schema and examples: never part of this repository, read where FOODTRACE_GS1_FILES or a shared folder has them."""

from __future__ import annotations

import json
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator, FormatChecker

_NEAR = Path(__file__).parents[3] / "shared" / "data" / "gs1"


def folder() -> Path:
    """Skips the test where the files are not at hand."""
    found = Path(os.environ.get("FOODTRACE_GS1_FILES", _NEAR))
    if not (found / "EPCIS-JSON-Schema.json").is_file():
        pytest.skip("GS1's files are not here; FOODTRACE_GS1_FILES names their folder")
    return found


def examples() -> list[Path]:
    found = sorted(folder().glob("*.jsonld"))
    assert found
    return found


@lru_cache
def _validator(schema: Path) -> Draft7Validator:
    return Draft7Validator(json.loads(schema.read_text("utf-8")), format_checker=FormatChecker())


def faults(document: Any) -> list[str]:
    """What GS1's schema finds wrong with a document, or an event that stands alone."""
    found = _validator(folder() / "EPCIS-JSON-Schema.json").iter_errors(document)
    return [f"{each.json_path}: {each.message[:200]}" for each in found]
