"""The record of what was done, on the console."""

from __future__ import annotations

import re

from api.street import NOW, Street
from foodtrace.issuing import suspend
from foodtrace.registry import Registry
from office.conftest import Enter
from office.signed_in import words_of_page


async def test_the_record_says_who_did_what_and_pages_back(street: Street, enter: Enter) -> None:
    async with await Registry.open(street.folder) as registry:
        for name in ("green", "plain"):
            await suspend(
                registry, street.ids[name], reason="tủ lạnh hỏng", actor="user 1", now=NOW
            )
    async with enter(street.folder, name="Lê Thị Mai") as officer:
        page = (await officer.get("/office/events?lang=vi")).text
        assert "tủ lạnh hỏng" in page
        assert "Lê Thị Mai" in words_of_page(page)
        codes = re.findall(r'href="/office/establishments/([0-9A-Z-]{9})"', page)
        assert len(codes) > 5
        for hostile in ("x", "-1", "9" * 30, "0"):
            assert (await officer.get(f"/office/events?before={hostile}")).status_code == 200
        assert "tủ lạnh hỏng" not in (await officer.get("/office/events?before=2")).text


async def test_somebody_bounded_reads_of_her_own_places_alone(street: Street, enter: Enter) -> None:
    async with enter(street.folder, role="issuing", wards=[20263]) as officer:
        page = (await officer.get("/office/events")).text
        assert "/office/establishments/" not in page.partition("<main")[2]
    async with enter(street.folder, role="viewer") as viewer:
        assert (await viewer.get("/office/events")).status_code == 403
