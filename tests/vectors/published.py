"""Loads the published vectors for the tests that judge by them; empty lists are a fault, not a pass."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


def published(name: str) -> dict[str, Any]:
    """One file of vectors."""
    told: dict[str, Any] = json.loads((HERE / f"{name}.json").read_text("ascii"))
    assert told["format"] == 1
    return told


def cases(name: str, part: str) -> list[dict[str, Any]]:
    """The cases of one part of a file, never none of them."""
    listed: list[dict[str, Any]] = published(name)[part]
    assert listed, f"{name}.json has no {part}"
    return listed


def named(case: dict[str, Any]) -> str:
    """How a test names a case."""
    return str(case["name"])
