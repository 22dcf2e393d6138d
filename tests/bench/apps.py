"""The servers that look-ups are measured against and on: hello-world, and single steps without our app.

Run by uvicorn in processes of their own; FOODTRACE_REGISTRY names the bench city's registry.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from foodtrace.registry import HotReader
from foodtrace.sticker import parse_claims, parse_sticker
from foodtrace.verdict import Verdict, check
from litestar import Litestar, MediaType, get


def hello() -> Litestar:
    """The floor of every look-up: one route that returns a word."""

    @get("/", media_type=MediaType.TEXT)
    async def answer() -> str:
        return "hello"

    return Litestar([answer], openapi_config=None)


def steps() -> Litestar:
    """Routes that do one step of a look-up each, with no cache but where the name says so."""
    folder = Path(os.environ["FOODTRACE_REGISTRY"])
    host = os.environ["BENCH_HOST"]
    hot = HotReader(folder)
    trusted = hot.trusted()
    assert trusted is not None
    hosts = trusted.trust.host_names()
    known: dict[str, tuple[int, dict[str, Any]]] = {}

    @get("/verify/{digits:str}")
    async def verify(digits: str) -> dict[str, Any]:
        return _shown(check(f"https://{host}/1/{digits}", trusted, int(time.time())))

    @get("/row/{digits:str}")
    async def row(digits: str) -> dict[str, Any]:
        if digits not in known:
            text = f"https://{host}/1/{digits}"
            claims = parse_claims(parse_sticker(text, hosts).payload)
            known[digits] = claims.id, _shown(check(text, trusted, int(time.time())))
        door, shown = known[digits]
        found = hot.rows(
            "SELECT name, street, ward, category, registered_address FROM establishment WHERE id = ?",
            (door,),
        )
        return {**shown, "name": found[0][0], "address": found[0][4]}

    return Litestar([verify, row], openapi_config=None)


def _shown(verdict: Verdict) -> dict[str, Any]:
    return {
        "genuine": verdict.genuine,
        "standing": verdict.standing,
        "freshness": verdict.freshness,
        "green": verdict.green,
    }
