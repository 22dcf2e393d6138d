"""The inbox in the console: who reads what, who has it in hand, and photos drawn anew."""

from __future__ import annotations

import io
from typing import Any

import pytest
from api.street import NOW, Street
from foodtrace.feedback import record_report
from foodtrace.registry import Registry
from office.conftest import Enter
from office.signed_in import words_of_page
from office.test_establishment import fields_of
from PIL import Image

CONTACT = "0911000999"


@pytest.fixture
async def reports(street: Street) -> list[int]:
    """Two of another place about the green one, one damaged with a photo, one about no known place."""
    photo = io.BytesIO()
    Image.new("RGB", (40, 30), "#0A6B3D").save(photo, "PNG")
    green = street.ids["green"]
    given: list[dict[str, Any]] = [
        {"establishment_id": green, "kind": "another_place", "contact": CONTACT},
        {"establishment_id": green, "kind": "another_place"},
        {"establishment_id": street.ids["plain"], "kind": "damaged", "photo": photo.getvalue()},
        {
            "establishment_id": None,
            "kind": "other",
            "category": "hygiene",
            "text": "<img src=x onerror=alert(1)>",
        },
    ]
    async with await Registry.open(street.folder) as registry:
        return [
            await record_report(
                registry,
                **{
                    "code_text": "00RS-KAC7",
                    "category": None,
                    "text": "",
                    "contact": None,
                    "photo": None,
                    "now": NOW - 3600,
                }
                | each,
            )
            for each in given
        ]


async def test_the_inbox_counts_and_points_at_clusters(
    street: Street, enter: Enter, reports: list[int]
) -> None:
    async with enter(street.folder, role="inspector") as officer:
        page = await officer.get("/office/feedback")
        shown = words_of_page(page.text)
        assert "4 mới" in shown
        assert "2 phản ánh “tem ở địa điểm khác” trong 7 ngày" in shown
        assert CONTACT not in page.text
        assert "<img src=x" not in page.text
        damaged = words_of_page((await officer.get("/office/feedback?kind=damaged")).text)
        assert "Chè Liên Đường Hoa" in damaged
        assert "Bún Chả Cá Bà Lữ" not in damaged


async def test_one_report_is_taken_in_hand_and_done(
    street: Street, enter: Enter, reports: list[int]
) -> None:
    async with enter(street.folder, role="inspector", name="Lê Thị Mai") as officer:
        path = f"/office/feedback/{reports[0]}"
        page = await officer.get(path)
        assert CONTACT in page.text
        fields = fields_of(page.text)
        fields.pop("csrf")
        taken = {"state": "in_hand", "assigned_to": str(officer.account)}
        assert (await officer.send_form(path, fields | taken)).status_code == 303
        stale = await officer.send_form(path, fields | {"state": "done", "note": "ghi chú của tôi"})
        assert stale.status_code == 409
        assert "ghi chú của tôi" in stale.text
        again = fields_of(stale.text)
        again.pop("csrf")
        silent = await officer.send_form(path, again | {"state": "done", "note": ""})
        assert silent.status_code == 422
        done = await officer.send_form(path, again | {"state": "done", "note": "đã xem tại chỗ"})
        assert done.status_code == 303
        shown = words_of_page((await officer.get(path)).text)
        assert "Lê Thị Mai đang xử lý" in shown
        assert "đã xong đã xem tại chỗ" in shown
        for wrong in (
            {"state": "burnt"},
            {"assigned_to": "999"},
            {"code": "0000-0000"},
            {"note": "x" * 2050},
        ):
            refused = await officer.send_form(path, fields | wrong | {"seen": "2"})
            assert refused.status_code == 422, wrong


async def test_a_photo_is_an_image_and_nothing_else(
    street: Street, enter: Enter, reports: list[int]
) -> None:
    async with enter(street.folder, role="issuing") as officer:
        photo = await officer.get(f"/office/feedback/{reports[2]}/photo")
        assert photo.headers["content-type"] == "image/jpeg"
        assert photo.headers["x-content-type-options"] == "nosniff"
        assert Image.open(io.BytesIO(photo.content)).size == (40, 30)
        for number in (reports[0], 999, 0):
            assert (await officer.get(f"/office/feedback/{number}/photo")).status_code == 404
        page = await officer.get(f"/office/feedback/{reports[2]}")
        assert "/office/stickers/damaged" in page.text, "what the diner said is offered as a mark"


async def test_who_has_no_right_or_other_bounds_reads_no_report(
    street: Street, enter: Enter, reports: list[int]
) -> None:
    async with enter(street.folder, role="viewer") as viewer:
        assert (await viewer.get("/office/feedback")).status_code == 403
        page = await viewer.get(f"/office/establishments/{street.code('green')}")
        assert "/office/feedback" not in page.text
        assert "khách báo" not in page.text
        listed = await viewer.get("/office/establishments?task=reported")
        assert "Mì Quảng Ngã Tư" in listed.text, "the filter is not hers, so nothing is filtered"
    async with enter(street.folder, role="inspector", wards=[20305]) as elsewhere:
        assert "0 mới" in words_of_page((await elsewhere.get("/office/feedback")).text)
        for number in reports:
            assert (await elsewhere.get(f"/office/feedback/{number}")).status_code == 404
            assert (await elsewhere.send_form(f"/office/feedback/{number}")).status_code == 404
            assert (await elsewhere.get(f"/office/feedback/{number}/photo")).status_code == 404
