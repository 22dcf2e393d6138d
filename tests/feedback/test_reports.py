"""A report is kept with what the diner wrote and nothing about who sent it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from foodtrace.errors import InvalidRequest, NotFound
from foodtrace.feedback import find_sending, list_reports, record_report, report_photo
from foodtrace.registry import Registry, schema
from foodtrace.registry import private_schema as private
from pictures.made import SECRET, jpeg_with_everything, png_head
from registry.board import NOW
from sqlalchemy import func, select

DAY = 86_400


async def report(registry: Registry, **changes: Any) -> int:
    given: dict[str, Any] = {
        "establishment_id": None,
        "code_text": "00RS-KAC7",
        "kind": "other",
        "category": "hygiene",
        "text": "Chuột trong bếp",
        "contact": None,
        "photo": None,
        "now": NOW,
    }
    return await record_report(registry, **(given | changes))


async def some_establishment(registry: Registry) -> int:
    async with registry.reading() as connection:
        query = select(schema.establishment.c.id).limit(1)
        return int((await connection.execute(query)).scalar_one())


async def test_a_report_is_kept_whole_and_dated_to_be_forgotten(board: Registry) -> None:
    place = await some_establishment(board)
    number = await report(
        board, establishment_id=place, contact=" 0900 000 000\n", photo=jpeg_with_everything()
    )
    (kept,) = await list_reports(board)
    assert (kept.number, kept.received_at, kept.establishment_id) == (number, NOW, place)
    assert (kept.code_text, kept.kind, kept.category) == ("00RS-KAC7", "other", "hygiene")
    assert (kept.text, kept.contact, kept.has_photo) == ("Chuột trong bếp", "0900 000 000", True)
    assert (kept.contact_until, kept.keep_until) == (NOW + 180 * DAY, NOW + 730 * DAY)
    photo = await report_photo(board, number)
    assert photo.startswith(b"\xff\xd8\xff")
    assert SECRET not in photo


async def test_a_tap_is_a_report(board: Registry) -> None:
    for kind in ("another_place", "damaged"):
        number = await report(board, kind=kind, category=None, text="")
        with pytest.raises(NotFound):
            await report_photo(board, number)
    assert [kept.kind for kept in await list_reports(board)] == ["damaged", "another_place"]


async def test_a_report_about_a_code_nobody_knows_is_kept(board: Registry) -> None:
    await report(board, establishment_id=5, code_text="x" * 500 + "\x00")
    (kept,) = await list_reports(board)
    assert (kept.establishment_id, kept.code_text) == (None, "x" * 100)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": "praise"}, "report_kind"),
        ({"category": "weather"}, "report_category"),
        ({"text": ""}, "text_missing"),
        ({"text": " \r\n\x00 "}, "text_missing"),
        ({"text": "x" * 1001}, "text_too_long"),
        ({"contact": "x" * 201}, "contact_too_long"),
        ({"photo": b"not a photo"}, "photo_format"),
        ({"photo": bytes(5_000_001)}, "photo_too_large"),
        ({"photo": png_head(50_000, 50_000)}, "photo_too_many_pixels"),
    ],
)
async def test_what_cannot_be_taken_is_named_and_nothing_is_kept(
    board: Registry, changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(InvalidRequest) as refused:
        await report(board, **changes)
    assert refused.value.code == code
    assert await list_reports(board) == []


async def test_a_thousand_characters_are_counted_as_people_see_them(board: Registry) -> None:
    """A browser sends each line end as two characters, and some keyboards a letter as two."""
    text = "x" + ("Ơ\u0323" + "\r\n") * 500
    await report(board, text=text)
    (kept,) = await list_reports(board)
    assert kept.text == "x" + "Ợ\n" * 499 + "Ợ"
    with pytest.raises(InvalidRequest):
        await report(board, text="Ợ" * 1001)


async def test_the_office_reads_page_by_page(board: Registry) -> None:
    numbers = [await report(board, kind="damaged", text="") for _ in range(5)]
    first = await list_reports(board, limit=2)
    rest = await list_reports(board, before=first[-1].number)
    assert [kept.number for kept in [*first, *rest]] == numbers[::-1]


async def test_no_column_could_hold_who_sent_it(board: Registry) -> None:
    await report(board)
    assert set(private.report.c.keys()) == {
        "id",
        "received_at",
        "establishment_id",
        "code_text",
        "kind",
        "category",
        "text",
        "contact",
        "sending_sha256",
        "contact_until",
        "keep_until",
        "state",
        "assigned_to",
        "version",
    }
    async with board.reading() as connection:
        count = select(func.count()).select_from(private.report_count)
        assert (await connection.execute(count)).scalar_one() == 0


async def test_one_sending_is_one_report_however_often_it_comes(board: Registry) -> None:
    sending = bytes(range(32))
    assert await find_sending(board, sending) is None
    numbers = await asyncio.gather(*(report(board, sending=sending) for _ in range(4)))
    assert len(set(numbers)) == len(await list_reports(board)) == 1
    assert await find_sending(board, sending) == numbers[0]
    assert await report(board, sending=bytes(32)) != numbers[0]
    assert await report(board) != await report(board)


async def test_what_would_turn_the_letters_around_it_is_not_kept(board: Registry) -> None:
    await report(
        board, text="Số \u202e321\u202c là \u2067x\u2069 👨\u200d👩\u200d👧", contact="\u200f"
    )
    (kept,) = await list_reports(board)
    assert (kept.text, kept.contact) == ("Số 321 là x 👨\u200d👩\u200d👧", None)
    with pytest.raises(InvalidRequest, match="needs a text"):
        await report(board, text="\u202e\u200b")
