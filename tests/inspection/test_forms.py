"""The form of a visit: the program's own, one that the office sets, and files that are none."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from foodtrace.errors import InvalidRequest
from foodtrace.inspection import Form, current_form, parse_form, set_form
from foodtrace.registry import Registry, schema
from registry.board import ACTOR, NOW
from sqlalchemy import func, select

YES_NO = [
    {"key": "met", "label": {"vi": "Đạt", "en": "Met"}, "tone": "yes"},
    {"key": "not_met", "label": {"vi": "Không đạt", "en": "Not met"}, "tone": "no"},
]


def item(key: str = "water", **changes: Any) -> dict[str, Any]:
    return {"key": key, "label": {"vi": "Nước", "en": "Water"}, "options": YES_NO, **changes}


def written(*items: dict[str, Any], **more: Any) -> bytes:
    return msgspec.json.encode({"items": items, **more})


async def test_the_first_form_asks_what_a_kitchen_is_asked(board: Registry) -> None:
    form = await current_form(board)
    assert [each.key for each in form.items] == [
        "receiving_storing",
        "water_hand_washing",
        "samples_24h",
        "three_step_book",
        "trained_handlers",
        "health_checks",
        "raw_cooked_apart",
        "waste_pests",
        "basis_on_display",
    ]
    assert all([o.tone for o in each.options] == ["yes", "no", "none"] for each in form.items)


async def test_a_form_that_is_shown_can_be_set(board: Registry) -> None:
    form = await current_form(board)
    assert parse_form(msgspec.json.encode(form)) == form
    assert not await set_form(board, form, actor=ACTOR, now=NOW)


async def test_a_form_that_was_set_is_current_and_every_form_stays(board: Registry) -> None:
    first = await current_form(board)
    second = parse_form(written(item(), item("ice")))
    for form in (second, first, second):
        assert await set_form(board, form, actor=ACTOR, now=NOW)
        assert await current_form(board) == form
    async with board.reading_public() as connection:
        query = select(func.count()).select_from(schema.visit_form)
        assert (await connection.execute(query)).scalar_one() == 4


def test_the_version_names_the_content() -> None:
    assert parse_form(written(item())) == parse_form(written(item(), version="x"))
    seen: set[str] = {
        parse_form(raw).version
        for raw in (written(item()), written(item("ice")), written(item(), item("ice")))
    }
    assert len(seen) == 3


def test_results_fit_a_form_when_each_is_one_of_its_options() -> None:
    form: Form = parse_form(written(item(), item("ice")))
    assert form.fits({})
    assert form.fits({"water": "met", "ice": "not_met"})
    assert not form.fits({"water": "x"})
    assert not form.fits({"sand": "met"})


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"{}", b"[]", b"null", b"\xff", b"[" * 20_000, b'{"items": {}}', written(),
        written(*(item(f"i{n}") for n in range(41))), written(item(), item()),
        written(item("Water")), written(item("")), written(item("w" * 41)), written(item("a b")),
        written(item(options=YES_NO[:1])), written(item(options=YES_NO * 2)),
        written(item(options=[{**YES_NO[0], "tone": "green"}, YES_NO[1]])),
        written(item(label={"vi": "Nước"})), written(item(label={"vi": "", "en": "Water"})),
        written(item(label={"vi": "x" * 121, "en": "Water"})),
        written(item(label={"vi": "a\x1b[31m", "en": "Water"})), written(item(hint="x")),
        written(item(), title="x"), written(item()) + b"x", b" " * 100_001,
    ],
)  # fmt: skip
def test_a_file_that_is_no_form_is_refused_in_one_line(raw: bytes) -> None:
    with pytest.raises(InvalidRequest) as refused:
        parse_form(raw)
    assert refused.value.code == "form"
    assert refused.value.message.isprintable()
